"""Estimates over a store, and how far off they may be."""
