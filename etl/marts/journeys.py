"""Which departments held a ticket, as fractions of its stations, beside each part.

A *station* is a team that held the ticket; coming back to a team is another station. Changes to an unknown team are
left out, so from one team over an unknown one back to the first is no change. Where an export has no history, a ticket
with one station was held by its team alone; of a ticket with more, the first team and the last are known and the rest
isn't.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Subquery

from etl import model
from etl.marts.base import Scope

_e, _t = model.events.c, model.tickets.c


def holders(scope: Scope) -> tuple[str, ...]:
    """Departments that can hold tickets, in the taxonomy's order."""
    return scope.taxonomy.names


def has_events(scope: Scope) -> bool:
    """Whether the store knows any change of team."""
    found = sa.select(_e.ticket_id).where(_e.field == "team").limit(1)
    return scope.connection.execute(found).first() is not None


def moves(scope: Scope) -> Subquery:
    """One row per known change of team of tickets that more than one team held.

    Returns
    -------
    Subquery
        source, ticket_id, changed_at, came_from (team; null at the first assignment), team (that it went to),
        next_team and next_at (null after the last), position (1 is the ticket's first row), first_from (came_from of
        the first row).
    """
    over: dict[str, Any] = {"partition_by": (_e.source, _e.ticket_id), "order_by": _e.sequence}
    before = sa.func.lag(_e.new_value).over(**over)
    joined = model.events.join(model.tickets, sa.and_(_t.source == _e.source, _t.ticket_id == _e.ticket_id))
    select = (
        sa.select(
            _e.source,
            _e.ticket_id,
            _e.changed_at,
            sa.func.coalesce(before, _e.old_value).label("came_from"),
            _e.new_value.label("team"),
            sa.func.lead(_e.new_value).over(**over).label("next_team"),
            sa.func.lead(_e.changed_at).over(**over).label("next_at"),
            sa.func.row_number().over(**over).label("position"),
            sa.func.first_value(_e.old_value).over(**over).label("first_from"),
        )
        .select_from(joined)
        .where(_e.field == "team", _e.new_value.is_not(None), sa.func.coalesce(_t.count_stations, 2) > 1)
        .where(*scope.filters.where({column.name: column for column in model.tickets.c}))
    )
    return select.subquery("move")


def station_counts(scope: Scope) -> Subquery:
    """One row per ticket with known changes of team: source, ticket_id, stations, teams (distinct), and for each
    department of `holders` the number of its stations (held_0, held_1, ...).
    """
    m = moves(scope)
    is_arrival = sa.or_(m.c.came_from.is_(None), m.c.came_from != m.c.team)
    starts_elsewhere = sa.and_(m.c.position == 1, m.c.came_from.is_not(None))
    arrived_at, started_at = scope.department_of(m.c.team), scope.department_of(m.c.came_from)
    is_new = sa.func.sum(_flag(is_arrival, m.c.team == m.c.first_from)) == 0
    first_is_apart = sa.case((sa.and_(sa.func.max(m.c.first_from).is_not(None), is_new), 1), else_=0)
    held = [
        sa.func.sum(_flag(is_arrival, arrived_at == name) + _flag(starts_elsewhere, started_at == name)).label(
            f"held_{number}"
        )
        for number, name in enumerate(holders(scope))
    ]
    return (
        sa.select(
            m.c.source,
            m.c.ticket_id,
            sa.func.sum(_flag(is_arrival) + _flag(starts_elsewhere)).label("stations"),
            (sa.func.count(sa.distinct(m.c.team)) + first_is_apart).label("teams"),
            *held,
        )
        .group_by(m.c.source, m.c.ticket_id)
        .subquery("journey")
    )


def _flag(*conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    return sa.case((sa.and_(*conditions), 1), else_=0)


def travelled(scope: Scope) -> Subquery:
    """Parts with what is known of the journey of their ticket.

    Returns
    -------
    Subquery
        All columns of ``scope.parts``, and
        first_department, now_department (null unknown);
        part_0, part_1, ... (fraction of the stations that each department of `holders` held);
        part_frontline, part_other, part_unknown (the same by kind of department; they sum to 1);
        is_met_first (1 where a frontline team was first, 0 where another, null unknown);
        is_held_by_origin (1 where the originating department ever held it, 0 where not, null unknown);
        handoffs, pingpong (null unknown).
    """
    placed = _placed(scope)
    names, front = holders(scope), scope.taxonomy.frontline
    parts = [placed.c[f"part_{number}"] for number in range(len(names))]
    frontline = _total([part for part, name in zip(parts, names, strict=True) if name in front])
    other = _total([part for part, name in zip(parts, names, strict=True) if name not in front])
    unknown = 1.0 - frontline - other
    is_unknown = unknown > 1e-6
    held = [
        (placed.c.department == name, sa.case((part > 0, 1), (is_unknown, None), else_=0))
        for part, name in zip(parts, names, strict=True)
    ]
    first = placed.c.first_department
    return sa.select(
        *placed.c,
        frontline.label("part_frontline"),
        other.label("part_other"),
        unknown.label("part_unknown"),
        sa.case((first.in_(front), 1), (first.is_not(None), 0)).label("is_met_first"),
        (sa.case(*held) if held else sa.null()).label("is_held_by_origin"),
    ).subquery("travelled")


def _placed(scope: Scope) -> Subquery:
    """Parts with the departments of their teams and each department's fraction of the stations."""
    p, teams = scope.parts, _with_departments(scope)
    stations = teams.c.count_stations
    journey = station_counts(scope) if has_events(scope) else None
    parts = []
    for number, name in enumerate(holders(scope)):
        first, now = _is(teams.c.first_department, name), _is(teams.c.now_department, name)
        branches: list[Any] = [(stations == 1, now), (stations > 1, (first + now) / sa.cast(stations, sa.Double))]
        if journey is not None:
            held = sa.cast(journey.c[f"held_{number}"], sa.Double) / journey.c.stations
            branches.insert(0, (journey.c.stations.is_not(None), held))
        parts.append(sa.case(*branches, else_=0.0).label(f"part_{number}"))
    known = teams.c.count_handoffs
    handoffs: ColumnElement[Any] = sa.func.coalesce(known, stations - 1)
    pingpong: ColumnElement[Any] = sa.case((handoffs == 0, 0))
    source: Any = teams
    if journey is not None:
        handoffs = sa.func.coalesce(handoffs, journey.c.stations - 1)
        pingpong = sa.func.coalesce(journey.c.stations - journey.c.teams, pingpong)
        same = sa.and_(journey.c.source == teams.c.source, journey.c.ticket_id == teams.c.ticket_id)
        source = teams.outerjoin(journey, same)
    columns = [teams.c[column.name] for column in p.c]
    apart = (teams.c.first_department, teams.c.now_department, handoffs.label("handoffs"), pingpong.label("pingpong"))
    return sa.select(*columns, *apart, *parts).select_from(source).subquery("placed")


def _with_departments(scope: Scope) -> Subquery:
    p = scope.parts
    first = sa.func.coalesce(p.c.first_team, sa.case((p.c.count_stations == 1, p.c.team)))
    return sa.select(
        *p.c,
        scope.department_of(first).label("first_department"),
        scope.department_of(p.c.team).label("now_department"),
    ).subquery("teamed")


def _is(column: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    return sa.case((column == name, 1.0), else_=0.0)


def _total(columns: list[Any]) -> ColumnElement[Any]:
    total: ColumnElement[Any] = sa.literal(0.0, sa.Double)
    for column in columns:
        total = total + column
    return total
