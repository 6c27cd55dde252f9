"""People's judgements of the random sample, beside the engine's answer."""

from __future__ import annotations

import json

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import FromClause

from etl import model
from etl.marts.shares.selection import Selection

JUDGED_COLUMNS = ("source", "ticket_id", "author", "department", "engine_department", "ruled_at", "probability")
"""One row per ticket and person of the random sample; source null: any that has the id; probability null: unknown."""

_IDS_AT_ONCE = 1_000


def judged_tickets(scope: Selection, t: FromClause) -> pd.DataFrame:
    """Judgements of complaints among some tickets.

    If a ruling came without the engine's answer, as from a file, the run in force gives the answer, by models that have
    not seen the ruling: a run keeps such answers for all tickets whose rulings it learnt from, and it answered the
    others without their rulings.

    Parameters
    ----------
    t
        Tickets, each with the kind in force.

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


def _unseen_answers(scope: Selection, tickets: pd.DataFrame) -> pd.DataFrame:
    """Runs' answers by models that haven't seen a ticket's ruling: source, ticket_id, engine_department; not for all.

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
        if kept is None:  # an earlier version: the rulings that it learnt from can't be told from its own answers
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
    """One judgement per ticket: the last one with a known engine's answer."""
    ordered = judged.dropna(subset=["engine_department"]).sort_values("ruled_at", kind="stable")
    return ordered.drop_duplicates(["source", "ticket_id"], keep="last")
