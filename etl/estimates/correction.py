"""Random-sample rulings correct the engine's probabilities: each ticket's expectation, and how rulings vary.

A ticket that nobody ruled gets ``q = pull * p + (1 - pull) * mean``: the mean ruling of its group of strata, in which
the ticket's own probabilities p count as one more ruling. That is post-stratification (Särndal, Swensson and Wretman
1992, section 7.6) with one observation of prior knowledge: classes that the engine names and that no ruling has met yet
don't vanish. As a mixture of two distributions q is never negative and sums to 1, so every count, share and sum is a
plain grouped sum, and disjoint filters add up.

The difference estimator of prediction-powered inference, ``mean ruling + power * (mean p of all - mean p of the
ruled)`` with the power tuned to the rulings (Angelopoulos et al. 2023; PPI++, arXiv 2311.01453; survey sampling's GREG)
is unbiased for any power, but was negative for a rare department in most draws of 30 to 200 in simulated exports.
Constrained not to be negative in each group, its power fell to 0, which is post-stratification; strata by what the
engine said carry nearly all of its gain (StratPPI, arXiv 2406.04291). A pull tuned to the squared error instead (Fay
and Herriot 1979) halved the mean error where the engine's probabilities are exact, but leaned so far towards an
overconfident engine that coverage fell to .89 with 200 rulings; so it isn't tuned.

Assumptions and limits. Rulings are a probability sample within each part; a ticket's stratum doesn't depend on what was
ruled of it, and where rulings teach, it comes from what the engine said before, or from models that have not seen the
ticket's ruling (cross-prediction: Zrnic and Candès, arXiv 2309.16618). Counting the engine as one ruling biases a group
of n rulings by ``(engine's mean - truth) / (n + 1)``. Tickets that a filter selects within a group are assumed to be
like the rest of it, except where p differs or the filter's own rulings contradict that (`sums`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.estimates.arrays import Floats, Integers
from etl.estimates.strata import FEWEST_RULINGS, collapse

_WORTH_OF_ENGINE = 1.0
"""Number of rulings that the engine's own probabilities count as."""
_PSEUDO_ALL, _PSEUDO_ENGINE = 1.0, 1.0
PSEUDO_RULINGS = _PSEUDO_ALL + _PSEUDO_ENGINE
"""Pseudo-rulings that smooth the variance of rulings: the mean ruling of all groups, and the engine's mean in the
group. Five rulings that are all alike don't show that the sixth will be."""


@dataclass(frozen=True)
class RuledSample:
    """Usable rulings of the random sample, one per ticket.

    Attributes
    ----------
    stratum
        Of each ruled ticket, shape (rulings,).
    outcome
        Share of each class as ruled, shape (rulings, classes); rows sum to 1.
    weight
        Tickets that each stands for: 1 / its probability of being drawn. Only ratios within a part matter.
    """

    stratum: Integers
    outcome: Floats
    weight: Floats

    def __len__(self) -> int:
        return len(self.stratum)

    def select(self, which: Integers) -> RuledSample:
        """The rulings at some places."""
        return RuledSample(self.stratum[which], self.outcome[which], self.weight[which])


@dataclass(frozen=True)
class Correction:
    """What the rulings say about each group of strata.

    Attributes
    ----------
    group
        Group of each stratum, shape (strata,); -1: not covered, the engine's probabilities stand as they are.
    pull
        Weight of a ticket's own probabilities in its expectation, shape (groups,).
    mean
        Mean ruling, shape (groups, classes); rows sum to 1.
    spread
        Distribution of a ruling, smoothed: what the variance is taken from. Same shape.
    count_ruled
        Effective number of rulings (Kish 1965: as many equal weights), shape (groups,).
    sample
        The rulings that it rests on.
    """

    group: Integers
    pull: Floats
    mean: Floats
    spread: Floats
    count_ruled: Floats
    sample: RuledSample

    @property
    def is_covered(self) -> bool:
        """Whether anything is corrected."""
        return len(self.mean) > 0

    def expectations(self, probability: Floats, stratum: Integers) -> Floats:
        """Expected share of each class of tickets that nobody ruled, shape (tickets, classes); rows sum to 1.

        Parameters
        ----------
        probability
            Of each class, shape (tickets, classes).
        stratum
            Of each ticket.
        """
        if not self.is_covered:
            return probability
        group = self.group[stratum]
        pull = np.where(group < 0, 1.0, self.pull[group])[:, None]
        return np.asarray(pull * probability + (1 - pull) * self.mean[group])


def correct(
    sample: RuledSample, predicted: Integers, part: Integers, mean_probability: Floats, fewest: int = FEWEST_RULINGS
) -> Correction:
    """Learn the correction from the random sample.

    Parameters
    ----------
    sample
        Usable rulings.
    predicted, part
        Of each stratum, as in `Strata`.
    mean_probability
        Mean of the engine's probabilities over all tickets of each stratum, shape (strata, classes).
    fewest
        Rulings that a group of strata needs.
    """
    by_stratum = np.bincount(sample.stratum, minlength=len(predicted))
    group = collapse(predicted, part, by_stratum, fewest)
    covered = sample.select(np.flatnonzero(group[sample.stratum] >= 0))
    count, classes = int(group.max(initial=-1)) + 1, mean_probability.shape[1]
    if not count:
        nothing = np.empty((0, classes))
        return Correction(group, np.empty(0), nothing, nothing, np.empty(0), covered)
    of = group[covered.stratum]
    total, squares = (np.bincount(of, covered.weight**power, minlength=count) for power in (1, 2))
    share = covered.weight / total[of]
    mean = _sums(share[:, None] * covered.outcome, of, count)
    effective = total**2 / squares
    everywhere = (effective @ mean + 1.0 / classes) / (effective.sum() + 1.0)
    engine = _sums(by_stratum[group >= 0, None] * mean_probability[group >= 0], group[group >= 0], count)
    engine /= np.maximum(engine.sum(axis=1, keepdims=True), 1e-12)
    spread = (effective[:, None] * mean + _PSEUDO_ALL * everywhere + _PSEUDO_ENGINE * engine) / (
        effective[:, None] + PSEUDO_RULINGS
    )
    pull = _WORTH_OF_ENGINE / (effective + _WORTH_OF_ENGINE)
    return Correction(group, pull, mean, spread, effective, covered)


def _sums(values: Floats, of: Integers, count: int) -> Floats:
    result = np.zeros((count, values.shape[1]))
    np.add.at(result, of, values)
    return result
