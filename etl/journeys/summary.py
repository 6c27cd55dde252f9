"""Summarises the changes of a load's tickets, in SQL, so that a load of any size stays in the database.

Declared counts and those seen in the changes may differ, because a log begins late or doesn't name every team. The
larger number counts, for hand-offs and reopens alike.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.journeys import stations
from etl.journeys.touches import estimate
from etl.staging.words import solved_states
from etl.taxonomy import Taxonomy

_events, _tickets, _stations = model.events.c, model.tickets.c, model.stations.c
_ticket = (_events.source, _events.ticket_id)
_in_order: dict[str, Any] = {"partition_by": _ticket, "order_by": _events.sequence}


def summarise(connection: sa.Connection, load_id: int, taxonomy: Taxonomy, source_format: str) -> None:
    """Write the summary of this load's tickets: stations, first_team, hand-offs, reopens, minutes.

    Estimated minutes depend on the stations: a team that hands a ticket on has read it.

    Parameters
    ----------
    source_format
        Format of the export, whose words for states are read.
    """
    _write(connection, load_id, _handoffs(), _by_handoffs)
    stations.write(connection, taxonomy, load_id)
    _write(connection, load_id, _first_handlers(), lambda handler: {"first_team": handler.team})
    reopens = _reopens(connection, load_id, source_format)
    if reopens is not None:
        _write(connection, load_id, reopens, lambda s: {"count_reopens": _larger(_tickets.count_reopens, s.reopens)})
    estimate(connection, taxonomy, load_id)


def follow(connection: sa.Connection, taxonomy: Taxonomy) -> None:
    """Update all tickets under a changed taxonomy: departments of teams, and estimated minutes."""
    stations.name_anew(connection, taxonomy)
    estimate(connection, taxonomy)


def _handoffs() -> sa.Select[Any]:
    """First team and hand-offs of each ticket that has team changes: source, ticket_id, first_team, handoffs.

    A hand-off is a change from one known team to another; changes from or to an unknown team are left out. The first
    team is the one that the first change came from or, at the first assignment, went to.
    """
    team = sa.func.coalesce(_events.old_value, _events.new_value)
    is_handoff = sa.case((_events.old_value != _events.new_value, 1), else_=0)
    changes = (
        sa.select(
            *_ticket,
            team.label("first_team"),
            sa.func.row_number().over(**_in_order).label("place"),
            sa.func.sum(is_handoff).over(partition_by=_ticket).label("handoffs"),
        )
        .where(_events.field == "team", team.is_not(None))
        .subquery("changes")
    )
    c = changes.c
    return sa.select(c.source, c.ticket_id, c.first_team, c.handoffs).where(c.place == 1)


def _first_handlers() -> sa.Select[Any]:
    """Team that held a ticket when it first got an assignee: source, ticket_id, team.

    Tickets are left out that had an assignee before their first change: their first team is the handler.
    """
    assigned = (
        sa.select(
            *_ticket, _events.old_value, _events.changed_at, sa.func.row_number().over(**_in_order).label("place")
        )
        .where(_events.field == "assignee")
        .subquery("assigned")
    )
    a, s = assigned.c, _stations
    is_told = sa.exists().where(_events.source == s.source, _events.ticket_id == s.ticket_id, _events.field == "team")
    last = sa.func.row_number().over(partition_by=(s.source, s.ticket_id), order_by=s.position.desc())
    held = (
        sa.select(s.source, s.ticket_id, s.team, last.label("place"))
        .join_from(model.stations, assigned, sa.and_(a.source == s.source, a.ticket_id == s.ticket_id))
        .where(a.place == 1, a.old_value.is_(None), s.team.is_not(None), s.from_at <= a.changed_at, is_told)
        .subquery("held")
    )
    return sa.select(held.c.source, held.c.ticket_id, held.c.team).where(held.c.place == 1)


def _reopens(connection: sa.Connection, load_id: int, source_format: str) -> sa.Select[Any] | None:
    """Times that each ticket went from a solved state to one that isn't.

    Returns
    -------
    Select or None
        One row per ticket with a change between known states: source, ticket_id, reopens. None where this load
        has no change of state whose words are known.
    """
    own = sa.exists().where(
        _tickets.source == _events.source, _tickets.ticket_id == _events.ticket_id, _tickets.load_id == load_id
    )
    told = sa.and_(_events.field == "status", own)
    words = sa.union(*(sa.select(c.label("word")).where(told) for c in (_events.old_value, _events.new_value)))
    known = pd.Series([word for word in connection.execute(words).scalars() if word], dtype="str")
    states = solved_states(known, source_format)
    solved, is_open = (list(known[(states == value).fillna(False).astype(bool)]) for value in (True, False))
    if not solved and not is_open:
        return None
    is_reopen = sa.case((sa.and_(_events.old_value.in_(solved), _events.new_value.in_(is_open)), 1), else_=0)
    return (
        sa.select(*_ticket, sa.func.sum(is_reopen).label("reopens"))
        .where(told, _events.new_value.in_([*solved, *is_open]))
        .group_by(*_ticket)
    )


def _by_handoffs(summary: Any) -> dict[str, Any]:
    handoffs = _larger(_tickets.count_handoffs, summary.handoffs)
    return {"first_team": summary.first_team, "count_handoffs": handoffs, "count_stations": handoffs + 1}


def _larger(declared: Any, seen: Any) -> Any:
    """The larger of two numbers; the observed one if none is declared."""
    return sa.case((declared > seen, declared), else_=seen)


def _write(connection: sa.Connection, load_id: int, select: sa.Select[Any], values: Any) -> None:
    """Copy columns of a summary to the tickets of a load."""
    summary = select.cte("summary")
    same = (summary.c.source == _tickets.source, summary.c.ticket_id == _tickets.ticket_id)
    connection.execute(sa.update(model.tickets).where(_tickets.load_id == load_id, *same).values(values(summary.c)))
