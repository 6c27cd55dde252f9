"""What would be if a piece of the evidence weren't there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.attribution.combine import logit
from etl.model import UNATTRIBUTED


def without_each(evidence: pd.DataFrame, department: str, confidence: float, threshold: float) -> pd.DataFrame:
    """Confidence in a ticket's department without each piece of the evidence for it.

    Its weights add up to the log-odds of the confidence, so a piece is taken away by subtracting its weight. (A second
    phrase of the same department would count a little more without the first: the confidence is then a lower bound.)

    Parameters
    ----------
    evidence
        Rows of the table evidence of one ticket.
    department
        The department that the ticket is laid to.
    confidence
        In that department.
    threshold
        From which a ticket is attributed: ``threshold`` of what the run learnt.

    Returns
    -------
    DataFrame
        The rows for that department, the prior aside, the heaviest first, with confidence_without and
        outcome_without: the department, or Unattributed.
    """
    own = evidence[(evidence["department"] == department) & (evidence["signal"] != "prior")]
    own = own.sort_values("weight", ascending=False, kind="stable")
    odds = logit(np.full(len(own), confidence)) - own["weight"].to_numpy(np.float64)
    left = 1.0 / (1.0 + np.exp(-odds))
    outcome = np.where(left >= threshold, department, UNATTRIBUTED)
    return own.assign(confidence_without=left, outcome_without=outcome)


def sentence(row: pd.Series) -> str:
    """One line for people about a row of `without_each`."""
    if row["outcome_without"] == UNATTRIBUTED:
        return f"Without {row['signal']} “{row['detail']}” it would be unattributed."
    return f"Without {row['signal']} “{row['detail']}” it would still be {row['department']}, less surely."
