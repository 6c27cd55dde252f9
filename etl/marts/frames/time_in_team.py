"""Stays: how long each team held each ticket, on the calendar and in the hours of its own department."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Subquery

from etl import model
from etl.calendars.opening_hours import calendar_of
from etl.marts.cube.journeys import is_handed
from etl.marts.cube.waiting import end_of_wait, is_open
from etl.marts.shares.scope import Scope
from etl.store.base import read_frame

NOBODY = "Nobody yet"
"""Stands for the time before a ticket was first given to a team."""

_s = model.stations.c
_NAMED = ("source", "ticket_id", "position", "team", "department", "from_at")
_TIMES = ("from_at", "until_at")


def stays(scope: Scope) -> Subquery:
    """Stations of the complaints, with their times.

    A ticket is held until the next team gets it, or until its wait ends (`etl.marts.cube.waiting`): with its last
    solution, or for one that is still open with the last moment that the store knows of.

    Returns
    -------
    Subquery
        One row per ticket and station: source, ticket_id, position (order within the ticket), team (null before the
        first one), department (null where the taxonomy doesn't know the team), from_at, until_at (UTC; null where the
        export doesn't tell), share (of the ticket within the filters), minutes (share × the ticket's minutes ÷ its
        stations; 0 where no minutes are known, and before the first team), is_estimated (of the minutes), is_open (the
        ticket's wait hasn't ended). Declared stations that no change shows have no row.
    """
    t = scope.tickets
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
        .where(scope.is_load(t.c))
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


def stay_frame(scope: Scope, *more: str) -> pd.DataFrame:
    """The stays as a frame.

    Columns team, department (missing where the taxonomy doesn't know the team), from_at, until_at, share, hours (on
    the calendar) and business_hours (when its department was open; both float, missing where a time is).

    Parameters
    ----------
    more
        Further columns of `stays`.
    """
    s = stays(scope)
    frame = read_frame(scope.connection, sa.select(*(s.c[n] for n in ("team", "department", *_TIMES, "share", *more))))
    frame = frame.astype(dict.fromkeys(_TIMES, "datetime64[us]") | {"team": "str", "department": "str"})
    frame["hours"] = (frame["until_at"] - frame["from_at"]).dt.total_seconds() / 3600
    return frame.assign(business_hours=business_hours(scope, frame))


def business_hours(scope: Scope, frame: pd.DataFrame) -> pd.Series:
    """Hours between from_at and until_at in which each row's department was open, by its own calendar."""
    found = pd.Series(float("nan"), index=frame.index)
    for name, rows in frame.groupby("department"):
        department = scope.taxonomy.department_named(str(name))
        if department is not None:
            calendar = calendar_of(department, scope.taxonomy)
            found[rows.index] = calendar.business_minutes_between(rows["from_at"], rows["until_at"]) / 60
    return found


def _shared_minutes(t: Subquery, team: Any, stations: Any) -> ColumnElement[Any]:
    minutes = t.c.share * sa.func.coalesce(t.c.handle_minutes, 0.0) / stations
    return sa.case((team.is_not(None), minutes), else_=0.0)
