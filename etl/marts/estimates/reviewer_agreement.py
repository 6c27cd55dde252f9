"""Agreement between the engine and people, and between people, on tickets that were drawn at random."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import combinations
from math import sqrt

import numpy as np
import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.marts.core.formatting import count
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.core.notes import Notes, reason, remark
from etl.marts.shares.scope import Scope
from etl.model import UNATTRIBUTED

JUDGED_COLUMNS = ("source", "ticket_id", "author", "department", "engine_department", "ruled_at", "probability")
"""One row per ticket and person of the random sample; source null: any that has the id; probability null: unknown."""

FEWEST = 30
"""Tickets below which no κ is told: its interval would be wider than half of the scale."""

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

_IDS_AT_ONCE = 1_000


@dataclass(frozen=True)
class Kappa:
    """Cohen's κ of two raters.

    Attributes
    ----------
    value
        (observed − expected) ÷ (1 − expected); None where it can't be told, and `notes` say why.
    low, high
        95 % interval.
    agreed, tickets
        Tickets on which both said the same, of all that both judged.
    expected
        Agreement that chance alone would give, from how often each rater says what.
    unseen
        Tickets for which the engine's answer wasn't kept with the ruling, and is that of models without it.
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
        What each rater said, one value per ticket, in the same order.
    probability
        With which each was drawn: a ticket counts for as many as it stands for, and the interval is that of so many
        equal ones (Kish 1965). None, or missing for any: all alike.
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
    """Why estimates rest on another number of drawn tickets than agreement; empty where it is the same.

    Agreement asks what both said of complaints, also that nobody can tell. An estimate counts what could be told, also
    of drawn tickets that are no complaints.
    """
    on = estimate.checked_on
    if not on or agreement.value is None or on == round(agreement.denominator or 0):
        return ""
    return (
        f"Estimates rest on the {count(on)} drawn tickets of which people could tell where they started, if anywhere."
    )


def judged_tickets(scope: Scope) -> pd.DataFrame:
    """Judgements of complaints within the filters; departments and issues aside, for they are what is judged.

    Where the ruling came without the engine's answer, as from a file, the answer of the run in force takes its place,
    by models that have not seen the ruling: a run keeps it for all tickets whose rulings taught it, and its
    answer on others was given without them.

    Returns
    -------
    DataFrame
        `JUDGED_COLUMNS`, one row per ticket of the store and person; and is_unseen (bool): the answer is the run's.
    """
    columns = [*JUDGED_COLUMNS, "is_unseen"]
    judged = None if scope.judged is None else scope.judged[scope.judged["department"].notna()]
    if judged is None or judged.empty:
        types = {"is_unseen": "bool", "probability": "float64"}
        return pd.DataFrame({name: pd.Series(dtype=types.get(name, "str")) for name in columns})
    t = scope.with_filters(scope.filters.without("department", "issue")).tickets
    ids = sorted(set(judged["ticket_id"]))
    found = []
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = t.c.ticket_id.in_(ids[start : start + _IDS_AT_ONCE])
        select = sa.select(t.c.source.label("found_in"), t.c.ticket_id, t.c.run_id)
        found.append(scope.frame(select.where(some, t.c.excluded_as.is_(None), t.c.kind == "complaint")))
    both = judged.merge(pd.concat(found).astype({"found_in": "str", "ticket_id": "str"}), on="ticket_id")
    both = both[both["source"].isna() | (both["source"] == both["found_in"])].assign(
        source=lambda rows: rows["found_in"]
    )
    is_without = both["engine_department"].isna()
    without = both.loc[is_without, ["source", "ticket_id", "run_id"]].drop_duplicates()
    answers = _unseen_answers(scope, without).set_index(["source", "ticket_id"])["engine_department"]
    keys = pd.MultiIndex.from_frame(both[["source", "ticket_id"]])
    of_run = pd.Series(answers.reindex(keys).to_numpy(object), index=both.index)
    known = both["engine_department"].where(~is_without, of_run)
    both = both.assign(engine_department=known.astype("str"), is_unseen=is_without & known.notna())
    return both.loc[:, columns].reset_index(drop=True)


def _unseen_answers(scope: Scope, tickets: pd.DataFrame) -> pd.DataFrame:
    """Answers of runs on tickets by models without their rulings: source, ticket_id, engine_department; some may lack.

    Parameters
    ----------
    tickets
        Columns source, ticket_id, run_id.
    """
    frames = [pd.DataFrame({"source": [], "ticket_id": [], "engine_department": []}, dtype="str")]
    r, a = model.runs.c, model.attributions.c
    for run_id in tickets["run_id"].unique().tolist():
        asked = tickets[tickets["run_id"] == run_id]
        learnt = scope.frame(sa.select(r.learnt).where(r.run_id == run_id))["learnt"]
        kept = json.loads(str(learnt.iloc[0])).get("unseen") if len(learnt) else None
        if kept is None:  # an earlier version: what its rulings taught can't be told from what it found
            continue
        rows = [(source, one, name) for source, by in kept.items() for name, ids in by.items() for one in ids]
        taught = pd.DataFrame(rows, columns=["source", "ticket_id", "engine_department"], dtype="str")
        taught = taught.merge(asked[["source", "ticket_id"]])
        frames.append(taught)
        both = asked.merge(taught[["source", "ticket_id"]], how="left", indicator="is_in")
        others = both[both["is_in"] == "left_only"]
        ids = sorted(set(others["ticket_id"]))
        for start in range(0, len(ids), _IDS_AT_ONCE):
            some = a.ticket_id.in_(ids[start : start + _IDS_AT_ONCE])
            select = sa.select(a.source, a.ticket_id, a.department, a.share).where(a.run_id == run_id, some)
            shares = scope.frame(select).sort_values("share", ascending=False, kind="stable")
            shares = shares.drop_duplicates(["source", "ticket_id"]).rename(columns={"department": "engine_department"})
            frames.append(shares.drop(columns="share").astype("str").merge(others[["source", "ticket_id"]]))
    answers = pd.concat(frames, ignore_index=True)
    now = {name: found.name for name in answers["engine_department"].unique()
           if (found := scope.taxonomy.department_named(str(name)))}  # fmt: skip
    return answers.assign(engine_department=answers["engine_department"].replace(now))


def last_judgements(judged: pd.DataFrame) -> pd.DataFrame:
    """One judgement a ticket, the last, where the engine's answer is known."""
    ordered = judged.dropna(subset=["engine_department"]).sort_values("ruled_at", kind="stable")
    return ordered.drop_duplicates(["source", "ticket_id"], keep="last")


def engine_agreement(scope: Scope) -> Kappa:
    """κ between the engine's answer without the ruling, Unattributed among them, and the last person who ruled."""
    judged = judged_tickets(scope)
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
    """What the engine said against what people said, on the random sample.

    Returns
    -------
    DataFrame
        One row per pair of answers that occurs, the most frequent first: engine_department, department (str), tickets
        (int), is_same (bool).
    """
    last = last_judgements(judged_tickets(scope))
    sizes = last.groupby(["engine_department", "department"], as_index=False).size().rename(columns={"size": "tickets"})
    sizes = sizes.assign(is_same=sizes["engine_department"] == sizes["department"])
    by = ["tickets", "engine_department", "department"]
    return sizes.sort_values(by, ascending=[False, True, True], ignore_index=True)


def agreed_where_named(scope: Scope) -> tuple[int, int, int]:
    """Complaints of the random sample to which the engine named a department.

    Returns
    -------
    tuple of int
        Those where people said the same, those where they couldn't tell, and all.
    """
    last = last_judgements(judged_tickets(scope))
    named = last[last["engine_department"] != UNATTRIBUTED]
    is_same = named["engine_department"] == named["department"]
    return int(is_same.sum()), int((named["department"] == UNATTRIBUTED).sum()), len(named)


def between_people(scope: Scope) -> pd.DataFrame:
    """Agreement of each two people on the random-sample tickets that both judged, without seeing the engine's answer.

    Returns
    -------
    DataFrame
        One row per pair, the most tickets first: first, second (str), tickets, agreed (int), kappa, low, high (float,
        missing where it can't be told), note (str).
    """
    judged = judged_tickets(scope)
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
