"""Process limits: what is ordinary variation, and what is a signal.

XmR chart: mean ± 2.66 × mean moving range (2.66 = 3 ÷ 1.128, Shewhart's d2 for two). Laney p′ chart: the ordinary
limits of a proportion, 3 × sqrt(p(1−p) ÷ n), times σz, the mean moving range of the z values ÷ 1.128 (Minitab, methods
and formulas). Signals, few on purpose: a point outside the limits; seven on one side of the mean; seven rising or
falling (NHS Making Data Count). A step from one point to the next is out of the ordinary beyond the upper limit of the
moving range, 3.267 × its mean (3.267 is Shewhart's D4 for two).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

D2 = 1.128
"""Mean range of two draws from a normal distribution, in standard deviations."""

D4 = 3.267
"""Upper limit of the range of two draws, in mean ranges."""

RUN = 7
"""Points in a row that make a signal."""

LEAST = 8
"""Fewest whole periods for which limits are drawn: fewer say little about ordinary variation."""

Kind = Literal["limits", "side", "trend"]
"""Kind of a signal: a point outside the limits, a run on one side of the mean, a run that rises or falls."""

Way = Literal["higher", "lower"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Limits:
    """Centre and limits of a process chart, one value per point; NaN where there are none."""

    mean: Floats
    low: Floats
    high: Floats


def xmr(values: Floats, is_whole: Bools, teaches: Bools | None = None) -> Limits:
    """XmR limits of single values, learnt from the whole periods, never below 0.

    Parameters
    ----------
    values
        One per period, in order.
    is_whole
        Whether a period is complete; limits aren't learnt from a partial one, and it has none.
    teaches
        Periods that the limits are learnt from; all whole ones when None. The others are compared with them.
    """
    known = values[is_whole if teaches is None else is_whole & teaches]
    if len(known) < LEAST:
        return _none(len(values))
    centre = float(known.mean())
    reach = 3 / D2 * float(np.abs(np.diff(known)).mean())
    low, high = max(0.0, centre - reach), centre + reach
    return Limits(*(np.where(is_whole, value, np.nan) for value in (centre, low, high)))


def laney_p(parts: Floats, wholes: Floats, is_whole: Bools, teaches: Bools | None = None) -> Limits:
    """Limits of proportions with differing denominators, within 0 and 1.

    Parameters
    ----------
    parts, wholes
        Numerator and denominator per period; a period whose denominator is 0 is skipped.
    is_whole, teaches
        As for `xmr`.
    """
    usable = is_whole & (wholes > 0)
    known = usable if teaches is None else usable & teaches
    if known.sum() < LEAST:
        return _none(len(parts))
    n = wholes[known]
    centre = float(parts[known].sum() / n.sum())
    spread = np.sqrt(centre * (1 - centre) / n)
    z = np.divide(parts[known] / n - centre, spread, out=np.zeros(len(n)), where=spread > 0)
    sigma = float(np.abs(np.diff(z)).mean()) / D2
    reach = np.full(len(parts), np.nan)
    reach[usable] = 3 * np.sqrt(centre * (1 - centre) / wholes[usable]) * sigma
    mean = np.where(usable, centre, np.nan)
    return Limits(mean, np.maximum(0.0, centre - reach), np.minimum(1.0, centre + reach))


def xmr_steps(values: Floats, is_whole: Bools) -> Floats:
    """Step from each point before, as a multiple of the largest ordinary step: beyond 1 (or -1) it isn't ordinary.

    Parameters
    ----------
    values, is_whole
        As for `xmr`. Steps are NaN at the first point, at a partial one and the one after it, and if there are fewer
        than `LEAST` whole ones.
    """
    return _steps(values, is_whole)


def laney_steps(parts: Floats, wholes: Floats, is_whole: Bools) -> Floats:
    """The same for proportions with differing denominators, as for `laney_p`: steps of their z values."""
    usable = is_whole & (wholes > 0)
    if not usable.any():
        return np.full(len(parts), np.nan)
    centre = float(parts[usable].sum() / wholes[usable].sum())
    spread = np.sqrt(centre * (1 - centre) / np.where(usable, wholes, 1.0))
    z = np.divide(parts / np.where(usable, wholes, 1.0) - centre, spread, out=np.zeros(len(parts)), where=spread > 0)
    return _steps(z, usable)


def _steps(values: Floats, is_whole: Bools) -> Floats:
    found = np.full(len(values), np.nan)
    known = values[is_whole]
    if len(known) < LEAST:
        return found
    largest = D4 * float(np.abs(np.diff(known)).mean())
    follows = np.flatnonzero(is_whole[1:] & is_whole[:-1]) + 1
    step = values[follows] - values[follows - 1]
    found[follows] = np.divide(step, largest, out=np.zeros(len(step)), where=largest > 0)
    return found


@dataclass(frozen=True)
class Signal:
    """What stands out at one point, and in which direction."""

    kind: Kind
    way: Way

    @property
    def words(self) -> str:
        """The signal in words, such as "above the limits of ordinary variation"."""
        return _WORDS[self.kind, self.way]


_WORDS: dict[tuple[Kind, Way], str] = {
    ("limits", "higher"): "above the limits of ordinary variation",
    ("limits", "lower"): "below the limits of ordinary variation",
    ("side", "higher"): f"{RUN} or more in a row above the average",
    ("side", "lower"): f"{RUN} or more in a row below the average",
    ("trend", "higher"): f"{RUN} or more in a row rising",
    ("trend", "lower"): f"{RUN} or more in a row falling",
}


def signals(values: Floats, limits: Limits) -> list[Signal | None]:
    """Signal at each point; None where it is ordinary variation or has no limits."""
    found: list[Signal | None] = [None] * len(values)
    points = [number for number in range(len(values)) if not np.isnan(limits.mean[number])]
    kept = values[points]
    for number, signal in enumerate(_runs(kept, limits.mean[points])):
        found[points[number]] = signal
    for number in points:
        if values[number] > limits.high[number]:
            found[number] = Signal("limits", "higher")
        elif values[number] < limits.low[number]:
            found[number] = Signal("limits", "lower")
    return found


def _runs(values: Floats, mean: Floats) -> list[Signal | None]:
    """Signals at the points that belong to a run of seven; of several runs, the last that covers a point counts."""
    found: list[Signal | None] = [None] * len(values)
    side, step = np.sign(values - mean), np.sign(np.diff(values))
    for end in range(RUN, len(values) + 1):
        if abs(side[end - RUN : end].sum()) == RUN:
            found[end - RUN : end] = [Signal("side", "higher" if side[end - 1] > 0 else "lower")] * RUN
        if abs(step[end - RUN : end - 1].sum()) == RUN - 1:
            found[end - RUN : end] = [Signal("trend", "higher" if step[end - 2] > 0 else "lower")] * RUN
    return found


def _none(length: int) -> Limits:
    nothing = np.full(length, np.nan)
    return Limits(nothing, nothing, nothing)
