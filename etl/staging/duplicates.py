"""Finds tickets that duplicate an earlier one, in the store, where all tickets are together.

A rule that compares tickets can't be applied chunk by chunk: the result would depend on where the chunks are cut. The
store sets ``excluded_as = "duplicate"`` for the tickets selected here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from etl import model

WITHIN = timedelta(hours=24)
"""Time after a ticket within which the same text of the same requester is a duplicate."""


def duplicates() -> sa.Select[Any]:
    """Tickets whose requester sent the same words under the same source within `WITHIN` before.

    Only tickets that count are compared, so a ticket never duplicates spam. In a series of duplicates, each within
    `WITHIN` of the one before, the first counts. A ticket without a requester or a text is never a duplicate.

    Returns
    -------
    Select
        One row per ticket: source, ticket_id.
    """
    tickets = model.tickets.c
    words = [sa.func.lower(sa.func.trim(sa.func.coalesce(part, ""))) for part in (tickets.subject, tickets.body)]
    said = sa.func.md5(words[0] + "\n" + words[1])
    counted = (
        sa.select(tickets.source, tickets.ticket_id, tickets.requester, tickets.created_at, said.label("said"))
        .where(tickets.excluded_as.is_(None), tickets.requester.is_not(None))
        .where(sa.func.length(words[0]) + sa.func.length(words[1]) > 0)
        .cte("counted")
    )
    # Few texts occur twice: only those are sorted.
    twice = sa.select(counted.c.said).group_by(counted.c.said).having(sa.func.count() > 1)
    before = sa.func.lag(counted.c.created_at).over(
        partition_by=[counted.c.source, counted.c.requester, counted.c.said],
        order_by=[counted.c.created_at, counted.c.ticket_id],
    )
    compared = sa.select(counted, before.label("before")).where(counted.c.said.in_(twice)).subquery()
    return sa.select(compared.c.source, compared.c.ticket_id).where(
        compared.c.before.is_not(None), compared.c.created_at - sa.cast(WITHIN, sa.Interval) <= compared.c.before
    )


def mark_duplicates(connection: sa.Connection) -> None:
    """Exclude the tickets that `duplicates` names."""
    found = duplicates().cte("duplicate")
    tickets = model.tickets
    is_one = (found.c.source == tickets.c.source, found.c.ticket_id == tickets.c.ticket_id)
    connection.execute(sa.update(tickets).where(*is_one).values(excluded_as="duplicate"))
