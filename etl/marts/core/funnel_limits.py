"""Limits of a funnel plot: how far a group's rate may lie from the overall one by chance, given its size.

Exact limits of a proportion (binomial) or a rate (Poisson), with Spiegelhalter's interpolation between whole counts
(2005, "Funnel plots for comparing institutional performance", Statistics in Medicine 24, 1185-1202, appendix A.1), at
95 % and 99.8 %. The upper limit mirrors the lower one, as in the figures of the UK Health Security Agency: his formula
taken for both would lie up to one count lower, and call 9 of 9 too many where 999 of 1,000 are usual.

Where groups differ by more than chance alone (overdispersion), by his additive approach (sections 5 and A.4): tau
squared, the variance between groups, is DerSimonian and Laird's (1986) moment estimate from z scores winsorised at 10 %
on either side, so that a few odd groups don't hide themselves; each limit then lies sqrt((s^2 + tau^2) / s^2) times as
far from the overall rate, s being the group's standard error by chance. Of normal z scores winsorising leaves .679 of
their mean square, which phi is divided by: without that, limits of 95 % held 87 % of simulated groups that differ.

Assumptions and limits. The overall rate is taken as known; each group is part of it. Groups are otherwise alike: no
mix of issues or customers is adjusted for. With fewer than `LEAST` groups no overdispersion is estimated.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from etl.estimates.arrays import Floats

LEAST = 8
"""Fewest groups for which the variance between them is estimated: with fewer it would be mostly chance."""

INNER, OUTER = 0.95, 0.998
"""Levels of the two pairs of limits: about two and three standard deviations."""

_WINSORISED = 0.1
_KEPT = 0.6787
"""Mean square of a standard normal variable winsorised so: .8 - 2 c f(c) + .2 c^2, c being its 90 % quantile 1.2816 and
f its density."""


@dataclass(frozen=True)
class Funnel:
    """Parameters of the limits of a comparison.

    Attributes
    ----------
    overall
        Sum of the numerators ÷ sum of the denominators.
    is_proportion
        Numerators are part of their denominators; else they are counts over them, such as complaints to orders.
    dispersion
        Spiegelhalter's phi: mean square of the winsorised z scores, 1 by chance alone; NaN for fewer than `LEAST`
        groups.
    between
        tau, the standard deviation between groups; 0 where they differ no more than chance makes them.
    """

    overall: float
    is_proportion: bool
    dispersion: float = field(default=np.nan)
    between: float = 0.0

    @property
    def is_widened(self) -> bool:
        """Whether limits allow for more than chance."""
        return self.between > 0

    def limits(self, sizes: Floats, level: float) -> tuple[Floats, Floats]:
        """Lower and upper limit for each size (denominator, above 0), within the possible values of a rate.

        Parameters
        ----------
        level
            `INNER` or `OUTER`.
        """
        tail = (1 - level) / 2
        error = self.error(sizes)
        known = error > 0
        wider = np.sqrt(1 + np.divide(self.between**2, error**2, out=np.zeros_like(sizes), where=known))
        low, high = self._exact(sizes, tail)
        # For rare outcomes and small groups a quantile may lie on the other side of the rate itself.
        below = self.overall - np.maximum(self.overall - low, 0.0) * wider
        above = self.overall + np.maximum(high - self.overall, 0.0) * wider
        most = 1.0 if self.is_proportion else np.inf
        return np.maximum(below, 0.0), np.minimum(above, most)

    def error(self, sizes: Floats) -> Floats:
        """Standard error of a group's rate by chance, for each size."""
        variance = self.overall * (1 - self.overall) if self.is_proportion else self.overall
        return np.asarray(np.sqrt(max(variance, 0.0) / sizes))

    def _exact(self, sizes: Floats, tail: float) -> tuple[Floats, Floats]:
        """Limits that chance exceeds with at most the tail's probability, interpolated between counts.

        Lower: (r - a) ÷ n, r being the smallest count with P(R <= r) >= tail, and a = (P(R <= r) - tail) ÷ P(R = r)
        (appendix A.1.1). Upper: its mirror, (r + b) ÷ n with the largest r that has P(R >= r) >= tail.
        """
        from scipy import stats  # late: only who compares waits for it

        trials = np.maximum(np.round(sizes), 1) if self.is_proportion else sizes
        drawn = stats.binom(trials, self.overall) if self.is_proportion else stats.poisson(self.overall * sizes)
        least, most = drawn.ppf(tail), drawn.ppf(1 - tail)
        below, above = drawn.cdf(least) - tail, drawn.sf(most - 1) - tail
        kept = [
            np.divide(beyond, at, out=np.zeros_like(sizes), where=at > 0)
            for beyond, at in ((below, drawn.pmf(least)), (above, drawn.pmf(most)))
        ]
        return np.asarray((least - kept[0]) / trials), np.asarray((most + kept[1]) / trials)


def funnel(parts: Floats, wholes: Floats, *, is_proportion: bool) -> Funnel:
    """The funnel around the overall rate of some groups.

    Parameters
    ----------
    parts, wholes
        Numerator and denominator of each group, shape (groups,); denominators above 0.
    is_proportion
        As in `Funnel`.
    """
    plain = Funnel(float(parts.sum() / wholes.sum()), is_proportion)
    error = plain.error(wholes)
    if len(parts) < LEAST or not (error > 0).all():
        return plain
    z = (parts / wholes - plain.overall) / error
    low, high = np.quantile(z, [_WINSORISED, 1 - _WINSORISED])
    dispersion = float((np.clip(z, low, high) ** 2).mean()) / _KEPT
    return Funnel(plain.overall, is_proportion, dispersion, between(dispersion, error))


def between(dispersion: float, error: Floats) -> float:
    """tau by DerSimonian and Laird's moments, from phi and the standard errors of the groups; 0 where phi is small.

    With I groups and weights w = 1 ÷ s^2: tau^2 = (I phi - (I - 1)) ÷ (sum w - sum w^2 ÷ sum w).
    """
    weight, count = 1 / error**2, len(error)
    beyond = count * dispersion - (count - 1)
    spread = float(weight.sum() - (weight**2).sum() / weight.sum())
    return float(np.sqrt(beyond / spread)) if beyond > 0 and spread > 0 else 0.0
