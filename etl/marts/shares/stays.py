"""Stays: which team held a ticket from when until when."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Subquery

from etl import model
from etl.marts.shares.selection import Selection
from etl.marts.shares.waiting import end_of_wait, is_open
from etl.marts.shares.ways import is_handed

NOBODY = "Nobody yet"
"""Stands for the time before a ticket was first given to a team."""

_s = model.stations.c
_NAMED = ("source", "ticket_id", "position", "team", "department", "from_at")


def stays(scope: Selection, t: Any) -> Subquery:
    """Stations of tickets, with their times.

    A ticket is held until the next team gets it, or until its wait ends (`etl.marts.shares.waiting`): with its last
    solution, or for one that is still open with the last moment in the store's data.

    Parameters
    ----------
    t
        Tickets: columns of the table, and share.

    Returns
    -------
    Subquery
        One row per ticket and station: source, ticket_id, position (order within the ticket), team (null before the
        first one), department (null where the taxonomy doesn't know the team), from_at, until_at (UTC; null where the
        export has no times), share (of the ticket within the filters), minutes (share × the ticket's minutes ÷ its
        stations; 0 where no minutes are known, and before the first team), is_estimated (of the minutes), is_open (the
        ticket's wait hasn't ended). Declared stations without a change of team have no row.
    """
    is_alone = sa.and_(t.c.count_stations == 1, _s.position == 1)  # by what counts, whatever an odd log shows besides
    own = {"team": t.c.team, "department": scope.department_of(t.c.team), "until_at": None}
    held = {name: sa.case((is_alone, one), else_=_s[name]).label(name) for name, one in own.items()}
    counted = sa.func.max(_s.position).over(partition_by=(_s.source, _s.ticket_id))
    stations = sa.case((t.c.count_stations > counted, t.c.count_stations), else_=counted)
    placed = (
        sa.select(
            *(held.get(name, _s[name]) for name in _NAMED),
            held["until_at"].label("next_at"),
            end_of_wait(scope, t.c).label("end_at"),
            t.c.share,
            _shared_minutes(t, held["team"].element, stations).label("minutes"),
            sa.func.coalesce(t.c.minutes_basis == "estimated", sa.false()).label("is_estimated"),
            sa.func.coalesce(is_open(t.c), sa.false()).label("is_open"),
        )
        .join_from(model.stations, t, sa.and_(_s.source == t.c.source, _s.ticket_id == t.c.ticket_id))
        .where(sa.or_(is_handed(t.c), sa.and_(t.c.team.is_not(None), _s.position <= 1)))
        .subquery("placed")
    )
    until = sa.case(
        (placed.c.from_at.is_(None), None),
        (placed.c.next_at < sa.func.coalesce(placed.c.end_at, placed.c.next_at), placed.c.next_at),
        else_=sa.func.coalesce(placed.c.end_at, placed.c.next_at),
    )
    clipped = sa.case((until < placed.c.from_at, placed.c.from_at), else_=until).label("until_at")
    names = (*_NAMED, "share", "minutes", "is_estimated", "is_open")
    kept = [placed.c[name] for name in names]
    return sa.select(*kept, clipped).subquery("stay")


def _shared_minutes(t: Subquery, team: Any, stations: Any) -> ColumnElement[Any]:
    minutes = t.c.share * sa.func.coalesce(t.c.handle_minutes, 0.0) / stations
    return sa.case((team.is_not(None), minutes), else_=0.0)
