"""Journeys: which teams held a ticket, in SQL over the table events, so a load of any size stays in the database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from etl import model
from etl.store.base import Writer

_events = model.events.c
_ticket = (_events.source, _events.ticket_id)


def team_summary() -> sa.Select[Any]:
    """First team and hand-offs of each ticket that has team changes.

    Returns
    -------
    Select
        One row per ticket: source, ticket_id, first_team, count_handoffs. A hand-off is a change from one known team
        to another; changes from or to an unknown team are left out. The first team is the one that the first change
        came from or, at the first assignment, went to.
    """
    team = sa.func.coalesce(_events.old_value, _events.new_value)
    changes = (
        sa.select(
            *_ticket,
            team.label("first_team"),
            sa.func.row_number().over(partition_by=_ticket, order_by=_events.sequence).label("position"),
            sa.func.sum(sa.case((_events.old_value != _events.new_value, 1), else_=0))
            .over(partition_by=_ticket)
            .label("count_handoffs"),
        )
        .where(_events.field == "team", team.is_not(None))
        .subquery()
    )
    columns = (changes.c.source, changes.c.ticket_id, changes.c.first_team, changes.c.count_handoffs)
    return sa.select(*columns).where(changes.c.position == 1)


def summarise(writer: Writer, load_id: int) -> None:
    """Write first_team, count_handoffs and count_stations of this load's tickets that have team changes."""
    journey = team_summary().cte("journey")
    tickets = model.tickets
    is_same = (journey.c.source == tickets.c.source, journey.c.ticket_id == tickets.c.ticket_id)
    statement = (
        sa.update(tickets)
        .where(tickets.c.load_id == load_id, *is_same)
        .values(
            first_team=journey.c.first_team,
            count_handoffs=journey.c.count_handoffs,
            count_stations=journey.c.count_handoffs + 1,
        )
    )
    writer.connection.execute(statement)
