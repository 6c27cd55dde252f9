"""Counts and shares within a filter, from grouped sums, with the variance of a stratified sample.

The error of a sum over tickets that nobody ruled has two parts: a group's mean ruling is itself an estimate, and the
tickets vary about it. With ``X`` the sum of x and ``Q`` that of x squared over the unruled tickets of a filter in a
group, ``v`` the smoothed variance of a ruling and n rulings, its variance is ``v * (X^2 / n + Q)`` (Valliant, Dorfman
and Royall 2000, chapter 2; for a whole group it is the textbook's ``N^2 v / n * (1 - n / N)``). Ruled tickets count
wholly and have none.

Assumptions and limits. The tickets of a filter vary about their group's mean independently of each other. If a filter
selects tickets that are unlike the rest of their group, only rulings within it can show that: their squared deviation,
less what chance alone gives, is added to the variance. That widens the interval and doesn't move it: in simulated
exports with 200 rulings, filters on a field that goes with the departments by a fifth and that the engine doesn't see
had a coverage of .87. So a filter with thirty random rulings shows the direct estimate beside it, and one without any
rests on the assumption alone. Reviewers' own errors aren't in any interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.estimates.arrays import Booleans, Floats
from etl.estimates.correction import Correction
from etl.estimates.intervals import Estimate, bounded

FEWEST_TO_OBJECT = 5.0
"""Fewest rulings within a filter from which its deviation is estimated."""


@dataclass(frozen=True)
class Sums:
    """Sums over the tickets within a filter that estimates are made from; additive over disjoint filters.

    x is what a ticket counts for: 1, or minutes, or money.

    Attributes
    ----------
    known
        Sum of x times the share of each class over the ruled tickets, shape (classes,).
    expected
        Sum of x times the expected share of each class over the others, shape (classes,).
    uncovered
        Part of `expected` from tickets that no random ruling represents, shape (classes,): it isn't corrected.
    total, squares
        Sum of x, and of x squared, over the others in each group of strata, shape (groups,).
    cross
        Sum of x times the x of another sum, for ratios of two different ones; else the squares.
    drawn, drawn_squares
        Sum of x, and of x squared, over the randomly ruled.
    surprise
        Sum of x times (share as ruled - share expected of a ticket like it) over the randomly ruled, shape (classes,).
    """

    known: Floats
    expected: Floats
    uncovered: Floats
    total: Floats
    squares: Floats
    cross: Floats
    drawn: float
    drawn_squares: float
    surprise: Floats

    @property
    def covered(self) -> Floats:
        """Part of `expected` that random rulings represent, shape (classes,)."""
        return np.asarray(np.maximum(self.expected - self.uncovered, 0.0))

    @property
    def value(self) -> Floats:
        """Estimated sum of each class, shape (classes,)."""
        return self.known + self.expected


def count(correction: Correction, sums: Sums, classes: Booleans) -> Estimate:
    """Number of tickets of some classes within a filter.

    Parameters
    ----------
    correction
        What the random sample says.
    sums
        With x = 1 for each ticket.
    classes
        Which are counted, shape (classes,).
    """
    known, expected = float((sums.known + sums.uncovered)[classes].sum()), float(sums.covered[classes].sum())
    tickets = float(sums.covered.sum())
    variance = error_of(correction, sums, classes.astype(np.float64))
    if variance <= 0 or tickets <= 0:
        return Estimate(known + expected, known + expected, known + expected)
    by_rulings, smoothed = (float(each[classes].sum()) for each in _by_rulings(correction, sums))
    found = bounded(by_rulings / tickets, smoothed / tickets, variance / tickets**2)
    return found.around(expected / tickets).times(tickets).plus(known)


def share(correction: Correction, sums: Sums, classes: Booleans, of: Booleans) -> Estimate | None:
    """Share of some classes among others, such as of departments elsewhere among all complaints.

    The variance of the ratio is that of its linear form (Särndal, Swensson and Wretman 1992, section 5.6).

    Parameters
    ----------
    correction
        What the random sample says.
    sums
        With x = 1 for each ticket.
    classes, of
        Counted above and below, shape (classes,); the first within the second.

    Returns
    -------
    Estimate or None
        None where the denominator is 0.
    """
    below = float(sums.value[of].sum())
    if below <= 0:
        return None
    if of.all():
        return count(correction, sums, classes).times(1 / below)
    value = float(sums.value[classes].sum()) / below
    variance = error_of(correction, sums, classes - value * of)
    parts = [sums.known + sums.uncovered + each for each in _by_rulings(correction, sums)]
    by_rulings, smoothed = (float(each[classes].sum() / max(each[of].sum(), 1e-12)) for each in parts)
    return bounded(by_rulings, smoothed, variance / below**2).around(value)


def error_of(correction: Correction, sums: Sums, contrast: Floats) -> float:
    """Variance of a sum over unruled tickets.

    Parameters
    ----------
    contrast
        What a ticket of each class counts for, shape (classes,): 1 for the classes counted, 0 for others; of a ratio R,
        numerator - R * denominator.
    """
    if not correction.is_covered:
        return 0.0
    variance = variance_of(correction, contrast)
    whole = float((variance * (sums.total**2 / correction.count_ruled + sums.squares)).sum())
    all_of = float(sums.total.sum())
    if whole <= 0 or not sums.drawn_squares or sums.drawn**2 < FEWEST_TO_OBJECT * sums.drawn_squares:
        return whole
    deviation = float(sums.surprise @ contrast) / sums.drawn
    by_chance = float(variance @ sums.total) / all_of * sums.drawn_squares / sums.drawn**2
    return whole + all_of**2 * max(deviation**2 - by_chance, 0.0)


def variance_of(correction: Correction, contrast: Floats) -> Floats:
    """Smoothed variance of one ruling in each group, shape (groups,)."""
    mean = correction.spread @ contrast
    return np.asarray(np.maximum(correction.spread @ contrast**2 - mean**2, 0.0))


def _by_rulings(correction: Correction, sums: Sums) -> tuple[Floats, Floats]:
    """Covered tickets of each class by the mean rulings alone, and by the distributions that variances come from.

    Bounds are centred on the first, so that they rest on the rulings alone and not on the engine.
    """
    if not correction.is_covered:
        return sums.covered, sums.covered
    return sums.total @ correction.mean, sums.total @ correction.spread
