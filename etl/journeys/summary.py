"""Journeys: which teams held a ticket, in SQL over the table events, so a load of any size stays in the database.

What an export declares and what its changes show may differ: a log begins late, or doesn't name every team. The larger
number then counts, of hand-offs and of reopens alike.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.staging.words import solved_states
from etl.store.base import Writer
from etl.taxonomy import Taxonomy

_events, _tickets = model.events.c, model.tickets.c
_ticket = (_events.source, _events.ticket_id)
_in_order: dict[str, Any] = {"partition_by": _ticket, "order_by": _events.sequence}
_backwards: dict[str, Any] = {"partition_by": _ticket, "order_by": _events.sequence.desc()}


def summarise(writer: Writer, load_id: int, taxonomy: Taxonomy, source_format: str) -> None:
    """Write what the changes say of this load's tickets: first_team, hand-offs, stations, reopens.

    Minutes that are estimated follow the stations: whoever hands on has read the ticket.

    Parameters
    ----------
    source_format
        Format of the export, whose words for states are read.
    """
    _write(writer, load_id, team_summary(), _by_teams)
    reopens = reopen_summary(writer, load_id, source_format)
    if reopens is not None:
        _write(writer, load_id, reopens, lambda s: {"count_reopens": _larger(_tickets.count_reopens, s.count_reopens)})
    _estimate(writer, load_id, taxonomy)


def team_summary() -> sa.Select[Any]:
    """First team and hand-offs of each ticket that has team changes.

    Returns
    -------
    Select
        One row per ticket: source, ticket_id, first_team, count_handoffs. A hand-off is a change from one known team
        to another; changes from or to an unknown team are left out. The first team is the one that held the ticket
        when it first got an assignee; where no assignee is told of, the one that the first change came from or, at the
        first assignment, went to.
    """
    team = sa.func.coalesce(_events.old_value, _events.new_value)
    is_handoff = sa.case((_events.old_value != _events.new_value, 1), else_=0)
    changes = (
        sa.select(
            *_ticket,
            team.label("first_team"),
            sa.func.row_number().over(**_in_order).label("position"),
            sa.func.sum(is_handoff).over(partition_by=_ticket).label("count_handoffs"),
        )
        .where(_events.field == "team", team.is_not(None))
        .subquery("changes")
    )
    handled = _first_handler()
    first_team = sa.func.coalesce(handled.c.team, changes.c.first_team).label("first_team")
    same = sa.and_(handled.c.source == changes.c.source, handled.c.ticket_id == changes.c.ticket_id)
    return (
        sa.select(changes.c.source, changes.c.ticket_id, first_team, changes.c.count_handoffs)
        .select_from(changes.outerjoin(handled, same))
        .where(changes.c.position == 1)
    )


def _first_handler() -> sa.Subquery:
    """Team that held a ticket when it first got an assignee: source, ticket_id, team.

    Tickets are left out that had an assignee before their first change: their first team is the handler.
    """
    assigned = (
        sa.select(
            *_ticket,
            _events.old_value,
            _events.changed_at,
            sa.func.row_number().over(**_in_order).label("position"),
        )
        .where(_events.field == "assignee")
        .subquery("assigned")
    )
    same = sa.and_(assigned.c.source == _events.source, assigned.c.ticket_id == _events.ticket_id)
    held = (
        sa.select(*_ticket, _events.new_value.label("team"), sa.func.row_number().over(**_backwards).label("position"))
        .select_from(model.events.join(assigned, same))
        .where(_events.field == "team", _events.new_value.is_not(None), assigned.c.position == 1)
        .where(assigned.c.old_value.is_(None), _events.changed_at <= assigned.c.changed_at)
        .subquery("held")
    )
    return sa.select(held.c.source, held.c.ticket_id, held.c.team).where(held.c.position == 1).subquery("handled")


def reopen_summary(writer: Writer, load_id: int, source_format: str) -> sa.Select[Any] | None:
    """Times that each ticket went from a solved state to one that isn't.

    Returns
    -------
    Select or None
        One row per ticket with a change between known states: source, ticket_id, count_reopens. None where this load
        has no change of state whose words are known.
    """
    own = sa.exists().where(
        _tickets.source == _events.source, _tickets.ticket_id == _events.ticket_id, _tickets.load_id == load_id
    )
    told = sa.and_(_events.field == "status", own)
    words = sa.union(*(sa.select(c.label("word")).where(told) for c in (_events.old_value, _events.new_value)))
    known = pd.Series([word for word in writer.connection.execute(words).scalars() if word], dtype="str")
    states = solved_states(known, source_format)
    solved, is_open = (list(known[(states == value).fillna(False).astype(bool)]) for value in (True, False))
    if not solved and not is_open:
        return None
    is_reopen = sa.case((sa.and_(_events.old_value.in_(solved), _events.new_value.in_(is_open)), 1), else_=0)
    return (
        sa.select(*_ticket, sa.func.sum(is_reopen).label("count_reopens"))
        .where(told, _events.new_value.in_([*solved, *is_open]))
        .group_by(*_ticket)
    )


def _by_teams(summary: Any) -> dict[str, Any]:
    handoffs = _larger(_tickets.count_handoffs, summary.count_handoffs)
    return {"first_team": summary.first_team, "count_handoffs": handoffs, "count_stations": handoffs + 1}


def _larger(declared: Any, seen: Any) -> Any:
    """The larger of two numbers; what was seen where nothing is declared."""
    return sa.case((declared > seen, declared), else_=seen)


def _write(writer: Writer, load_id: int, select: sa.Select[Any], values: Any) -> None:
    """Bring columns of a summary to the tickets of a load."""
    summary = select.cte("summary")
    same = (summary.c.source == _tickets.source, summary.c.ticket_id == _tickets.ticket_id)
    statement = sa.update(model.tickets).where(_tickets.load_id == load_id, *same).values(values(summary.c))
    writer.connection.execute(statement)


def estimate_anew(writer: Writer, taxonomy: Taxonomy) -> None:
    """Estimate the minutes of every ticket that weren't logged by a taxonomy that has changed, as staging does."""
    touches = _larger(sa.func.coalesce(_tickets.count_replies, 1), sa.func.coalesce(_tickets.count_stations, 1))
    touches = sa.case((touches < 1, 1), else_=touches)
    is_estimated = sa.and_(_tickets.minutes_basis == "estimated", _tickets.handle_minutes.is_not(None))
    statement = sa.update(model.tickets).where(is_estimated)
    writer.connection.execute(statement.values(handle_minutes=touches * _minutes_each(taxonomy)))


def _minutes_each(taxonomy: Taxonomy) -> Any:
    per_touch = taxonomy.minutes_per_touch
    by_channel = [(_tickets.channel == name, minutes) for name, minutes in sorted(per_touch.items())]
    return sa.case(*by_channel, else_=per_touch["default"])


def _estimate(writer: Writer, load_id: int, taxonomy: Taxonomy) -> None:
    """Estimate minutes that weren't logged anew, now that the stations are known; as `etl.staging.effort` does."""
    each = _minutes_each(taxonomy)
    touches = _larger(sa.func.coalesce(_tickets.count_replies, 1), _tickets.count_stations)
    told = sa.exists().where(
        _events.source == _tickets.source, _events.ticket_id == _tickets.ticket_id, _events.field == "team"
    )
    statement = (
        sa.update(model.tickets)
        .where(_tickets.load_id == load_id, _tickets.minutes_basis == "estimated", _tickets.count_stations > 1, told)
        .values(handle_minutes=touches * each)
    )
    writer.connection.execute(statement)
