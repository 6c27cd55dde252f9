"""Joint outcomes of each ticket (not a complaint, each department, none of them), with their probabilities.

A total is the sum of these probabilities, and no single ticket needs to be certain for it; `shares` decides which
department a single ticket names.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.attribution.claims import Classes, Floats, Integers
from etl.attribution.training.calibration import Calibration
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT
from etl.values.arrow import at_rows, chosen

FLOOR = 0.05
"""Smaller probabilities are thinned at random, so that a ticket has three or four rows, not one per department."""
_DIGITS = 4
"""Digits kept of a probability: the store packs short decimals four times as tightly as others."""


def probability_of_complaint(tickets: pd.DataFrame) -> Floats:
    """Probability that each ticket is a complaint, shape (rows,); 1 or 0 where only its kind is known."""
    told = (tickets["kind"] == "complaint").astype("float64")
    known = tickets.get("complaint_probability", told).astype("float64").fillna(told)
    return np.asarray(known, dtype=np.float64)


def origins(probability: Floats, calibration: Calibration, odds: Floats) -> Floats:
    """Probability that a complaint started in each department, and in none of them last.

    The first choice gets its calibrated confidence; the others share the rest in proportion to their probabilities.
    Sharing the rest by a flatter softmax (Guo et al. 2017) scored worse on all labelled sets.

    Parameters
    ----------
    probability
        Of each department, shape (rows, departments), as `combine.posterior` gives it.
    calibration
        What the probability of a first choice is put through.
    odds
        As in `Learnt.prevalence`, shape (departments + 1,).

    Returns
    -------
    float array of shape (rows, departments + 1)
        Rows sum to 1.
    """
    whole = np.column_stack([probability, np.maximum(1.0 - probability.sum(axis=1), 1e-12)])
    rows, first = np.arange(len(whole)), probability.argmax(axis=1)
    sure = calibration.confidence(probability[rows, first])
    whole[rows, first] = 0.0
    whole *= ((1.0 - sure) / np.maximum(whole.sum(axis=1), 1e-12))[:, None]
    whole[rows, first] = sure
    return _to_one(whole * odds)


def prevalence(whole: Floats, worth: Floats) -> Floats:
    """Prior odds factors that favour departments with more than the average estimated number of complaints.

    One step of the EM algorithm for unknown priors (Saerens, Latinne and Decaestecker 2002), starting from equal ones:
    a model without rulings takes all departments to be equally likely, and answers so where its words say little. Only
    one step, because further ones trust the model too much (`docs/decisions/attribution-trials.md`).

    Parameters
    ----------
    whole
        As `origins` gives it with equal odds, shape (rows, departments + 1).
    worth
        What each row counts for, shape (rows,).

    Returns
    -------
    float array of shape (departments + 1,)
        Mean 1 over the departments; 1 for none of them, about which the texts say nothing.
    """
    count = whole.shape[1] - 1
    total = worth @ whole[:, :-1]
    if total.sum() <= 0:
        return np.ones(count + 1)
    return np.append(total / total.sum() * count, 1.0)


def outcomes_frame(tickets: pd.DataFrame, whole: Floats, issue: Integers, classes: Classes) -> pd.DataFrame:
    """Rows of the table outcomes, without run_id: the probabilities of a ticket's rows sum to 1.

    Parameters
    ----------
    whole
        As `origins` gives it, shape (rows, departments + 1).
    issue
        Best issue of each department, shape (rows, departments); -1 unknown.
    """
    complaint = probability_of_complaint(tickets)
    joint = np.column_stack([whole * complaint[:, None], 1.0 - complaint])
    ids = tickets["ticket_id"].to_numpy(object)
    kept = _rounded(thinned(joint, pd.util.hash_array(ids, categorize=False) / 2.0**64))
    row, outcome = np.nonzero(kept)
    without = np.full((len(issue), 2), -1, dtype=np.int64)
    return pd.DataFrame(
        {
            "source": at_rows(tickets["source"], row),
            "ticket_id": at_rows(tickets["ticket_id"], row),
            "outcome": chosen([*classes.departments, NONE_OF_THESE, NOT_A_COMPLAINT], outcome),
            "issue": chosen([*classes.issues, None], np.hstack([issue, without])[row, outcome]),
            "probability": kept[row, outcome],
        }
    )


def thinned(joint: Floats, chance: Floats, floor: float = FLOOR) -> Floats:
    """Replace probabilities below the floor at random by the floor or 0, keeping their expectation.

    A probability p below the floor becomes the floor with probability p / floor, else 0. Dropping small ones and
    scaling up the rest would take everything from departments that are seldom likely: on the labelled sets 1 to 18 of
    100 complaints would move. The draw is systematic within a ticket (Madow 1949), so that the drawn ones sum to the
    small ones within one floor; the ticket's other outcomes absorb the difference.

    Parameters
    ----------
    joint
        Rows sum to 1, shape (rows, outcomes).
    chance
        Uniform number between 0 and 1 for each row, the same on every call.
    floor
        1 ÷ a whole number.
    """
    is_small = joint < floor
    small = np.where(is_small, joint, 0.0)
    reached = np.column_stack([np.zeros(len(joint)), np.cumsum(small, axis=1) / floor]) + chance[:, None]
    drawn = np.diff(np.floor(reached + 1e-9), axis=1) * floor
    left, below = 1.0 - drawn.sum(axis=1), small.sum(axis=1)
    scale = np.maximum(left, 0.0) / np.maximum(1.0 - below, 1e-12)
    return _to_one(np.where(is_small, drawn, joint * scale[:, None]))


def _to_one(whole: Floats) -> Floats:
    return np.asarray(whole / whole.sum(axis=1, keepdims=True))


def _rounded(whole: Floats) -> Floats:
    """Round to `_DIGITS`; the largest value of a row takes the remainder, so that rows still sum to 1."""
    rounded = np.round(whole, _DIGITS)
    rows, largest = np.arange(len(whole)), rounded.argmax(axis=1)
    rounded[rows, largest] = 0.0
    rounded[rows, largest] = np.round(1.0 - rounded.sum(axis=1), _DIGITS)
    return rounded
