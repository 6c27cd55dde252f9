"""What to rule next beside the random sample: the least certain, the most valuable, and open disputes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Subquery

from etl import model
from etl.attribution.signals import BY_NAME
from etl.marts.core.formatting import count, percent
from etl.marts.shares.scope import Scope

QUEUE = 50
"""Tickets in a queue."""

_TELLING = [name for name, signal in BY_NAME.items() if signal.recurs and signal.is_open]
"""Signals for which a ruling on one ticket tells about others: their evidence recurs, and people can name it."""


def least_certain(scope: Scope, size: int = QUEUE) -> pd.DataFrame:
    """Complaints within the filters with the least certain first choice, among those with a signal's claim.

    Returns
    -------
    DataFrame
        One row per ticket that nobody has ruled, the least certain first: source, ticket_id, confidence (float), why.
    """
    o = _tickets(scope)
    select = sa.select(o.c.source, o.c.ticket_id, o.c.confidence).where(o.c.is_open == 1, o.c.has_spoken == 1)
    rows = scope.frame(select.order_by(o.c.confidence, o.c.source, o.c.ticket_id).limit(size))
    return rows.assign(why=[f"{percent(each)} sure of its first choice" for each in rows["confidence"]])


def most_valuable(scope: Scope, seed: int, size: int = QUEUE) -> pd.DataFrame:
    """Complaints within the filters whose ruling is most informative about others.

    Complaints that rest on the same words, code or fact form a group. A group's worth is the expected number of wrong
    answers in it, the sum of (1 − confidence) over those that nobody ruled, divided by 1 + the rulings that it has:
    each further ruling on the same grounds adds less. The least certain complaint represents its group, so the list
    covers many grounds and not just one. It is uncertainty sampling weighted by how many a ruling reaches (density
    weighting: Settles, "Active Learning Literature Survey", 2009, section 3.6).

    Returns
    -------
    DataFrame
        One row per ticket, the most valuable first: source, ticket_id, worth, tickets (in the group), why.
    """
    k = _grounds(scope)
    ruled = sa.func.sum(1 - k.c.is_open)
    worth = sa.func.sum(k.c.is_open * (1.0 - k.c.confidence)) / (1.0 + ruled)
    sizes = sa.select(
        k.c.signal, k.c.detail, worth.label("worth"), sa.func.sum(k.c.is_open).label("tickets"), ruled.label("ruled")
    )
    g = sizes.group_by(k.c.signal, k.c.detail).having(sa.func.sum(k.c.is_open) > 0).subquery("grounds")
    place = sa.func.row_number().over(
        partition_by=(k.c.signal, k.c.detail), order_by=(k.c.confidence, _draw(k.c.source, k.c.ticket_id, seed))
    )
    r = sa.select(k, place.label("place")).where(k.c.is_open == 1).subquery("ranked")
    columns = (r.c.source, r.c.ticket_id, g.c.signal, g.c.detail, g.c.worth, g.c.tickets, g.c.ruled)
    joined = r.join(g, sa.and_(g.c.signal == r.c.signal, g.c.detail == r.c.detail))
    select = sa.select(*columns).select_from(joined).where(r.c.place == 1)
    # A complaint may represent several grounds: then it counts for the best of them.
    rows = scope.frame(select.order_by(g.c.worth.desc(), g.c.signal, g.c.detail).limit(4 * size))
    rows = rows.drop_duplicates(["source", "ticket_id"]).head(size).reset_index(drop=True)
    rows["why"] = [_worth_words(row) for row in rows.to_dict("records")]
    return rows[["source", "ticket_id", "worth", "tickets", "why"]].astype({"worth": "float64", "tickets": "int64"})


def disputes_waiting(scope: Scope, disputes: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Disputes on tickets within the filters (those on departments and issues ignored), the longest waiting first.

    Parameters
    ----------
    disputes
        `etl.ledger.rulings.Decisions.disputes`.
    now
        UTC.

    Returns
    -------
    DataFrame
        One row per dispute: source, ticket_id, about, proposed, author, reason, disputed_at (UTC), ruling_group, days
        (int, waiting), why (str).
    """
    t = scope.with_filters(scope.filters.without("department", "issue", "kind")).tickets
    ids = list(dict.fromkeys(disputes["ticket_id"]))
    found = scope.frame(sa.select(t.c.source.label("found_in"), t.c.ticket_id).where(t.c.ticket_id.in_(ids)))
    both = disputes.merge(found.astype("str"), on="ticket_id")
    both = both[both["source"].isna() | (both["source"] == both["found_in"])]
    both = both.assign(source=both["found_in"], days=(pd.Timestamp(now) - both["disputed_at"]).dt.days.clip(lower=0))
    both = both.sort_values("disputed_at", kind="stable", ignore_index=True).drop(columns="found_in")
    return both.assign(why=[_dispute_words(row) for row in both.to_dict("records")])


def _draw(source: ColumnElement[Any], ticket_id: ColumnElement[Any], seed: int) -> ColumnElement[Any]:
    return sa.func.md5(sa.literal(f"{seed}:") + source + sa.literal(":") + ticket_id)


def _tickets(scope: Scope) -> Subquery:
    """Tickets judged complaints within the filters.

    Returns
    -------
    Subquery
        source, ticket_id, run_id, confidence (of its surest part), has_spoken (whether a signal made a claim), is_open
        (1: neither ruled nor disputed).
    """
    p = scope.as_judged().parts
    decided = sa.func.max(sa.case((sa.or_(p.c.is_ruled, p.c.is_disputed), 1), else_=0))
    return (
        sa.select(
            p.c.source,
            p.c.ticket_id,
            p.c.run_id,
            sa.func.coalesce(sa.func.max(p.c.confidence), 0.0).label("confidence"),
            sa.func.max(sa.case((p.c.best_department.is_not(None), 1), else_=0)).label("has_spoken"),
            (1 - decided).label("is_open"),
        )
        .where(p.c.is_complaint)
        .group_by(p.c.source, p.c.ticket_id, p.c.run_id)
        .subquery("ticket")
    )


def _grounds(scope: Scope) -> Subquery:
    """`_tickets`, one row per ground: signal and detail; "none" if it has no evidence that recurs."""
    o, e = _tickets(scope), model.evidence.c
    seen = (
        sa.select(e.run_id, e.source, e.ticket_id, e.signal, sa.func.lower(e.detail).label("detail"))
        .where(e.signal.in_(_TELLING))
        .distinct()
        .subquery("seen")
    )
    same = (seen.c.run_id == o.c.run_id, seen.c.source == o.c.source, seen.c.ticket_id == o.c.ticket_id)
    signal = sa.func.coalesce(seen.c.signal, "none").label("signal")
    detail = sa.func.coalesce(seen.c.detail, "").label("detail")
    return sa.select(o, signal, detail).select_from(o.outerjoin(seen, sa.and_(*same))).subquery("ground")


def _worth_words(row: dict[Any, Any]) -> str:
    one = int(row["tickets"]) == 1
    whose = f"{count(row['tickets'])} {'complaint' if one else 'complaints'}"
    if row["signal"] == "none":
        told = f"no code, fact or phrase spoke in {whose} like it"
    else:
        told = f"{whose} {'rests' if one else 'rest'} on “{row['detail']}”"
    return told + (f"; {count(row['ruled'])} ruled so far" if row["ruled"] else "")


def _dispute_words(row: dict[Any, Any]) -> str:
    instead = f", proposes {row['proposed']}" if isinstance(row["proposed"], str) else ""
    waiting = "today" if row["days"] == 0 else f"{row['days']} {'day' if row['days'] == 1 else 'days'} ago"
    return f"{row['about']} disputed it {waiting}{instead}"
