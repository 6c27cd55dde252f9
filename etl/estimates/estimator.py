"""All estimates over arrays: tickets with the engine's probabilities, rulings on them, and filters as masks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from etl.estimates.arrays import Booleans, Floats, Integers
from etl.estimates.correction import Correction, RuledSample, correct
from etl.estimates.intervals import Estimate
from etl.estimates.strata import FEWEST_RULINGS, Strata
from etl.estimates.sums import Sums, count, share


@dataclass(frozen=True)
class Estimator:
    """Estimates over some tickets.

    A ticket ruled outside the random sample counts as ruled and stands for no other; see `correct` for the rest.

    Attributes
    ----------
    probability
        The engine's, shape (tickets, classes); of ruled tickets by models that have not seen the ruling.
    strata
        Of all tickets, formed without the rulings.
    ruled
        Places of the ruled tickets, each once, shape (rulings,).
    outcome
        Share of each class as ruled, shape (rulings, classes); rows sum to 1.
    weight
        1 / probability of being drawn, shape (rulings,); 0 for tickets ruled outside the random sample.
    fewest
        Rulings that a group of strata needs.
    """

    probability: Floats
    strata: Strata
    ruled: Integers
    outcome: Floats
    weight: Floats
    fewest: int = FEWEST_RULINGS

    @cached_property
    def correction(self) -> Correction:
        """Correction learnt from the random sample."""
        drawn = self.weight > 0
        rows, strata = self.ruled[drawn], self.strata
        sample = RuledSample(strata.of[rows], self.outcome[drawn], self.weight[drawn])
        sums = np.zeros((len(strata.names), self.probability.shape[1]))
        np.add.at(sums, strata.of, self.probability)
        mean = sums / np.maximum(strata.count, 1)[:, None]
        return correct(sample, strata.predicted, strata.part, mean, self.fewest)

    @cached_property
    def expectation(self) -> Floats:
        """Expected share of each class, shape (tickets, classes); as ruled where ruled. Rows sum to 1."""
        expected = self.correction.expectations(self.probability, self.strata.of).copy()
        expected[self.ruled] = self.outcome
        return expected

    @cached_property
    def _surprise(self) -> Floats:
        """Outcome less what was expected of a ticket like it, shape (rulings, classes)."""
        rows = self.ruled
        return self.outcome - self.correction.expectations(self.probability[rows], self.strata.of[rows])

    @cached_property
    def is_open(self) -> Booleans:
        """Tickets that nobody ruled."""
        is_open = np.ones(len(self.probability), dtype=bool)
        is_open[self.ruled] = False
        return is_open

    def sums(self, within: Booleans | None = None, x: Floats | None = None, other: Floats | None = None) -> Sums:
        """Sums over the tickets within a filter.

        Parameters
        ----------
        within
            Mask, shape (tickets,); None for all.
        x
            What each ticket counts for (minutes, money); None: 1.
        other
            A second weight like x, for sums of products.
        """
        number, groups = len(self.probability), len(self.correction.mean)
        is_within = np.ones(number, dtype=bool) if within is None else within
        weight = np.ones(number) if x is None else x
        known, rows = is_within & ~self.is_open, is_within & self.is_open
        group = self.correction.group[self.strata.of]
        covered, alone = np.flatnonzero(rows & (group >= 0)), rows & (group < 0)

        def by_group(values: Floats) -> Floats:
            return np.bincount(group[covered], values[covered], minlength=groups).astype(np.float64)

        mine = is_within[self.ruled] & (self.weight > 0)
        drawn = weight[self.ruled[mine]]
        return Sums(
            known=weight[known] @ self.expectation[known],
            expected=weight[rows] @ self.expectation[rows],
            uncovered=weight[alone] @ self.expectation[alone],
            total=by_group(weight),
            squares=by_group(weight**2),
            cross=by_group(weight * (weight if other is None else other)),
            drawn=float(drawn.sum()),
            drawn_squares=float((drawn**2).sum()),
            surprise=drawn @ self._surprise[mine],
        )

    def count(self, classes: Booleans, within: Booleans | None = None) -> Estimate:
        """Number of tickets of some classes within a filter."""
        return count(self.correction, self.sums(within), classes)

    def share(self, classes: Booleans, of: Booleans, within: Booleans | None = None) -> Estimate | None:
        """Share of some classes among others within a filter; None where the others count no ticket."""
        return share(self.correction, self.sums(within), classes, of)
