"""Turns probabilities into answers: departments, their confidence and shares, and where the engine abstains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etl.attribution.claims import Claims, Floats, Integers
from etl.attribution.scoring.combine import add_up, best_two, posterior
from etl.attribution.scoring.reliability import log_prior
from etl.attribution.signals import BY_NAME
from etl.attribution.training.calibration import Calibration

Booleans = npt.NDArray[np.bool_]

CLEAR_WEIGHT = 1.5
"""Log-odds that such signals must give a department to make it a clear cause."""
SMALLEST_SHARE = 0.25
LEAST_BORNE = 1 / 3
"""Probability that the claims alone must give a department where only words calibrate the confidence."""


@dataclass(frozen=True)
class Answers:
    """Answers, one entry per ticket.

    Attributes
    ----------
    first, second
        Department numbers; second is -1 where there is one cause.
    confidence, second_confidence
        Probability of each cause, 0 to 1; where a ticket is split, against all departments other than the two.
    share
        Share attributed to the first cause, 0 to 1.
    is_attributed
        False where the engine abstains.
    has_spoken
        False where no signal said anything.
    """

    first: Integers
    second: Integers
    confidence: Floats
    second_confidence: Floats
    share: Floats
    is_attributed: Booleans
    has_spoken: Booleans


def borne_by_claims(claimed: Floats, first: Integers) -> Floats:
    """Probability of a department by the claims alone, each weighted by the reliability that its agreement with others
    shows.

    A model taught by claims is sure of every text of the same form, even where the phrase that taught it is wrong. The
    share of tickets on which two claims differ shows that; the model's confidence doesn't. Where no claim was made,
    nothing contradicts the words: 1.

    Parameters
    ----------
    claimed
        Log-odds of the claims by their reliabilities alone, shape (rows, departments).
    first
        Number of the department asked about, shape (rows,).
    """
    borne = posterior(claimed, log_prior(claimed.shape[1]))[np.arange(len(first)), first]
    return np.where(claimed.any(axis=1), borne, 1.0)


def decide(
    probability: Floats,
    parts: Sequence[Claims],
    scores: Floats,
    threshold: float,
    calibration: Calibration,
    least_borne: float = 0.0,
) -> Answers:
    """Answer each ticket.

    Parameters
    ----------
    probability
        Of each department, shape (rows, departments).
    parts
        Claims of each signal, weighted by their reliability alone: they decide whether a cause is clear.
    scores
        Weights added up, shape (rows, departments).
    threshold
        Confidence from which a ticket is attributed.
    calibration
        What the probability of a first choice is put through.
    least_borne
        As in `Learnt`.
    """
    rows = np.arange(len(probability))
    first, second = best_two(probability)
    confidence = calibration.confidence(probability[rows, first])
    names_both = np.zeros(len(probability), dtype=bool)
    for claims in parts:
        if BY_NAME[claims.signal].is_open:
            # Only evidence that a person can point at makes a second cause clear, and one signal must name both: where
            # the declared reason and the customer's words differ, they contradict each other.
            clear = add_up([claims], *probability.shape) >= CLEAR_WEIGHT
            names_both |= clear[rows, first] & clear[rows, second]
    p1, p2 = probability[rows, first], probability[rows, second]
    share = p1 / np.maximum(p1 + p2, 1e-12)
    alone = calibration.confidence(p1 / np.maximum(1 - p2, 1e-12))
    second_alone = calibration.confidence(p2 / np.maximum(1 - p1, 1e-12))
    is_split = (
        (first != second)
        & names_both
        & (1 - share >= SMALLEST_SHARE)
        & (alone >= threshold)
        & (second_alone >= threshold)
    )
    is_borne = borne_by_claims(add_up(parts, *probability.shape), first) >= least_borne
    has_spoken = (scores != 0).any(axis=1) & (scores.max(axis=1) > 0)
    return Answers(
        first=first,
        second=np.where(is_split, second, -1),
        confidence=np.where(is_split, alone, confidence),
        second_confidence=np.where(is_split, second_alone, 0.0),
        share=np.where(is_split, share, 1.0),
        is_attributed=has_spoken & ((confidence >= threshold) & is_borne | is_split),
        has_spoken=has_spoken,
    )
