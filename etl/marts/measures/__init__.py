"""Measures: each number by name, its definition and its bounds. One module is one family."""
