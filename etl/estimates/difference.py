"""Counts of classes finer than the strata, such as one issue of a department, by the difference estimator.

Each ticket has an expected share, and a randomly ruled one also the share as ruled. In a group, the mean difference
between the two estimates what the expectation of its other tickets misses, and the spread of the differences gives the
uncertainty (Särndal, Swensson and Wretman 1992, section 6.3, within post-strata). The value stays the expectation, so
that issues sum to their department; the bounds are centred on what the rulings say, and include the value. So an engine
that confuses issues widens them.

Assumptions and limits. Those of `etl.estimates.sums`: tickets that a filter selects within a group are like the rest of
it, unless its own rulings contradict that. For an issue that no ruling has met, only the smoothing says how rare it may
be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.estimates.arrays import Booleans, Floats, Integers
from etl.estimates.correction import PSEUDO_RULINGS, Correction
from etl.estimates.intervals import Estimate, bounded
from etl.estimates.sums import FEWEST_TO_OBJECT


@dataclass(frozen=True)
class Drawn:
    """The randomly ruled tickets of all groups, and what was ruled of them.

    Attributes
    ----------
    group
        Group of strata of each ticket, shape (drawn,); -1: none.
    weight
        Tickets that each stands for, shape (drawn,).
    ruled, expected
        Share as ruled, and as expected of a ticket like it, shape (drawn,).
    is_within
        Whether it is within the filter, shape (drawn,).
    """

    group: Integers
    weight: Floats
    ruled: Floats
    expected: Floats
    is_within: Booleans


def count_by_difference(correction: Correction, drawn: Drawn, total: Floats, expected: float) -> Estimate:
    """Number of a filter's unruled tickets that are of some kind, such as about an issue, with bounds.

    Parameters
    ----------
    total
        Unruled tickets within the filter in each group, shape (groups,).
    expected
        How many of them are expected to be.
    """
    tickets = float(total.sum())
    if not correction.is_covered or tickets <= 0:
        return Estimate(expected, expected, expected)
    of, groups = drawn.group >= 0, len(correction.mean)
    group, weight = drawn.group[of], drawn.weight[of]
    missed, ruled = (drawn.ruled - drawn.expected)[of], drawn.ruled[of]
    whole = np.bincount(group, weight, minlength=groups)
    mean = np.bincount(group, weight * missed, minlength=groups) / whole
    count, every = correction.count_ruled, float(correction.count_ruled.sum())
    smoothed = (every * float(weight @ ruled) / float(weight.sum()) + PSEUDO_RULINGS * expected / tickets) / (
        every + PSEUDO_RULINGS
    )
    spread = np.bincount(group, weight * (missed - mean[group]) ** 2, minlength=groups) / whole
    variance = (count * spread + PSEUDO_RULINGS * smoothed * (1 - smoothed)) / (count + PSEUDO_RULINGS)
    error = float((variance * (total**2 / count + total)).sum())
    own = drawn.is_within[of]
    if own.sum() >= FEWEST_TO_OBJECT:
        deviation = float((missed - mean[group])[own].mean())
        error += tickets**2 * max(deviation**2 - float(variance @ total) / tickets / own.sum(), 0.0)
    by_rulings = (expected + float(total @ mean)) / tickets
    return bounded(by_rulings, smoothed, error / tickets**2).around(expected / tickets).times(tickets)
