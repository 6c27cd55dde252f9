"""Headwater: traces customer complaints to the departments where they start."""

__version__ = "0.1.0"
