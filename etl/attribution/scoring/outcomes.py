"""The joint outcome of each ticket: not a complaint, each department, or none of them, with what each is probable.

A total is the sum of these probabilities and needs no single ticket to be certain; who may be named on a single ticket
is decided in `shares`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.attribution.claims import Classes, Floats, Integers
from etl.attribution.training.calibration import Calibration
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT

FLOOR = 0.05
"""Probabilities below this are drawn, so that a ticket has three or four rows and not one for each department."""
_DIGITS = 4
"""Digits kept of a probability: the store packs short decimals four times as tightly as others."""


def probability_of_complaint(tickets: pd.DataFrame) -> Floats:
    """How probable it is that each ticket complains, shape (rows,): 1 or 0 where only its kind is known."""
    told = (tickets["kind"] == "complaint").astype("float64")
    known = tickets.get("complaint_probability", told).astype("float64").fillna(told)
    return np.asarray(known, dtype=np.float64)


def origins(probability: Floats, calibration: Calibration, odds: Floats) -> Floats:
    """Where a complaint started: probability of each department, and of none of them last.

    The first choice gets its calibrated confidence, the others what is left, in proportion to what they had. Spread by
    a flatter softmax (Guo et al. 2017) what is left scored worse on all labelled sets.

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
    """Odds by which departments that more complaints seem to come from than from the average are likelier beforehand.

    One step of the EM algorithm for priors that aren't known (Saerens, Latinne and Decaestecker 2002), from equal ones:
    a model without rulings takes every department for as likely as the next, and where its words say little that is
    what it answers. Only one step: the next ones believe the model too much (`docs/decisions/attribution-trials.md`).

    Parameters
    ----------
    whole
        As `origins` gives it with equal odds, shape (rows, departments + 1).
    worth
        What each row counts for, shape (rows,).

    Returns
    -------
    float array of shape (departments + 1,)
        1 on average over the departments; 1 for none of them, of which the texts say nothing.
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
    names = np.array([*classes.departments, NONE_OF_THESE, NOT_A_COMPLAINT], dtype=object)
    issues = np.array([*classes.issues, None], dtype=object)  # -1 is the last: none
    without = np.full((len(issue), 2), -1, dtype=np.int64)
    frame = pd.DataFrame(
        {
            "source": tickets["source"].to_numpy(object)[row],
            "ticket_id": ids[row],
            "outcome": names[outcome],
            "issue": issues[np.hstack([issue, without])[row, outcome]],
            "probability": kept[row, outcome],
        }
    )
    return frame.astype({c: "float64" if c == "probability" else "str" for c in frame.columns})


def thinned(joint: Floats, chance: Floats, floor: float = FLOOR) -> Floats:
    """Probabilities of which none lies below the floor, the same on average.

    What lies below is drawn: it counts as the floor as often as its size says, else as nothing. To leave it out and
    scale up the rest would take from departments that are seldom likely all that they have: on the labelled sets 1 to
    18 of 100 complaints would move. Drawn systematically within a ticket (Madow 1949), so that what is drawn comes to
    what lay below within one floor; the others of the ticket give or take the difference.

    Parameters
    ----------
    joint
        Rows sum to 1, shape (rows, outcomes).
    chance
        Of each row, even between 0 and 1, and the same each time it is asked.
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
    """To a few digits; the largest of a row takes what is left, so that rows still sum to 1."""
    rounded = np.round(whole, _DIGITS)
    rows, largest = np.arange(len(whole)), rounded.argmax(axis=1)
    rounded[rows, largest] = 0.0
    rounded[rows, largest] = np.round(1.0 - rounded.sum(axis=1), _DIGITS)
    return rounded
