"""The direct estimate from random rulings within a filter: a check on the one that borrows from other tickets."""

from __future__ import annotations

import numpy as np

from etl.estimates.arrays import Floats
from etl.estimates.intervals import Estimate, quantile_of, wilson

FEWEST_DIRECT = 30
"""Fewest random rulings within a filter for a direct estimate."""


def direct_share(share: Floats, weight: Floats) -> Estimate | None:
    """Share of some classes, with Wilson's interval (1927) for the effective number of rulings (Kish 1965).

    Parameters
    ----------
    share
        Part of each randomly ruled ticket within the filter that is of these classes, shape (rulings,).
    weight
        Tickets that each stands for, shape (rulings,).

    Returns
    -------
    Estimate or None
        None for fewer than `FEWEST_DIRECT` rulings.
    """
    if len(share) < FEWEST_DIRECT:
        return None
    value = float(np.average(share, weights=weight))
    return Estimate(value, *wilson(value, _equal_weights(weight)))


def direct_mean(amount: Floats, weight: Floats) -> Estimate | None:
    """Mean of an amount (minutes, money), with Student's t; otherwise as `direct_share`."""
    if len(amount) < FEWEST_DIRECT:
        return None
    value, number = float(np.average(amount, weights=weight)), _equal_weights(weight)
    variance = float(np.average((amount - value) ** 2, weights=weight)) / max(number - 1, 1e-12)
    reach = quantile_of(number - 1) * variance**0.5
    return Estimate(value, value - reach, value + reach)


def _equal_weights(weight: Floats) -> float:
    return float(weight.sum() ** 2 / (weight**2).sum())
