"""Process limits: what is ordinary variation, and what is a signal.

XmR chart: mean ± 2.66 × mean moving range (2.66 = 3 ÷ 1.128, Shewhart's d2 for two). Laney p′ chart: the ordinary
limits of a proportion, 3 × sqrt(p(1−p) ÷ n), times σz, the mean moving range of the z values ÷ 1.128 (Minitab, methods
and formulas). Signals, few on purpose: a point outside the limits; seven on one side of the mean; seven rising or
falling (NHS Making Data Count).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

D2 = 1.128
"""Mean range of two draws from a normal distribution, in standard deviations."""

RUN = 7
"""Points in a row that make a signal."""

LEAST = 8
"""Whole periods below which no limits are drawn: fewer say little about ordinary variation."""

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Limits:
    """Centre and limits of a process chart, one value a point; not a number where they can't be given."""

    mean: Floats
    low: Floats
    high: Floats


def xmr(values: Floats, is_whole: Bools, teaches: Bools | None = None) -> Limits:
    """Limits of single values, learnt from the whole periods, never below 0.

    Parameters
    ----------
    values
        One per period, in order.
    is_whole
        Whether a period is complete; a partial one neither teaches the limits nor has any.
    teaches
        Periods that the limits are learnt from; all whole ones when None. The others are held against them.
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
        Numerator and denominator per period; a period whose denominator is 0 is passed over.
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


def signals(values: Floats, limits: Limits) -> list[str]:
    """What stands out at each point, in words; empty where it is ordinary variation or has no limits."""
    words = [""] * len(values)
    points = [number for number in range(len(values)) if not np.isnan(limits.mean[number])]
    kept = values[points]
    for number, said in enumerate(_runs(kept, limits.mean[points])):
        words[points[number]] = said
    for number in points:
        if values[number] > limits.high[number]:
            words[number] = "above the limits of ordinary variation"
        elif values[number] < limits.low[number]:
            words[number] = "below the limits of ordinary variation"
    return words


def _runs(values: Floats, mean: Floats) -> list[str]:
    """Words at the points that belong to a run of seven; whichever run covers a point last speaks."""
    words = [""] * len(values)
    side, step = np.sign(values - mean), np.sign(np.diff(values))
    for end in range(RUN, len(values) + 1):
        if abs(side[end - RUN : end].sum()) == RUN:
            where = "above" if side[end - 1] > 0 else "below"
            words[end - RUN : end] = [f"{RUN} or more in a row {where} the mean"] * RUN
        if abs(step[end - RUN : end - 1].sum()) == RUN - 1:
            way = "rising" if step[end - 2] > 0 else "falling"
            words[end - RUN : end] = [f"{RUN} or more in a row {way}"] * RUN
    return words


def _none(length: int) -> Limits:
    nothing = np.full(length, np.nan)
    return Limits(nothing, nothing, nothing)
