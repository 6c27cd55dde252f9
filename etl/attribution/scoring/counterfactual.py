"""Counterfactuals: the answer without one piece of the evidence."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.attribution.scoring.combine import logit
from etl.attribution.signals import BY_NAME
from etl.model import UNATTRIBUTED


def without_each(evidence: pd.DataFrame, department: str, confidence: float, threshold: float) -> pd.DataFrame:
    """Confidence in a ticket's department without each piece of the evidence for it.

    The weights add up to the log-odds of the confidence, so a piece is removed by subtracting its weight. (Without a
    first phrase, a second one of the same department would count a little more: the confidence is then a lower bound.)

    Parameters
    ----------
    evidence
        Rows of the table evidence of one ticket.
    department
        The department that the ticket is attributed to.
    confidence
        Confidence in that department, 0 to 1.
    threshold
        Confidence from which a ticket is attributed: ``threshold`` of what the run learnt.

    Returns
    -------
    DataFrame
        The rows for that department except the prior, heaviest first, with the columns confidence_without (0 to 1) and
        outcome_without (the department, or Unattributed).
    """
    own = evidence[(evidence["department"] == department) & (evidence["signal"] != "prior")]
    own = own.sort_values("weight", ascending=False, kind="stable")
    odds = logit(np.full(len(own), confidence)) - own["weight"].to_numpy(np.float64)
    left = 1.0 / (1.0 + np.exp(-odds))
    outcome = np.where(left >= threshold, department, UNATTRIBUTED)
    return own.assign(confidence_without=left, outcome_without=outcome)


def sentence(without: pd.DataFrame, *, is_ruled: bool = False) -> str:
    """One line for people that sums up the rows of `without_each`; empty where there are none.

    Parameters
    ----------
    is_ruled
        Whether a person has ruled: the line then says what the engine had answered, not what is in force.
    """
    if without.empty:
        return ""
    decisive = without[without["outcome_without"] == UNATTRIBUTED]
    if decisive.empty:
        department = without["department"].iloc[0]
        rest = f"the engine would still have said {department}" if is_ruled else f"it would still be {department}"
        return f"No single piece decides: without any one of them {rest}."
    row = decisive.iloc[0]
    rest = "the engine would have left it unattributed" if is_ruled else "it would be unattributed"
    return f"Without {_piece(row['signal'])} “{row['detail']}” {rest}."


def _piece(signal: str) -> str:
    """A piece of evidence as part of a sentence; a run of an older engine may have signals that no longer exist."""
    return BY_NAME[signal].piece if signal in BY_NAME else signal
