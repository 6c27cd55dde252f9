"""The list of tickets behind a number, one page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Subquery

from etl.errors import InputError
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count, interval_of, number_of, percent
from etl.marts.core.measured import Measured
from etl.marts.cube.aggregates import sum_of
from etl.marts.shares.scope import Scope
from etl.model import UNATTRIBUTED
from etl.model.fields import names

SORTS = (*names(is_sortable=True), "confidence", "department", "share")
"""Columns that the list can be sorted by."""

EXCERPT = 300
"""Most characters of the body in the list."""

_SHARES_APART = 1e9
"""Shares that are nearer to each other than one part in so many are equal."""

_SHOWN = ("source", "created_date", "created_hour", "kind", "excluded_as", "is_solved", *names(is_shown=True))


@dataclass(frozen=True)
class ListCount:
    """Size of the list.

    Attributes
    ----------
    tickets
        Rows of the list.
    complaints
        Sum of the shares of the complaints among them, as the measures count.
    attributed
        Tickets that were attributed to what the filters choose; without a department, to any.
    text
        "1,300 tickets, 1,234.5 complaints attributed to Logistics: a shared ticket counts in parts".
    """

    tickets: int
    complaints: float
    attributed: int
    text: str


def count_tickets(scope: Scope) -> ListCount:
    """Count the tickets of the list under the filters, and the complaints that the measures count in them.

    Where the filters say what is counted, complaints are the sum of the tickets' probabilities: for each ticket, the
    engine's probabilities of the outcomes that count, before random rulings correct their sum.
    """
    t = _listed(scope)
    is_complaint = sa.and_(t.c.kind == "complaint", t.c.excluded_as.is_(None))
    counts = sa.true() if scope.filters.counted else is_complaint
    sums = sa.func.count(), sum_of(t.c.share, counts), sum_of(1.0, t.c.attributed > 0)
    tickets, shares, attributed = scope.connection.execute(sa.select(*sums).select_from(t)).one()
    text = f"{count(tickets)} {'ticket' if tickets == 1 else 'tickets'}"
    if scope.filters.department or scope.filters.issue:
        chosen = " or ".join([*scope.filters.department, *scope.filters.issue])
        text += f", {count(float(shares))} complaints attributed to {chosen}: a shared ticket counts in parts"
    return ListCount(int(tickets), float(shares), int(attributed), text)


def counted_words(found: ListCount, complaints: Measured, chosen: Filters) -> str:
    """Line above a list of probabilities: their sum.

    "380 complaints expected, between 310 and 450; 56 tickets attributed."

    Parameters
    ----------
    found
        Size of the list.
    complaints
        The measure under the same filters.
    chosen
        The filters.
    """
    is_same = count(found.complaints) == count(complaints.value or 0.0)
    if chosen.department == (UNATTRIBUTED,) and not is_same:
        nobody = f"{number_of(found.attributed, 'ticket')} can't be attributed to one department"
        return f"{nobody}; estimates spread them over all. The probabilities below add up to {count(found.complaints)}."
    limits = interval_of(complaints, in_sentence=True)
    expected = " ".join(filter(None, [f"{number_of(complaints.value or 0.0, 'complaint')} expected,", limits]))
    said = f"{expected.removesuffix(',')}; {number_of(found.attributed, 'ticket')} attributed."
    if is_same:
        return f"{said} The probabilities below add up to it."
    sum_of_them = f"The probabilities below add up to {count(found.complaints)}"
    if UNATTRIBUTED in chosen.department:
        return f"{said} {sum_of_them}, with those that can't be attributed; estimates spread these over all."
    return f"{said} {sum_of_them}; rulings on random tickets correct the sum."


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
        excerpt (str, start of the body on one line); share (float, attributed to the chosen departments and issues;
        where the filters say what is counted, the probability that the ticket is that);
        is_attributed (bool, as `ListCount.attributed`);
        department, issue (of its largest share within the filters),
        confidence, best_department (of the same share); is_ruled, is_disputed (bool);
        departments (str, all shares in words: "Logistics 50 %, Finance 50 %").

    Raises
    ------
    InputError
        If the list can't be sorted by this column, or the page number is below 1.
    """
    if sort not in SORTS:
        raise InputError(f"The list can't be sorted by {sort!r}; choose one of {', '.join(SORTS)}.")
    if page < 1 or size < 1:
        raise InputError("Pages and their sizes are numbered from 1.")
    t, by = _sorted_by(scope, sort)
    order = by.desc().nulls_last() if descending else by.asc().nulls_last()
    select = sa.select(
        *(t.c[name] for name in _SHOWN), sa.func.substr(t.c.body, 1, EXCERPT).label("excerpt"), t.c.share,
        (t.c.attributed > 0).label("is_attributed"),
    )  # fmt: skip
    select = select.order_by(order, t.c.source, t.c.ticket_id).limit(size).offset((page - 1) * size)
    rows = scope.frame(select)
    rows["excerpt"] = rows["excerpt"].astype("str").str.replace(r"\s+", " ", regex=True).str.strip()
    return rows.merge(_origins(scope, rows), how="left", on=["source", "ticket_id"])


def _listed(scope: Scope) -> Subquery:
    """Tickets of the list, the share of each that it counts, and the attributed part of that (0 to 1)."""
    if scope.filters.counted:
        return counted_tickets(scope)
    t = scope.tickets
    here = sa.select(t, t.c.share.label("attributed"))
    return (here if scope.filters.excluded else here.where(t.c.excluded_as.is_(None))).subquery("listed")


def counted_tickets(scope: Scope) -> Subquery:
    """Tickets with some outcome of the kinds that the filters count.

    No expected share is unattributed: estimates spread it over all departments. So if the filters choose the
    unattributed, every outcome of a ticket that was judged unattributed counts.

    Returns
    -------
    Subquery
        One row per ticket: all columns of tickets; share (probability of the outcomes that count, by the engine or by
        rulings); attributed (judged share of these, attributed to a department unless the filters choose the
        unattributed).
    """
    t, p, a = scope.all_tickets, scope.as_told().parts, scope.as_judged().parts
    some: ColumnElement[bool] = a.c.department != UNATTRIBUTED
    here: ColumnElement[bool] = sa.true()
    if UNATTRIBUTED in scope.filters.department:
        p = scope.with_filters(scope.filters.without("department")).as_told().parts
        nobody = sa.select(a.c.source, a.c.ticket_id).where(a.c.department == UNATTRIBUTED)
        of_nobody = sa.tuple_(p.c.source, p.c.ticket_id).in_(nobody)
        some, here = sa.true(), sa.or_(p.c.department.in_(scope.filters.department), of_nobody)
    expected = _by_ticket(p, _counts(scope, p), here).having(sa.func.sum(p.c.share) > 0).subquery("expected_of")
    judged = _by_ticket(a, _counts(scope, a), some).subquery("judged_of")
    joined = t.join(expected, _same_ticket(t, expected)).outerjoin(judged, _same_ticket(t, judged))
    share = sa.func.coalesce(judged.c.share, 0.0).label("attributed")
    return sa.select(*t.c, expected.c.share, share).select_from(joined).subquery("counted")


def _counts(scope: Scope, p: Subquery) -> ColumnElement[bool]:
    """SQL: a part is of a kind that the filters count."""
    ways = {"complaint": p.c.is_complaint, "unknown": sa.and_(p.c.is_load, ~p.c.is_complaint)}
    return sa.or_(sa.false(), *(ways[name] for name in scope.filters.counted if name in ways))


def _by_ticket(p: Subquery, *conditions: ColumnElement[bool]) -> sa.Select[Any]:
    summed = sa.select(p.c.source, p.c.ticket_id, sa.func.sum(p.c.share).label("share")).where(*conditions)
    return summed.group_by(p.c.source, p.c.ticket_id)


def _same_ticket(one: Any, other: Any) -> ColumnElement[bool]:
    return sa.and_(one.c.source == other.c.source, one.c.ticket_id == other.c.ticket_id)


def _sorted_by(scope: Scope, sort: str) -> tuple[Subquery, Any]:
    t = _listed(scope)
    if sort == "share":  # shares that differ by the order of adding are equal: pages would overlap
        return t, sa.func.round(t.c.share * _SHARES_APART)
    if sort not in ("confidence", "department"):
        return t, t.c[sort]
    p = (scope.with_filters(Filters()) if scope.filters.counted else scope).as_judged().parts
    best = sa.func.max(p.c.confidence) if sort == "confidence" else sa.func.min(p.c.department)
    keys = sa.select(p.c.source, p.c.ticket_id, best.label("sort_key")).group_by(p.c.source, p.c.ticket_id)
    k = keys.subquery("key")
    joined = t.join(k, sa.and_(k.c.source == t.c.source, k.c.ticket_id == t.c.ticket_id))
    both = sa.select(*t.c, k.c.sort_key).select_from(joined).subquery("keyed")
    return both, both.c.sort_key


def _origins(scope: Scope, rows: pd.DataFrame) -> pd.DataFrame:
    """Origin of each listed ticket, and all its shares in words.

    The origin is the largest share within the filters; in a list of expected tickets, the largest judged share,
    whatever the filters.
    """
    shares = _all_shares(scope, rows)
    within = shares
    if scope.filters.department and not scope.filters.counted:
        within = within[within["department"].isin(scope.filters.department)]
    if scope.filters.issue and not scope.filters.counted:
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
