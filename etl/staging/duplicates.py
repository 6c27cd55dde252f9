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
    own = [tickets.source, tickets.ticket_id, tickets.requester, tickets.created_at]
    # Trimming every text would take longer than hashing it, and lower case changes no length.
    lengths = [
        sa.func.coalesce(sa.func.length(_trimmed(part)), 0).label(name)
        for part, name in ((tickets.subject, "of_subject"), (tickets.body, "of_body"))
    ]
    is_counted = [tickets.excluded_as.is_(None), tickets.requester.is_not(None), lengths[0] + lengths[1] > 0]
    # Few people write two texts of one length: only those are read and sorted.
    sized = sa.select(*own[:3:2], *lengths).where(*is_counted).subquery()
    alike = sa.select(*sized.c).group_by(*sized.c).having(sa.func.count() > 1).subquery()
    is_alike = [
        own[0] == alike.c.source, own[2] == alike.c.requester,
        lengths[0].element == alike.c.of_subject, lengths[1].element == alike.c.of_body,
    ]  # fmt: skip
    said = sa.func.md5(words[0] + "\n" + words[1])
    counted = sa.select(*own, said.label("said")).where(*is_counted, *is_alike).cte("counted")
    before = sa.func.lag(counted.c.created_at).over(
        partition_by=[counted.c.source, counted.c.requester, counted.c.said],
        order_by=[counted.c.created_at, counted.c.ticket_id],
    )
    compared = sa.select(counted, before.label("before")).subquery()
    return sa.select(compared.c.source, compared.c.ticket_id).where(
        compared.c.before.is_not(None), compared.c.created_at - sa.cast(WITHIN, sa.Interval) <= compared.c.before
    )


def _trimmed(text: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """A text without outer blanks; the few that have any are looked for first."""
    return sa.case((sa.or_(text.like(" %"), text.like("% ")), sa.func.trim(text)), else_=text)


def mark_duplicates(connection: sa.Connection) -> None:
    """Exclude the tickets that `duplicates` names."""
    found = duplicates().cte("duplicate")
    tickets = model.tickets
    is_one = (found.c.source == tickets.c.source, found.c.ticket_id == tickets.c.ticket_id)
    connection.execute(sa.update(tickets).where(*is_one).values(excluded_as="duplicate"))
