"""Writes answers and claims as rows of the tables attributions and evidence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from etl.attribution.claims import Claims, Classes, Floats, Integers
from etl.attribution.scoring.combine import add_up, logit
from etl.attribution.scoring.shares import Answers
from etl.model import UNATTRIBUTED

PRIOR = "prior"
"""Signal of the row with the prior odds less the evidence for other departments."""
PRIOR_DETAIL = "odds before the signals, less what speaks for other departments"


def attributions_frame(tickets: pd.DataFrame, answers: Answers, issue: Integers, classes: Classes) -> pd.DataFrame:
    """Rows of the table attributions, without run_id: one per ticket and department, shares summing to 1.

    Parameters
    ----------
    issue
        Best issue of each department, shape (rows, departments); -1 unknown.
    """
    count = len(tickets)
    names = np.array([*classes.departments, UNATTRIBUTED], dtype=object)
    issues = np.array([*classes.issues, None], dtype=object)  # -1 is the last: none
    department = np.where(answers.is_attributed, answers.first, len(classes.departments))
    issue_of_first = np.where(answers.is_attributed, issue[np.arange(count), answers.first], -1)
    second = np.flatnonzero(answers.second >= 0)
    second_issue = issue[second, answers.second[second]]
    row = np.concatenate([np.arange(count), second])
    best = np.where(answers.has_spoken, answers.first, -1)
    best_names = np.array([*classes.departments, None], dtype=object)
    frame = pd.DataFrame(
        {
            "source": tickets["source"].to_numpy(object)[row],
            "ticket_id": tickets["ticket_id"].to_numpy(object)[row],
            "department": names[np.concatenate([department, answers.second[second]])],
            "issue": issues[np.concatenate([issue_of_first, second_issue])],
            "share": np.concatenate([answers.share, 1.0 - answers.share[second]]),
            "confidence": np.concatenate(
                [np.where(answers.has_spoken, answers.confidence, 0.0), answers.second_confidence[second]]
            ),
            "best_department": best_names[best[row]],
        }
    )
    order = np.argsort(row, kind="stable")
    return _typed(frame.iloc[order].reset_index(drop=True), ("share", "confidence"))


def evidence_frame(tickets: pd.DataFrame, answers: Answers, parts: Sequence[Claims], classes: Classes) -> pd.DataFrame:
    """Rows of the table evidence, without run_id.

    For the first choice of a ticket (and the second, where it is split) the weights, including the row of signal
    "prior", add up to the log-odds of the confidence. Claims for other departments are rows, too.
    """
    claims = [*parts, *_remainders(parts, answers, (len(tickets), len(classes.departments)))]
    row = np.concatenate([c.row for c in claims])
    frame = pd.DataFrame(
        {
            "signal": np.repeat(np.array([c.signal for c in claims], dtype=object), [len(c) for c in claims]),
            "department": np.array(classes.departments, dtype=object)[np.concatenate([c.department for c in claims])],
            "issue": np.array([*classes.issues, None], dtype=object)[np.concatenate([c.issue for c in claims])],
            "weight": np.concatenate([c.weight for c in claims]),
            "field": np.concatenate([c.field for c in claims]),
            "detail": np.concatenate([c.detail for c in claims]),
        }
    )
    frame.insert(0, "ticket_id", tickets["ticket_id"].to_numpy(object)[row])
    frame.insert(0, "source", tickets["source"].to_numpy(object)[row])
    order = np.argsort(row, kind="stable")
    return _typed(frame.iloc[order].reset_index(drop=True), ("weight",))


def _remainders(parts: Sequence[Claims], answers: Answers, shape: tuple[int, int]) -> list[Claims]:
    shown = add_up(parts, shape[0], shape[1])
    spoken = np.flatnonzero(answers.has_spoken)
    split = np.flatnonzero(answers.second >= 0)
    return [
        _remainder(shown, spoken, answers.first[spoken], answers.confidence[spoken]),
        _remainder(shown, split, answers.second[split], answers.second_confidence[split]),
    ]


def _remainder(scores: Floats, rows: Integers, department: Integers, confidence: Floats) -> Claims:
    weight = logit(confidence) - scores[rows, department]
    unknown = np.full(len(rows), -1, dtype=np.int64)
    empty, detail = np.full(len(rows), "", dtype=object), np.full(len(rows), PRIOR_DETAIL, dtype=object)
    return Claims(PRIOR, rows, department, unknown, unknown, np.ones(len(rows), dtype=np.int64), empty, detail, weight)


def _typed(frame: pd.DataFrame, numbers: tuple[str, ...]) -> pd.DataFrame:
    return frame.astype({c: "float64" if c in numbers else "str" for c in frame.columns})
