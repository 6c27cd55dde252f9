"""Marts: every number that is shown, computed from the store in one place.

Pages, reports and the command line read `core.filters`, `measures`, `frames` and `core.formatting` (figures as text);
none of them computes a number of its own.
"""
