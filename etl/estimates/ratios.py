"""Ratios of two sums with weights of their own, such as hours or money per complaint: a bootstrap over the strata.

In each replicate, n - 1 of a group's n rulings are drawn with replacement, their weights scaled by n / (n - 1) (Rao and
Wu 1988, section 2; Rao, Wu and Yue 1992 in weights): so the variance is that of the sample's design also where groups
are small. As five rulings that are all alike would never vary, each replicate's deviation is mixed with one of the
smoothed distribution that shares are judged by (`Correction.spread`). The variance of single tickets is added. Degrees
of freedom are Satterthwaite's (1946), the quantile Student's.

Assumptions and limits. As in `sums`; minutes and money of a ticket are taken as given, so errors of estimated minutes
aren't in the interval. Within a group of strata they are assumed not to depend on where a ticket started. Where random
rulings show that they do (frontline tickets cost more than others like them), the interval widens by that as in `sums`,
and doesn't move, so that parts still add up.
"""

from __future__ import annotations

import numpy as np

from etl.estimates.arrays import Booleans, Floats
from etl.estimates.correction import PSEUDO_RULINGS, Correction
from etl.estimates.intervals import Estimate, quantile_of
from etl.estimates.sums import FEWEST_TO_OBJECT, Sums, variance_of

REPLICATES = 400


def replicates(correction: Correction, seed: int, count: int = REPLICATES) -> Floats:
    """Deviations of the mean rulings in bootstrap samples, shape (replicates, groups, classes).

    Parameters
    ----------
    seed
        The same seed gives the same deviations.
    """
    random = np.random.default_rng(seed)
    sample, groups, classes = correction.sample, *correction.mean.shape
    result = np.zeros((count, groups, classes))
    of = correction.group[sample.stratum]
    for group in range(groups):
        mine = np.flatnonzero(of == group)
        drawn = random.multinomial(len(mine) - 1, np.full(len(mine), 1 / len(mine)), size=count)
        weight = drawn * sample.weight[mine]
        mean = weight @ sample.outcome[mine] / weight.sum(axis=1, keepdims=True)
        number = correction.count_ruled[group]
        kept = number / (number + PSEUDO_RULINGS)
        root = np.sqrt(correction.spread[group])
        noise = random.standard_normal((count, classes))
        smooth = root * (noise - (noise @ root)[:, None] * root) / np.sqrt(number)  # covariance of a multinomial
        result[:, group] = np.sqrt(kept) * (mean - correction.mean[group]) + np.sqrt(1 - kept) * smooth
    return result


def ratio(
    correction: Correction,
    above: Sums,
    below: Sums,
    classes_above: Booleans,
    classes_below: Booleans,
    deviations: Floats,
    most: float = np.inf,
) -> Estimate | None:
    """Ratio of two sums, such as minutes on complaints caused elsewhere to all minutes.

    Parameters
    ----------
    above, below
        Each with its own x; `cross` of the first holds the sums of products.
    classes_above, classes_below
        Which are counted, shape (classes,).
    deviations
        Result of `replicates`.
    most
        What the ratio can't exceed.

    Returns
    -------
    Estimate or None
        None where the denominator is 0.
    """
    top, bottom = float(above.value[classes_above].sum()), float(below.value[classes_below].sum())
    if bottom <= 0:
        return None
    value = top / bottom
    if not correction.is_covered:
        return Estimate(value, value, value)
    moved = top + deviations[:, :, classes_above].sum(axis=2) @ above.total
    under = bottom + deviations[:, :, classes_below].sum(axis=2) @ below.total
    usable = under > 0
    between = float(((moved[usable] / under[usable] - value) ** 2).mean())
    linear = _Linear(correction, above, below, classes_above, classes_below, value)
    parts = linear.of(above.total**2, below.total**2, above.total * below.total) / correction.count_ruled
    own = float(linear.of(above.squares, below.squares, above.cross).sum())
    degrees = float(parts.sum()) ** 2 / max(float((parts**2 / (correction.count_ruled + 1)).sum()), 1e-300)
    error = between + (own + linear.beyond_chance()) / bottom**2
    reach = quantile_of(max(degrees, 1.0)) * np.sqrt(error)
    return Estimate(value, max(value - reach, 0.0), max(min(value + reach, most), value))


class _Linear:
    """The ratio's linear form, sum above - ratio * sum below, by group; before division by the sum below."""

    def __init__(
        self, correction: Correction, above: Sums, below: Sums, up: Booleans, down: Booleans, value: float
    ) -> None:
        one, other = up.astype(np.float64), down.astype(np.float64)
        self._first, self._second = variance_of(correction, one), variance_of(correction, other)
        self._both = (variance_of(correction, one + other) - self._first - self._second) / 2
        self._above, self._below, self._up, self._down, self._value = above, below, one, other, value

    def of(self, above: Floats, below: Floats, both: Floats) -> Floats:
        """Variance with these squares and products of weights, shape (groups,)."""
        found = above * self._first + self._value**2 * below * self._second - 2 * self._value * both * self._both
        return np.asarray(np.maximum(found, 0.0))

    def beyond_chance(self) -> float:
        """Squared deviation, less chance, that random rulings show where minutes or money depend on the class."""
        above, below = self._above, self._below
        if min(above.drawn, below.drawn) <= 0 or below.drawn**2 < FEWEST_TO_OBJECT * below.drawn_squares:
            return 0.0
        scale = np.array([float(each.total.sum()) / each.drawn for each in (above, below)])
        off = scale[0] * float(above.surprise @ self._up) - self._value * scale[1] * float(below.surprise @ self._down)
        roots = scale * np.sqrt([above.drawn_squares, below.drawn_squares])
        like = below.total / max(float(below.total.sum()), 1e-12)
        chance = float(self.of(*(like * each for each in (roots[0] ** 2, roots[1] ** 2, roots[0] * roots[1]))).sum())
        return float(max(off**2 - chance, 0.0))


def total(correction: Correction, sums: Sums, classes: Booleans, deviations: Floats) -> Estimate:
    """Sum of minutes or money over some classes.

    Parameters
    ----------
    sums
        With that x.
    classes
        Which are counted, shape (classes,).
    deviations
        Result of `replicates`.
    """
    one = np.ones_like(classes)
    whole = float(sums.value.sum())
    found = ratio(correction, sums, sums, classes, one, deviations, most=1.0)
    return Estimate(0.0, 0.0, 0.0) if found is None else found.times(whole)
