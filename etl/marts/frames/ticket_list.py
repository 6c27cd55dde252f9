"""The list of tickets behind a number, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Subquery

from etl.errors import InputError
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count, percent
from etl.marts.shares.scope import Scope
from etl.model.fields import names

SORTS = (*names(is_sortable=True), "confidence", "department", "share")
"""What the list can be sorted by."""

EXCERPT = 300
"""Characters of the body that the list shows."""

_SHOWN = ("source", "created_date", "created_hour", "kind", "excluded_as", "is_solved", *names(is_shown=True))


@dataclass(frozen=True)
class ListCount:
    """What the list holds.

    Attributes
    ----------
    tickets
        Rows of the list.
    complaints
        Sum of the shares of the complaints among them: what the measures count.
    text
        "1,300 tickets, 1,234.5 complaints attributed to Logistics: a shared ticket counts in parts".
    """

    tickets: int
    complaints: float
    text: str


def count_tickets(scope: Scope) -> ListCount:
    """How many tickets the list has under the filters, and how many complaints the measures count in them."""
    t = _listed(scope)
    is_complaint = sa.and_(t.c.kind == "complaint", t.c.excluded_as.is_(None))
    complaints = sa.func.coalesce(sa.func.sum(sa.case((is_complaint, t.c.share), else_=0.0)), 0.0)
    tickets, shares = scope.connection.execute(sa.select(sa.func.count(), complaints).select_from(t)).one()
    text = f"{count(tickets)} {'ticket' if tickets == 1 else 'tickets'}"
    if scope.filters.department or scope.filters.issue:
        chosen = " or ".join([*scope.filters.department, *scope.filters.issue])
        text += f", {count(float(shares))} complaints attributed to {chosen}: a shared ticket counts in parts"
    return ListCount(int(tickets), float(shares), text)


def tickets_page(
    scope: Scope,
    *,
    page: int = 1,
    size: int = 50,
    sort: str = "created_at",
    descending: bool = True,
) -> pd.DataFrame:
    """One page of the tickets under the filters; excluded ones only where the filters ask for them.

    Parameters
    ----------
    page, size
        Number of the page, from 1, and rows on it.
    sort
        One of `SORTS`; ties are broken by source and id, so that pages never overlap.

    Returns
    -------
    DataFrame
        One row per ticket: source, ticket_id, created_at (UTC), created_date, created_hour (local), subject, kind,
        excluded_as, channel, language, team, product, status, is_solved, handle_minutes as in the table tickets;
        excerpt (str, start of the body on one line); share (float, attributed to the chosen departments and issues);
        department, issue (of its largest share within the filters),
        confidence, best_department (of the same share); is_ruled, is_disputed (bool);
        departments (str, all shares in words: "Logistics 50 %, Finance 50 %").

    Raises
    ------
    InputError
        If the list can't be sorted so, or the page number is below 1.
    """
    if sort not in SORTS:
        raise InputError(f"The list can't be sorted by {sort!r}; choose one of {', '.join(SORTS)}.")
    if page < 1 or size < 1:
        raise InputError("Pages and their sizes are numbered from 1.")
    t, by = _sorted_by(scope, sort)
    order = by.desc().nulls_last() if descending else by.asc().nulls_last()
    select = sa.select(
        *(t.c[name] for name in _SHOWN), sa.func.substr(t.c.body, 1, EXCERPT).label("excerpt"), t.c.share
    )
    select = select.order_by(order, t.c.source, t.c.ticket_id).limit(size).offset((page - 1) * size)
    rows = scope.frame(select)
    rows["excerpt"] = rows["excerpt"].astype("str").str.replace(r"\s+", " ", regex=True).str.strip()
    return rows.merge(_origins(scope, rows), how="left", on=["source", "ticket_id"])


def _listed(scope: Scope) -> Subquery:
    t = scope.tickets
    if scope.filters.excluded:
        return t
    return sa.select(t).where(t.c.excluded_as.is_(None)).subquery("listed")


def _sorted_by(scope: Scope, sort: str) -> tuple[Subquery, Any]:
    t = _listed(scope)
    if sort not in ("confidence", "department"):
        return t, t.c[sort]
    p = scope.as_judged().parts
    best = sa.func.max(p.c.confidence) if sort == "confidence" else sa.func.min(p.c.department)
    keys = sa.select(p.c.source, p.c.ticket_id, best.label("sort_key")).group_by(p.c.source, p.c.ticket_id)
    k = keys.subquery("key")
    joined = t.join(k, sa.and_(k.c.source == t.c.source, k.c.ticket_id == t.c.ticket_id))
    both = sa.select(*t.c, k.c.sort_key).select_from(joined).subquery("keyed")
    return both, both.c.sort_key


def _origins(scope: Scope, rows: pd.DataFrame) -> pd.DataFrame:
    """Origin of each listed ticket: the largest share within the filters, and all its shares in words."""
    shares = _all_shares(scope, rows)
    within = shares
    if scope.filters.department:
        within = within[within["department"].isin(scope.filters.department)]
    if scope.filters.issue:
        within = within[within["issue"].isin(scope.filters.issue)]
    first = within.drop_duplicates(["source", "ticket_id"])
    columns = ["source", "ticket_id", "department", "issue", "confidence", "best_department", "is_ruled", "is_disputed"]
    pairs = zip(shares["department"].tolist(), shares["share"].tolist(), strict=True)
    shares["departments"] = [_words(department, share) for department, share in pairs]
    words = shares.groupby(["source", "ticket_id"], as_index=False)["departments"].agg(", ".join)
    return first[columns].merge(words, on=["source", "ticket_id"])


def _all_shares(scope: Scope, rows: pd.DataFrame) -> pd.DataFrame:
    p = scope.with_filters(Filters()).as_judged().parts
    wanted = sa.and_(p.c.ticket_id.in_(list(rows["ticket_id"])), p.c.source.in_(sorted(set(rows["source"]))))
    columns = ("source", "ticket_id", "department", "issue", "share", "confidence", "best_department")
    select = sa.select(*(p.c[name] for name in (*columns, "is_ruled", "is_disputed"))).where(wanted)
    return scope.frame(select.order_by(p.c.source, p.c.ticket_id, p.c.share.desc(), p.c.department))


def _words(department: str, share: float) -> str:
    return department if share >= 1 else f"{department} {percent(share)}"
