"""Finds repeat contacts in the store, once all tickets are attributed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from etl import model

WITHIN = timedelta(days=7)
"""Time after a ticket within which another one of the same requester on the same subject is a repeat."""


def repeats() -> sa.Select[Any]:
    """Tickets whose requester wrote about the same order, or the same issue, within `WITHIN` before.

    Only tickets that count are compared. The issue is that of the run in force; a ticket of an unknown requester is
    left out.

    Returns
    -------
    Select
        One row per ticket: source, ticket_id.
    """
    t, a = model.tickets.c, model.attributions.c
    counted = (t.excluded_as.is_(None), t.requester.is_not(None))
    own = (t.source, t.ticket_id, t.requester, t.created_at)
    same = (a.run_id == t.run_id, a.source == t.source, a.ticket_id == t.ticket_id)
    about_order = sa.select(*own, (sa.literal("order ") + t.order_ref).label("about"))
    about_issue = sa.select(*own, (sa.literal("issue ") + a.department + sa.literal(" ") + a.issue).label("about"))
    said = sa.union_all(
        about_order.where(*counted, t.order_ref.is_not(None)),
        about_issue.where(*counted, *same, a.issue.is_not(None)),
    ).cte("said")
    before = sa.func.lag(said.c.created_at).over(
        partition_by=[said.c.source, said.c.requester, said.c.about],
        order_by=[said.c.created_at, said.c.ticket_id],
    )
    compared = sa.select(said, before.label("before")).subquery()
    return (
        sa.select(compared.c.source, compared.c.ticket_id)
        .where(
            compared.c.before.is_not(None), compared.c.created_at - sa.cast(WITHIN, sa.Interval) <= compared.c.before
        )
        .distinct()
    )


def mark_repeats(connection: sa.Connection) -> None:
    """Mark the tickets that `repeats` names; null stays where the requester isn't known."""
    tickets, found = model.tickets, repeats().cte("repeat")
    is_one = (found.c.source == tickets.c.source, found.c.ticket_id == tickets.c.ticket_id)
    known = tickets.c.requester.is_not(None)
    cleared = sa.or_(tickets.c.is_repeat.is_(None), tickets.c.is_repeat)
    connection.execute(sa.update(tickets).where(known, cleared).values(is_repeat=False))
    connection.execute(sa.update(tickets).where(*is_one).values(is_repeat=True))
