"""Tickets that repeat an earlier one, found where all of them stand together: in the store.

A rule over neighbours can't be applied chunk by chunk, or the same file would give other tickets when it is cut
elsewhere. The store marks what this select names as ``excluded_as = "duplicate"``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from etl import model

WITHIN = timedelta(hours=24)
"""How long after a ticket the same words of the same requester repeat it."""


def duplicates() -> sa.Select[Any]:
    """Tickets whose requester sent the same words under the same source within `WITHIN` before.

    Only tickets that count are compared, so a ticket never repeats one that is spam. Of a row of repeats, each within
    the time of the one before, the first is the one that counts. A ticket without a requester or without a text
    repeats nothing: neither can be told.

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
    # Few words are said twice: only those are put in order, which spares the sorting of all the others.
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
