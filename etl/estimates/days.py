"""How far sums over days may be off by chance: a bootstrap that draws days anew within each weekday.

Complaints come in clumps by day: a van breaks down, a page is down. So days are drawn, not complaints. Of the n days of
a weekday n − 1 are drawn with replacement, and each counts n ÷ (n − 1) times as often as it was drawn: the rescaled
bootstrap (Rao and Wu 1988, JASA 83), whose variance is that of the sum over strata, unbiased. If a weekday has only one
day, its variance can't be estimated: then days are drawn across all weekdays, which counts the week's rhythm as chance
too and errs on the wide side.

Assumption: days don't depend on each other beyond their weekday. A disturbance of several days makes the interval too
narrow.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from etl.estimates.arrays import Floats

LEAST_DAYS = 3
"""Fewest days for which anything is estimated."""


def day_weights(weekdays: Sequence[int], draws: int, rng: np.random.Generator) -> tuple[Floats, int]:
    """How often each day counts in each draw, and the degrees of freedom that a variance over the draws has.

    Parameters
    ----------
    weekdays
        Weekday of each day; at least `LEAST_DAYS` days.

    Returns
    -------
    weights
        Shape (draws, days), 0 or more, in each draw as many in all as there are days.
    degrees
    """
    days = np.asarray(weekdays)
    names, sizes = np.unique(days, return_counts=True)
    if (sizes < 2).any():
        days, names = np.zeros(len(days), dtype=int), np.array([0])
    weights = np.zeros((draws, len(days)))
    for name in names:
        mine = np.flatnonzero(days == name)
        drawn = rng.multinomial(len(mine) - 1, np.full(len(mine), 1 / len(mine)), size=draws)
        weights[:, mine] = drawn * (len(mine) / (len(mine) - 1))
    return weights, len(days) - len(names)
