"""Agreement between the engine and people, and between people, on tickets that were drawn at random."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from math import sqrt

import numpy as np
import pandas as pd

from etl.marts.core.formatting import count
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.core.notes import Notes, reason, remark
from etl.marts.shares.judged import judged_tickets, last_judgements
from etl.marts.shares.scope import Scope
from etl.model import UNATTRIBUTED

FEWEST = 30
"""Fewest tickets for which κ is given: with fewer, its interval would be wider than half of the scale."""

_FEW_JUDGED = reason("Both judged {tickets:count} {tickets:count/complaint|complaints}; κ needs {fewest:count}.")
_ONE_DEPARTMENT = reason(
    "All {tickets:count} were attributed to one department by both: chance alone would agree as often."
)
_FEW_COMPARED = reason("{fewest:count} complaints must be compared with the engine's answer.")
_SO_FAR = remark("{tickets:count} can be so far.")
_RULE = remark("Rule on {left:count} on Review, Random sample.")
_RULE_ON_MORE = remark("Rule on {left:count} more on Review, Random sample.")
_WITHOUT_ANSWER = remark(
    "{others:count} other {others:count/ruling|rulings} came without the engine's answer; attributing all tickets "
    "again finds it."
)

_Z = 1.959964
"""Standard normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True)
class Kappa:
    """Cohen's κ of two raters.

    Attributes
    ----------
    value
        (observed − expected) ÷ (1 − expected); None where it can't be computed, and `notes` say why.
    low, high
        95 % interval.
    agreed, tickets
        Tickets on which both agreed, and all that both judged.
    expected
        Agreement that chance alone would give, from how often each rater gives each answer.
    unseen
        Tickets for which the ruling didn't record the engine's answer: it comes from models that haven't seen the
        ruling.
    """

    value: float | None
    low: float | None
    high: float | None
    agreed: int
    tickets: int
    expected: float
    notes: Notes = ()
    unseen: int = 0


def cohens_kappa(
    first: pd.Series, second: pd.Series, fewest: int = FEWEST, probability: pd.Series | None = None
) -> Kappa:
    """Cohen's κ with its large-sample 95 % interval.

    The standard error is that of Fleiss, Cohen and Everitt (1969), "Large sample standard errors of kappa and weighted
    kappa", Psychological Bulletin 72(5), 323-327, eq. 13. Where all agree it is 0, which claims too much of a sample;
    the lower bound then takes 1 − 3/n for the observed agreement (rule of three: Hanley and Lippman-Hand 1983).

    Parameters
    ----------
    first, second
        Answers of each rater, one value per ticket, in the same order.
    probability
        Probability with which each was drawn: a ticket counts for as many as it stands for, and the interval uses the
        effective number of tickets (Kish 1965). None, or missing for any: all weigh the same.
    """
    n = len(first)
    weight = np.ones(n)
    if n and probability is not None and bool(probability.notna().all()):
        weight = 1.0 / probability.to_numpy(np.float64)
        weight *= weight.sum() / (weight**2).sum()  # adds up to the number of equal weights
    table = pd.crosstab(first.to_numpy(object), second.to_numpy(object), values=weight, aggfunc="sum").fillna(0.0)
    names = sorted({*table.index, *table.columns})
    equal = float(weight.sum())
    p = table.reindex(index=names, columns=names, fill_value=0).to_numpy(dtype="float64") / max(equal, 1e-12)
    rows, columns, observed = p.sum(axis=1), p.sum(axis=0), float(p.trace())
    expected = float(rows @ columns)
    agreed = int((first.to_numpy(object) == second.to_numpy(object)).sum())
    if n < fewest:
        return Kappa(None, None, None, agreed, n, expected, (_FEW_JUDGED(tickets=n, fewest=fewest),))
    if expected > 1 - 1e-12:
        return Kappa(None, None, None, agreed, n, expected, (_ONE_DEPARTMENT(tickets=n),))
    kappa = (observed - expected) / (1 - expected)
    on = sum(p[i, i] * ((1 - expected) - (rows[i] + columns[i]) * (1 - observed)) ** 2 for i in range(len(names)))
    sums = columns[:, None] + rows[None, :]
    off = (1 - observed) ** 2 * float(((p * sums**2).sum()) - (p.diagonal() * sums.diagonal() ** 2).sum())
    last = (observed * expected - 2 * expected + observed) ** 2
    error = sqrt(max(on + off - last, 0.0) / equal) / (1 - expected) ** 2
    low = kappa - _Z * error if agreed < n else (1 - 3 / equal - expected) / (1 - expected)
    return Kappa(kappa, max(-1.0, low), min(1.0, kappa + _Z * error), agreed, n, expected)


def counted_words(agreement: Measured, estimate: Measured) -> str:
    """Why estimates and agreement rest on different numbers of drawn tickets; empty where they are the same.

    Agreement compares both answers on complaints, "nobody can tell" included. An estimate counts usable answers,
    including those on drawn tickets that aren't complaints.
    """
    on = estimate.checked_on
    if not on or agreement.value is None or on == round(agreement.denominator or 0):
        return ""
    return (
        f"Estimates rest on the {count(on)} drawn tickets of which people could tell where they started, if anywhere."
    )


def judged_here(scope: Scope) -> pd.DataFrame:
    """`judged_tickets` within the filters, except those on departments and issues, which are what is judged."""
    return judged_tickets(scope, scope.with_filters(scope.filters.without("department", "issue")).tickets)


def engine_agreement(scope: Scope) -> Kappa:
    """κ between the engine's answer without the ruling (Unattributed included) and the last person who ruled."""
    judged = judged_here(scope)
    last = last_judgements(judged)
    kappa = cohens_kappa(last["engine_department"], last["department"], probability=last["probability"])
    kappa = replace(kappa, unseen=int(last["is_unseen"].sum()))
    if kappa.tickets >= FEWEST:
        return kappa
    left, without = FEWEST - kappa.tickets, judged["ticket_id"].nunique() - last["ticket_id"].nunique()
    so_far = (_SO_FAR(tickets=kappa.tickets), _RULE_ON_MORE(left=left)) if kappa.tickets else (_RULE(left=left),)
    others = (_WITHOUT_ANSWER(others=without),) if without > 0 else ()
    return replace(kappa, notes=(_FEW_COMPARED(fewest=FEWEST), *so_far, *others))


def confusion(scope: Scope) -> pd.DataFrame:
    """Confusion matrix of the engine's and people's answers on the random sample.

    Returns
    -------
    DataFrame
        One row per pair of answers that occurs, the most frequent first: engine_department, department (str), tickets
        (int), is_same (bool).
    """
    last = last_judgements(judged_here(scope))
    sizes = last.groupby(["engine_department", "department"], as_index=False).size().rename(columns={"size": "tickets"})
    sizes = sizes.assign(is_same=sizes["engine_department"] == sizes["department"])
    by = ["tickets", "engine_department", "department"]
    return sizes.sort_values(by, ascending=[False, True, True], ignore_index=True)


def agreed_where_named(scope: Scope) -> tuple[int, int, int]:
    """Count the complaints of the random sample for which the engine named a department.

    Returns
    -------
    tuple of int
        Those where people agreed, those where they couldn't tell, and all.
    """
    last = last_judgements(judged_here(scope))
    named = last[last["engine_department"] != UNATTRIBUTED]
    is_same = named["engine_department"] == named["department"]
    return int(is_same.sum()), int((named["department"] == UNATTRIBUTED).sum()), len(named)


def between_people(scope: Scope) -> pd.DataFrame:
    """Agreement of each pair of people on random-sample tickets that both judged without the engine's answer.

    Returns
    -------
    DataFrame
        One row per pair, the most tickets first: first, second (str), tickets, agreed (int), kappa, low, high (float,
        missing where it can't be computed), note (str).
    """
    judged = judged_here(scope)
    keyed = judged.set_index(["source", "ticket_id"])
    said = {name: rows["department"] for name, rows in keyed.groupby("author")}
    drawn = keyed["probability"][~keyed.index.duplicated()]
    rows = []
    for one, other in combinations(sorted(map(str, said)), 2):
        both = pd.concat([said[one], said[other]], axis=1, join="inner", keys=["first", "second"])
        if len(both):
            k = cohens_kappa(both["first"], both["second"], probability=drawn.reindex(both.index))
            rows.append((one, other, k.tickets, k.agreed, k.value, k.low, k.high, note_words(k.notes)))
    columns = {"first": "str", "second": "str", "tickets": "int64", "agreed": "int64", "kappa": "float64",
               "low": "float64", "high": "float64", "note": "str"}  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(columns)).astype(columns)
    return frame.sort_values(["tickets", "first", "second"], ascending=[False, True, True], ignore_index=True)
