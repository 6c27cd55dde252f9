"""Measures the quality of the attribution and of the estimated totals on sets with known origins."""
