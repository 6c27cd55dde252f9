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
from etl.marts.shares.scope import Scope

_e = model.events.c


def holders(scope: Scope) -> tuple[str, ...]:
    """Departments that can hold tickets, in the taxonomy's order."""
    return scope.taxonomy.names


def has_events(scope: Scope) -> bool:
    """Whether the store knows any change of team."""
    found = sa.select(_e.ticket_id).where(_e.field == "team").limit(1)
    return scope.connection.execute(found).first() is not None


def moves(scope: Scope, *, is_followed: bool = False) -> Subquery:
    """One row per known change of team of tickets that more than one team held.

    Parameters
    ----------
    is_followed
        Whether to tell what came next; it costs a good part of the query.

    Returns
    -------
    Subquery
        source, ticket_id, came_from (team; null at the first assignment), team (that it went to), position (1 is the
        ticket's first row), first_from (came_from of the first row); with `is_followed` also moved_at, next_team and
        next_at (null after the last).
    """
    over: dict[str, Any] = {"partition_by": (_e.source, _e.ticket_id), "order_by": _e.sequence}
    before = sa.func.lag(_e.new_value).over(**over)
    t = scope.all_tickets
    joined = model.events.join(t, sa.and_(t.c.source == _e.source, t.c.ticket_id == _e.ticket_id))
    select = (
        sa.select(
            _e.source,
            _e.ticket_id,
            sa.func.coalesce(before, _e.old_value).label("came_from"),
            _e.new_value.label("team"),
            sa.func.row_number().over(**over).label("position"),
            sa.func.first_value(_e.old_value).over(**over).label("first_from"),
        )
        .select_from(joined)
        .where(_e.field == "team", _e.new_value.is_not(None), sa.func.coalesce(t.c.count_stations, 2) > 1)
        .where(*scope.filters.where({column.name: column for column in t.c}))
    )
    if is_followed:
        following = {"next_team": _e.new_value, "next_at": _e.changed_at}
        select = select.add_columns(_e.changed_at.label("moved_at"))
        select = select.add_columns(*(sa.func.lead(what).over(**over).label(name) for name, what in following.items()))
    return select.subquery("move")


def station_counts(scope: Scope) -> Subquery:
    """Stations of each ticket with known changes of team.

    Returns
    -------
    Subquery
        One row per ticket: source, ticket_id, stations, teams (distinct), held_0, held_1, ... (stations in each
        department of `holders`), frontline and other (stations in departments of either kind; the rest is unknown).
    """
    m, names = _named_moves(scope), holders(scope)
    is_new = sa.func.sum(_flag(m.c.is_arrival == 1, m.c.team == m.c.first_from)) == 0
    first_is_apart = sa.case((sa.and_(sa.func.max(m.c.first_from).is_not(None), is_new), 1), else_=0)
    held = [
        sa.func.sum(_flag(m.c.is_arrival == 1, m.c.arrived == name) + _flag(m.c.is_start == 1, m.c.started == name))
        for name in names
    ]
    counted = (
        sa.select(
            m.c.source,
            m.c.ticket_id,
            sa.func.sum(m.c.is_arrival + m.c.is_start).label("stations"),
            (sa.func.count(sa.distinct(m.c.team)) + first_is_apart).label("teams"),
            *(column.label(f"held_{number}") for number, column in enumerate(held)),
        )
        .group_by(m.c.source, m.c.ticket_id)
        .subquery("counted")
    )
    columns = [(name in scope.taxonomy.frontline, counted.c[f"held_{n}"]) for n, name in enumerate(names)]
    frontline = _total([column for is_front, column in columns if is_front])
    other = _total([column for is_front, column in columns if not is_front])
    return sa.select(*counted.c, frontline.label("frontline"), other.label("other")).subquery("journey")


def _named_moves(scope: Scope) -> Subquery:
    """Changes of team with the departments of both teams, and whether each end is a station of its own."""
    m = moves(scope)
    return sa.select(
        *(m.c[name] for name in ("source", "ticket_id", "team", "first_from")),
        _flag(sa.or_(m.c.came_from.is_(None), m.c.came_from != m.c.team)).label("is_arrival"),
        _flag(m.c.position == 1, m.c.came_from.is_not(None)).label("is_start"),
        scope.department_of(m.c.team).label("arrived"),
        scope.department_of(m.c.came_from).label("started"),
    ).subquery("named_move")


def travelled(scope: Scope) -> Subquery:
    """Parts with what is known of the journey of their ticket.

    Returns
    -------
    Subquery
        All columns of ``scope.parts``, and
        first_department, now_department (null unknown);
        part_frontline, part_other, part_unknown (fraction of the stations by kind of department; they sum to 1);
        is_met_first (1 where a frontline team was first, 0 where another, null unknown);
        is_held_by_origin (1 where the originating department ever held it, 0 where not, null unknown);
        is_own_desk (bool: the three rest on the assumption that the frontline's own desk held it alone);
        is_alone (bool: they rest on the assumption that the one team that is named held it alone);
        is_unassigned (bool: a team of it that no department claims);
        handoffs, pingpong (null unknown);
        stations, held_0, held_1, ... of `station_counts` (null where no change of team is known).
    """
    teams, j = _with_journeys(scope)
    front = scope.taxonomy.frontline
    first, now, known = teams.c.first_department, teams.c.now_department, _known_stations(teams)
    parts = {
        "part_frontline": _fraction(j.frontline, j.stations, known, _flag(first.in_(front)), _flag(now.in_(front))),
        "part_other": _fraction(j.other, j.stations, known, _flag(first.not_in(front)), _flag(now.not_in(front))),
    }
    is_own, own = teams.c.is_own_desk, front[0]
    parts = {"part_frontline": _assumed(is_own, 1.0, parts["part_frontline"]),
             "part_other": _assumed(is_own, 0.0, parts["part_other"])}  # fmt: skip
    is_held = _assumed(is_own, _flag(teams.c.department == own), _is_held(scope, teams, j))
    handoffs = sa.func.coalesce(teams.c.count_handoffs, teams.c.count_stations - 1, j.stations - 1)
    placed = sa.select(
        *teams.c,
        *(column.label(name) for name, column in parts.items()),
        _assumed(is_own, 1, sa.case((first.in_(front), 1), (first.is_not(None), 0))).label("is_met_first"),
        sa.case((teams.c.department.in_(holders(scope)), is_held)).label("is_held_by_origin"),
        handoffs.label("handoffs"),
        sa.func.coalesce(j.stations - j.teams, sa.case((handoffs == 0, 0))).label("pingpong"),
    ).subquery("placed")
    unknown = 1.0 - placed.c.part_frontline - placed.c.part_other
    return sa.select(placed, unknown.label("part_unknown")).subquery("travelled")


def _assumed(is_own: Any, assumed: Any, known: Any) -> ColumnElement[Any]:
    """What is assumed of a ticket that the frontline's own desk is taken to have held alone, else what is known."""
    return sa.case((is_own, assumed), else_=known)


def _fraction(held: Any, stations: Any, known: Any, is_first: Any, is_now: Any) -> ColumnElement[Any]:
    """Held ÷ all stations: by the changes of team, else by the one team, else by the first and the last.

    Stations that are declared and that no change shows stay unknown.
    """
    every = sa.case((known > stations, known), else_=stations)
    return sa.case(
        (stations.is_not(None), sa.cast(held, sa.Double) / every),
        (known == 1, sa.cast(is_now, sa.Double)),
        (known > 1, sa.cast(is_first + is_now, sa.Double) / known),
        else_=0.0,
    )


def _is_held(scope: Scope, teams: Subquery, j: Any) -> ColumnElement[Any]:
    """1 where the originating department ever held the ticket, 0 where it didn't, null where that isn't known.

    Known only where every station is: else only a yes could ever be known, and the shares would lean to it.
    """
    origin, known = teams.c.department, _known_stations(teams)
    first, now = teams.c.first_department, teams.c.now_department
    by_changes = [(origin == name, j[f"held_{number}"]) for number, name in enumerate(holders(scope))]
    times = sa.case(*by_changes) if by_changes else sa.null()
    all_known = sa.and_(j.frontline + j.other == j.stations, sa.func.coalesce(known, j.stations) <= j.stations)
    return sa.case(
        (origin.not_in(holders(scope)), None),
        (j.stations.is_not(None), sa.case((all_known, _flag(times > 0)))),
        (known == 1, sa.case((now == origin, 1), (now.is_not(None), 0))),
        (sa.and_(known == 2, first.is_not(None), now.is_not(None)), _flag(sa.or_(now == origin, first == origin))),
    )


def _with_journeys(scope: Scope) -> tuple[Subquery, Any]:
    """Parts with the departments of their teams and the columns of `station_counts`; and those columns."""
    p = scope.parts
    is_alone = sa.and_(p.c.source.in_(_sources(scope, names_teams=True)), p.c.team.is_not(None))
    first = sa.func.coalesce(p.c.first_team, sa.case((sa.or_(p.c.count_stations == 1, is_alone), p.c.team)))
    named = sa.select(
        *p.c,
        scope.department_of(first).label("first_department"),
        scope.department_of(p.c.team).label("now_department"),
        p.c.source.in_(_sources(scope, names_teams=False)).label("is_own_desk"),
        is_alone.label("is_alone"),
        _is_unassigned(scope, p, first).label("is_unassigned"),
    )
    names = ["stations", "teams", "frontline", "other", *(f"held_{n}" for n in range(len(holders(scope))))]
    if has_events(scope):
        j = station_counts(scope)
        same = sa.and_(j.c.source == p.c.source, j.c.ticket_id == p.c.ticket_id)
        named = named.add_columns(*(j.c[name] for name in names)).select_from(p.outerjoin(j, same))
    else:
        named = named.add_columns(*(sa.cast(sa.null(), sa.Integer).label(name) for name in names))
    teams = named.subquery("teamed")
    return teams, teams.c


def _sources(scope: Scope, *, names_teams: bool) -> list[str]:
    return [source for source, named in scope.sources_without_history.items() if named is names_teams]


def _known_stations(t: Any) -> ColumnElement[Any]:
    """Stations that are declared, or the one that is assumed."""
    return sa.func.coalesce(t.c.count_stations, sa.case((t.c.is_alone, 1)))


def _is_unassigned(scope: Scope, p: Subquery, first: ColumnElement[Any]) -> ColumnElement[bool]:
    ends = [sa.and_(team.is_not(None), scope.department_of(team).is_(None)) for team in (first, p.c.team)]
    return sa.or_(*ends)


def _flag(*conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    return sa.case((sa.and_(*conditions), 1), else_=0)


def _total(columns: list[Any]) -> ColumnElement[Any]:
    total: ColumnElement[Any] = sa.literal(0, sa.Integer)
    for column in columns:
        total = total + column
    return total
