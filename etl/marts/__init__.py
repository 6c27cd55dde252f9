"""Marts: every number that is shown, computed from the store in one place.

Pages, reports and the command line read `filters`, `registry` (measures), `breakdowns` (frames), `findings`
(sentences) and `words` (figures as text); none of them computes a number of its own.
"""
