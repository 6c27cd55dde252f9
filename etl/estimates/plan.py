"""Which tickets to rule: a stratified random sample with known probabilities, and what ruling more of them buys.

Tickets are sorted by stratum, and by a hash within each; every k-th is taken, from a random start (systematic sampling,
Madow 1949). So each ticket of a part has the same probability, strata get their share to within one, and the same seed
draws the same tickets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.estimates.arrays import Floats, Integers
from etl.estimates.intervals import wilson
from etl.estimates.strata import FEWEST_RULINGS

PART_OF_OTHERS = 0.2
"""Part of a draw that is taken from tickets that don't count as complaints: only rulings show which of them are."""


@dataclass(frozen=True)
class Allocation:
    """Tickets of a draw by part.

    Attributes
    ----------
    drawn, tickets
        Number of tickets to draw, and of tickets there are, in each part; shape (parts,).
    """

    drawn: Integers
    tickets: Integers

    @property
    def probability(self) -> Floats:
        """Probability that a ticket of each part is drawn, shape (parts,)."""
        return np.asarray(self.drawn / np.maximum(self.tickets, 1))


def allocate(size: int, complaints: int, others: int) -> Allocation:
    """How many of the predicted complaints to draw, and how many of the others.

    A fifth come from the others, but no fewer than a stratum needs; where one part is too small, the other gets its
    tickets.
    """
    wanted = max(round(PART_OF_OTHERS * size), FEWEST_RULINGS) if size >= 2 * FEWEST_RULINGS else 0
    of_others = min(wanted, others)
    of_complaints = min(size - of_others, complaints)
    of_others = min(size - of_complaints, others) if of_others or not complaints else 0
    return Allocation(np.array([of_complaints, of_others]), np.array([complaints, others]))


def systematic(stratum: Integers, size: int, seed: int | list[int]) -> Integers:
    """Places of a systematic sample, in the order of the strata.

    Parameters
    ----------
    stratum
        Of each ticket of one part, shape (tickets,).
    size
        Tickets to draw.
    seed
        The same seed gives the same sample.
    """
    random = np.random.default_rng(seed)
    order = np.lexsort((random.permutation(len(stratum)), stratum))
    if size >= len(stratum):
        return np.asarray(order, dtype=np.int64)
    steps = (np.arange(size) + random.random()) * (len(stratum) / size)
    return np.asarray(order[np.floor(steps).astype(np.int64)], dtype=np.int64)


def expected_half_width(share: float, rulings: int, tickets: int, ratio: float = 1.0) -> float:
    """Half-width of a share's interval after that many random rulings, by Wilson's form.

    Parameters
    ----------
    share
        Present estimate, 0 to 1.
    rulings
        Number of usable rulings.
    tickets
        Number of tickets that they are drawn from.
    ratio
        Present half-width ÷ half-width of as many rulings without strata: what strata gain here; 1 while unknown.
    """
    if rulings <= 0:
        return 0.5
    left = max(1.0 - rulings / max(tickets, 1), 0.0)
    if left <= 0:
        return 0.0
    low, high = wilson(share, rulings / left)
    return ratio * (high - low) / 2
