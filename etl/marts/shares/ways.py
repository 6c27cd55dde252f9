"""Which departments held a ticket, in turn and as fractions of its stations, whatever the filters.

A *station* is a row of the table stations: a team that held the ticket. Where an export has no history, a ticket with
one station was held by its team alone; for a ticket with more, only the first and the last team are known.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Subquery

from etl import model
from etl.marts.shares.selection import Selection

_e, _s, _t = model.events.c, model.stations.c, model.tickets.c

UNKNOWN_TEAM = "Unknown team"
"""Department of a team that the taxonomy doesn't know."""


def holders(scope: Selection) -> tuple[str, ...]:
    """Departments that can hold tickets, in the taxonomy's order."""
    return scope.taxonomy.names


def has_events(scope: Selection) -> bool:
    """Whether the store has any change of team."""
    found = sa.select(_e.ticket_id).where(_e.field == "team").limit(1)
    return scope.once("has_events", lambda: scope.connection.execute(found).first() is not None)


def arrivals() -> Subquery:
    """Arrivals of tickets at their teams, at known times, each beside the stations before and after.

    Returns
    -------
    Subquery
        One row per station: source, ticket_id, position, from_department (null where nobody is known to have had it
        before), to_department, next_department, moved_at, next_at (the last two null after the last). `UNKNOWN_TEAM`
        stands for teams that the taxonomy doesn't know.
    """
    over: dict[str, Any] = {"partition_by": (_s.source, _s.ticket_id), "order_by": _s.position}
    held = sa.func.coalesce(_s.department, sa.case((_s.team.is_not(None), UNKNOWN_TEAM)))
    placed = sa.select(
        _s.source, _s.ticket_id, _s.position, _s.from_at.label("moved_at"), _s.until_at.label("next_at"),
        sa.func.lag(held).over(**over).label("from_department"), held.label("to_department"),
        sa.func.lead(held).over(**over).label("next_department"),
    ).subquery("placed")  # fmt: skip
    known = (placed.c.to_department.is_not(None), placed.c.moved_at.is_not(None))
    return sa.select(placed).where(*known).subquery("arrival")


def changes() -> Subquery:
    """Changes of team between two departments: the rows of `arrivals` that come from another department."""
    h = arrivals()
    return sa.select(h).where(h.c.from_department != h.c.to_department).subquery("change")


def is_handed(columns: Any) -> ColumnElement[bool]:
    """SQL over tickets: more than one team held it, or their number isn't declared."""
    return sa.func.coalesce(columns.count_stations, 2) > 1


def station_counts(scope: Selection) -> Subquery:
    """Stations of each ticket with known times that more than one team held.

    Returns
    -------
    Subquery
        One row per ticket: source, ticket_id, stations, teams (distinct), held_0, held_1, ... (stations in each
        department of `holders`), frontline and other (stations in departments of either kind; the rest is unknown).
    """
    names, front = holders(scope), scope.taxonomy.frontline
    counts: dict[str, tuple[str, ...]] = {f"held_{number}": (name,) for number, name in enumerate(names)}
    counts |= {"frontline": front, "other": tuple(name for name in names if name not in front)}
    return (
        sa.select(
            _s.source,
            _s.ticket_id,
            sa.func.count(_s.team).label("stations"),
            sa.func.count(sa.distinct(_s.team)).label("teams"),
            *(sa.func.sum(_flag(_s.department.in_(held))).label(label) for label, held in counts.items()),
        )
        .join_from(model.stations, model.tickets, sa.and_(_t.source == _s.source, _t.ticket_id == _s.ticket_id))
        .where(is_handed(_t))  # here, as a condition of the outer join DuckDB would compare every pair of rows
        .group_by(_s.source, _s.ticket_id)
        .having(sa.func.max(_s.from_at).is_not(None))
        .subquery("journey")
    )


def journeys(scope: Selection) -> FromClause:
    """The known journey of every ticket, whatever the filters and wherever it started.

    Returns
    -------
    FromClause
        One row per ticket: source, ticket_id;
        part_frontline, part_other, part_unknown (fraction of the stations by kind of department; they sum to 1);
        is_met_first (1 where a frontline team was first, 0 where another, null unknown);
        is_held_0, is_held_1, ... (whether each department of `holders` ever held it: 1, 0, null unknown);
        is_own_desk (bool: the three rest on the assumption that the frontline's own desk held it alone);
        is_alone (bool: they rest on the assumption that the one named team held it alone);
        is_unassigned (bool: one of its teams belongs to no department);
        handoffs, pingpong (null unknown).
    """
    return scope.kept("journeys", lambda: _journeys(scope))


def _journeys(scope: Selection) -> sa.Select[Any]:
    t = _with_stations(scope).c
    front = scope.taxonomy.frontline
    first, now, known = t.first_department, t.now_department, _known_stations(t)
    is_own, own = t.is_own_desk, front[0]
    parts = {
        "part_frontline": _assumed(
            is_own, 1.0, _fraction(t.frontline, t.stations, known, _flag(first.in_(front)), _flag(now.in_(front)))
        ),
        "part_other": _assumed(
            is_own, 0.0, _fraction(t.other, t.stations, known, _flag(first.not_in(front)), _flag(now.not_in(front)))
        ),
    }
    is_held = (_assumed(is_own, int(name == own), _is_held(t, name, t[f"held_{number}"]))
               for number, name in enumerate(holders(scope)))  # fmt: skip
    handoffs = sa.func.coalesce(t.count_handoffs, t.count_stations - 1, t.stations - 1)
    placed = sa.select(
        t.source,
        t.ticket_id,
        *(column.label(name) for name, column in parts.items()),
        _assumed(is_own, 1, sa.case((first.in_(front), 1), (first.is_not(None), 0))).label("is_met_first"),
        *(column.label(f"is_held_{number}") for number, column in enumerate(is_held)),
        is_own,
        t.is_alone,
        t.is_unassigned,
        handoffs.label("handoffs"),
        sa.func.coalesce(t.stations - t.teams, sa.case((handoffs == 0, 0))).label("pingpong"),
    ).subquery("placed")
    unknown = 1.0 - placed.c.part_frontline - placed.c.part_other
    return sa.select(placed, unknown.label("part_unknown"))


def _assumed(is_own: Any, assumed: Any, known: Any) -> ColumnElement[Any]:
    """Assumed value for a ticket that the frontline's own desk is assumed to have held alone, else the known one."""
    return sa.case((is_own, assumed), else_=known)


def _fraction(held: Any, stations: Any, known: Any, is_first: Any, is_now: Any) -> ColumnElement[Any]:
    """Held ÷ all stations: by the changes of team, else by the one team, else by the first and the last.

    Declared stations without a change of team stay unknown.
    """
    every = sa.case((known > stations, known), else_=stations)
    return sa.case(
        (stations.is_not(None), sa.cast(held, sa.Double) / every),
        (known == 1, sa.cast(is_now, sa.Double)),
        (known > 1, sa.cast(is_first + is_now, sa.Double) / known),
        else_=0.0,
    )


def _is_held(t: Any, name: str, times: Any) -> ColumnElement[Any]:
    """1 where a department ever held the ticket, 0 where it didn't, null where that isn't known.

    Known only where every station is known: else only a yes could ever be known, and the shares would be biased to it.
    """
    first, now, known = t.first_department, t.now_department, _known_stations(t)
    all_known = sa.and_(t.frontline + t.other == t.stations, sa.func.coalesce(known, t.stations) <= t.stations)
    return sa.case(
        (t.stations.is_not(None), sa.case((all_known, _flag(times > 0)))),
        (known == 1, sa.case((now == name, 1), (now.is_not(None), 0))),
        (sa.and_(known == 2, first.is_not(None), now.is_not(None)), _flag(sa.or_(now == name, first == name))),
    )


def _with_stations(scope: Selection) -> Subquery:
    """Tickets with the departments of their teams, the assumptions about them, and the columns of `station_counts`."""
    t = model.tickets
    is_alone = sa.and_(_t.source.in_(_sources(scope, names_teams=True)), _t.team.is_not(None))
    first = sa.func.coalesce(_t.first_team, sa.case((sa.or_(_t.count_stations == 1, is_alone), _t.team)))
    named = sa.select(
        _t.source, _t.ticket_id, _t.count_stations, _t.count_handoffs,
        scope.department_of(first).label("first_department"),
        scope.department_of(_t.team).label("now_department"),
        _t.source.in_(_sources(scope, names_teams=False)).label("is_own_desk"),
        is_alone.label("is_alone"),
        _is_unassigned(scope, first).label("is_unassigned"),
    )  # fmt: skip
    names = ["stations", "teams", "frontline", "other", *(f"held_{n}" for n in range(len(holders(scope))))]
    if has_events(scope):
        j = station_counts(scope)
        same = sa.and_(j.c.source == _t.source, j.c.ticket_id == _t.ticket_id)
        return named.add_columns(*(j.c[name] for name in names)).select_from(t.outerjoin(j, same)).subquery("teamed")
    return named.add_columns(*(sa.cast(sa.null(), sa.Integer).label(name) for name in names)).subquery("teamed")


def _sources(scope: Selection, *, names_teams: bool) -> list[str]:
    return [source for source, named in scope.sources_without_history.items() if named is names_teams]


def _known_stations(t: Any) -> ColumnElement[Any]:
    """Number of declared stations, or the one that is assumed."""
    return sa.func.coalesce(t.count_stations, sa.case((t.is_alone, 1)))


def _is_unassigned(scope: Selection, first: ColumnElement[Any]) -> ColumnElement[bool]:
    ends = [sa.and_(team.is_not(None), scope.department_of(team).is_(None)) for team in (first, _t.team)]
    return sa.or_(*ends)


def _flag(*conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    return sa.case((sa.and_(*conditions), 1), else_=0)
