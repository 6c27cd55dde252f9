"""Writes answers and claims as rows of the tables attributions and evidence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from etl.attribution.claims import Claims, Classes, Floats, Integers, Objects
from etl.attribution.scoring.combine import add_up, logit
from etl.attribution.scoring.shares import Answers
from etl.model import UNATTRIBUTED
from etl.values.arrow import at_rows, chosen, to_text

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
    department = np.where(answers.is_attributed, answers.first, len(classes.departments))
    issue_of_first = np.where(answers.is_attributed, issue[np.arange(count), answers.first], -1)
    second = np.flatnonzero(answers.second >= 0)
    second_issue = issue[second, answers.second[second]]
    row = np.concatenate([np.arange(count), second])
    order = np.argsort(row, kind="stable")
    row = row[order]
    best = np.where(answers.has_spoken, answers.first, -1)
    confidence = np.concatenate(
        [np.where(answers.has_spoken, answers.confidence, 0.0), answers.second_confidence[second]]
    )
    return pd.DataFrame(
        {
            "source": at_rows(tickets["source"], row),
            "ticket_id": at_rows(tickets["ticket_id"], row),
            "department": chosen(
                [*classes.departments, UNATTRIBUTED], np.concatenate([department, answers.second[second]])[order]
            ),
            "issue": chosen([*classes.issues, None], np.concatenate([issue_of_first, second_issue])[order]),
            "share": np.concatenate([answers.share, 1.0 - answers.share[second]])[order],
            "confidence": confidence[order],
            "best_department": chosen([*classes.departments, None], best[row]),
        }
    )


def evidence_frame(tickets: pd.DataFrame, answers: Answers, parts: Sequence[Claims], classes: Classes) -> pd.DataFrame:
    """Rows of the table evidence, without run_id.

    For the first choice of a ticket (and the second, where it is split) the weights, including the row of signal
    "prior", add up to the log-odds of the confidence. Claims for other departments are rows, too.
    """
    claims = [*parts, *_remainders(parts, answers, (len(tickets), len(classes.departments)))]
    row = np.concatenate([c.row for c in claims])
    order = np.argsort(row, kind="stable")
    signal = np.repeat(np.arange(len(claims)), [len(c) for c in claims])[order]
    department, issue, weight = (
        np.concatenate([getattr(c, name) for c in claims])[order] for name in ("department", "issue", "weight")
    )
    row = row[order]
    return pd.DataFrame(
        {
            "source": at_rows(tickets["source"], row),
            "ticket_id": at_rows(tickets["ticket_id"], row),
            "signal": chosen([c.signal for c in claims], signal),
            "department": chosen(classes.departments, department),
            "issue": chosen([*classes.issues, None], issue),
            "weight": weight,
            "field": _words([c.field for c in claims], order),
            "detail": _words([c.detail for c in claims], order),
        }
    )


def _words(parts: Sequence[Objects], order: Integers) -> pd.Series[str]:
    """Text column of all parts, in an order."""
    words = pa.array(np.concatenate(parts), pa.large_string())
    return to_text(words.take(pa.array(order)), pd.RangeIndex(len(order)))


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
