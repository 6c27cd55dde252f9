"""A change split into the amount of each cause and the rate of each cause, with nothing left over.

A measure V is the sum of w × r over the causes. w is the amount of a cause: its complaints per day or, for a ratio, its
part of the whole. r is its rate: hours per complaint or, for a ratio, the part that answers yes. The change of w × r is

    Δw × (r before + r now) ÷ 2  +  Δr × (w before + w now) ÷ 2

(Kitagawa 1955, "Components of a difference between two rates", JASA 50; the two-factor case of Das Gupta 1993). In a
ratio the w sum to 1, so r − R may take the place of r in the first term, with R the mean ratio of both periods: a
growing cause then raises the ratio if its own ratio is above R, and the sum is the same. A number of complaints has no
r: its change is the difference.

How far each part may be off by chance: the days of both periods are drawn anew (`etl.estimates.days`), all causes on
the same days, and the change is split again. The spread of the results, times the quantile of Student's t, is the reach
of a 95 % interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from etl.estimates.arrays import Floats
from etl.estimates.days import LEAST_DAYS, day_weights
from etl.estimates.intervals import quantile_of
from etl.marts.core.ratios import TOLERANCE

PARTS = ("by_amount", "by_rate", "total")
_DRAWS = 400


@dataclass(frozen=True)
class Parts:
    """Sums behind a measure in a period, by cause along the last axis.

    Attributes
    ----------
    part
        Sum of each cause: complaints, hours, or the part that answers yes.
    whole
        The whole that it is a part of, or the complaints that it comes with: above 0 in total where the measure is a
        ratio.
    """

    part: Floats
    whole: Floats

    @property
    def of_one(self) -> Parts:
        """The same with the whole as 1: parts of a ratio."""
        every = self.whole.sum(axis=-1, keepdims=True)
        every = np.where(every > TOLERANCE, every, np.nan)  # a draw may have none
        return Parts(self.part / every, self.whole / every)

    @property
    def rates(self) -> Floats:
        """Rate of each cause; NaN for a cause without an amount."""
        nothing = np.full(self.part.shape, np.nan)
        return np.asarray(np.divide(self.part, self.whole, out=nothing, where=self.whole > TOLERANCE))


def taken_apart(now: Parts, before: Parts, *, is_ratio: bool) -> tuple[Floats, Floats]:
    """Change of each cause by its amount, and by its rate; together they sum to the whole change."""
    if is_ratio:
        now, before = now.of_one, before.of_one
    rates = now.rates, before.rates
    # A cause that is new or gone changes by its amount alone: it gets the rate of the other period.
    now_rate, before_rate = (np.where(np.isnan(one), np.nan_to_num(other), one) for one, other in (rates, rates[::-1]))
    overall = (now.part.sum(axis=-1, keepdims=True) + before.part.sum(axis=-1, keepdims=True)) / 2 if is_ratio else 0.0
    by_amount = (now.whole - before.whole) * ((now_rate + before_rate) / 2 - overall)
    by_rate = (now_rate - before_rate) * (now.whole + before.whole) / 2
    return by_amount, by_rate


@dataclass(frozen=True)
class Daily:
    """A period by day.

    Attributes
    ----------
    parts
        Sums of each day, shape (days, causes).
    weekdays
        Weekday of each day.
    """

    parts: Parts
    weekdays: Sequence[int]

    def drawn(self, rng: np.random.Generator) -> tuple[Parts, int]:
        """Sums over the days in each draw, shape (draws, causes), and the degrees of freedom of their spread."""
        weights, degrees = day_weights(self.weekdays, _DRAWS, rng)
        return Parts(weights @ self.parts.part, weights @ self.parts.whole), degrees


@dataclass(frozen=True)
class Reach:
    """How far parts of a change may be off by chance.

    Attributes
    ----------
    by_amount, by_rate
        Change by amount and by rate in each draw, shape (draws, causes).
    degrees
        Degrees of freedom.
    """

    by_amount: Floats
    by_rate: Floats
    degrees: int

    def limits(self, of: Sequence[int], values: Mapping[str, float]) -> dict[str, float]:
        """Interval around the value of each of `PARTS`, for some causes together: low_total, high_total and so on."""
        amount, rate = (each[:, list(of)].sum(axis=1) for each in (self.by_amount, self.by_rate))
        told: dict[str, float] = {}
        for name, draws in zip(PARTS, (amount, rate, amount + rate), strict=True):
            reach = quantile_of(float(self.degrees)) * float(np.nanstd(draws))
            told |= {f"low_{name}": values[name] - reach, f"high_{name}": values[name] + reach}
        return told


def reach(now: Daily, before: Daily, *, is_ratio: bool, seed: int) -> Reach | None:
    """How far each part may be off; None for periods of too few days."""
    if min(len(each.weekdays) for each in (now, before)) < LEAST_DAYS:
        return None
    rng = np.random.default_rng(seed)
    (first, degrees), (last, others) = before.drawn(rng), now.drawn(rng)
    return Reach(*taken_apart(last, first, is_ratio=is_ratio), min(degrees, others))
