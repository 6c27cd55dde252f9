"""Stays: how long each team held each ticket, on the calendar and in the hours of its own department."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Subquery

from etl import model
from etl.calendars.opening_hours import calendar_of
from etl.marts.cube.waiting import end_of_wait, is_open
from etl.marts.shares.scope import Scope
from etl.store.base import read_frame

NOBODY = "Nobody yet"
"""Stands for the time before a ticket was first given to a team."""

_e, _t = model.events.c, model.tickets.c
_KEYS = ("source", "ticket_id")
_TIMES = ("from_at", "until_at")


def stays(scope: Scope) -> Subquery:
    """Stations of the complaints, with their times.

    A ticket is held until the next team gets it, or until its wait ends (`etl.marts.cube.waiting`): with its last
    solution, or for one that is still open with the last moment that the store knows of.

    Returns
    -------
    Subquery
        One row per ticket and station: source, ticket_id, place (order within the ticket), team (null before the first
        one), from_at, until_at (UTC; null where the export doesn't tell), share (of the ticket within the filters),
        minutes (share × the ticket's minutes ÷ its stations; 0 where no minutes are known, and before the first team),
        is_estimated (of the minutes), is_open (the ticket's wait hasn't ended). Declared stations that no change shows
        have no row.
    """
    held = sa.union_all(_by_changes(), _alone(), _first_and_last()).subquery("held")
    t = scope.tickets
    following = sa.func.lead(held.c.from_at).over(partition_by=[held.c[k] for k in _KEYS], order_by=held.c.place)
    counted = sa.func.count(held.c.team).over(partition_by=[held.c[k] for k in _KEYS])
    stations = sa.case((t.c.count_stations > counted, t.c.count_stations), else_=counted)
    same = sa.and_(held.c.source == t.c.source, held.c.ticket_id == t.c.ticket_id)
    placed = (
        sa.select(
            *(held.c[name] for name in (*_KEYS, "place", "team", "from_at")),
            following.label("next_at"),
            end_of_wait(scope, t.c).label("end_at"),
            t.c.share,
            _shared_minutes(t, held.c.team, stations).label("minutes"),
            sa.func.coalesce(t.c.minutes_basis == "estimated", sa.false()).label("is_estimated"),
            sa.func.coalesce(is_open(t.c), sa.false()).label("is_open"),
        )
        .select_from(held.join(t, same))
        .where(scope.is_load(t.c))
        .subquery("placed")
    )
    until = sa.case(
        (placed.c.from_at.is_(None), None),
        (placed.c.next_at < sa.func.coalesce(placed.c.end_at, placed.c.next_at), placed.c.next_at),
        else_=sa.func.coalesce(placed.c.end_at, placed.c.next_at),
    )
    clipped = sa.case((until < placed.c.from_at, placed.c.from_at), else_=until).label("until_at")
    names = (*_KEYS, "place", "team", "from_at", "share", "minutes", "is_estimated", "is_open")
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
    frame = read_frame(scope.connection, sa.select(*(s.c[n] for n in ("team", *_TIMES, "share", *more))))
    frame = frame.astype(dict.fromkeys(_TIMES, "datetime64[us]") | {"team": "str"})
    frame["department"] = frame["team"].map(scope.department_by_team).astype("str")
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


def _by_changes() -> sa.Select[Any]:
    """The stations of tickets that more than one team held: where the first change came from, and each arrival."""
    told = _told()
    joined = told.join(model.tickets, sa.and_(_t.source == told.c.source, _t.ticket_id == told.c.ticket_id))
    several = sa.func.coalesce(_t.count_stations, 2) > 1
    keys = (told.c.source, told.c.ticket_id)
    is_arrival = sa.or_(told.c.came_from.is_(None), told.c.came_from != told.c.team)
    arrivals = (
        sa.select(*keys, told.c.team, told.c.place, told.c.from_at).select_from(joined).where(several, is_arrival)
    )
    starts = (
        sa.select(*keys, told.c.old_value.label("team"), sa.literal(0).label("place"), _t.created_at.label("from_at"))
        .select_from(joined)
        .where(several, told.c.place == 1)
    )
    both = sa.union_all(arrivals, starts).subquery("both")
    return sa.select(*both.c)


def _alone() -> sa.Select[Any]:
    """The only station of a ticket, and the time before it where a change tells when it began."""
    told = _told()
    first = sa.select(told.c.source, told.c.ticket_id, told.c.from_at).where(
        told.c.place == 1, told.c.old_value.is_(None)
    )
    given = first.subquery("given")
    joined = model.tickets.outerjoin(given, sa.and_(_t.source == given.c.source, _t.ticket_id == given.c.ticket_id))
    keys, nobody = (_t.source, _t.ticket_id), sa.cast(sa.null(), sa.Text).label("team")
    is_alone = (_t.count_stations == 1, _t.team.is_not(None))
    since = sa.func.coalesce(given.c.from_at, _t.created_at).label("from_at")
    station = sa.select(*keys, _t.team, sa.literal(1).label("place"), since).select_from(joined).where(*is_alone)
    before = (
        sa.select(*keys, nobody, sa.literal(0).label("place"), _t.created_at.label("from_at"))
        .select_from(joined)
        .where(*is_alone, given.c.from_at.is_not(None))
    )
    both = sa.union_all(station, before).subquery("alone")
    return sa.select(*both.c)


def _told() -> Subquery:
    """Changes to a known team: source, ticket_id, team, place (1 is the first), from_at, came_from, old_value."""
    over: dict[str, Any] = {"partition_by": (_e.source, _e.ticket_id), "order_by": _e.sequence}
    return (
        sa.select(
            _e.source,
            _e.ticket_id,
            _e.new_value.label("team"),
            _e.changed_at.label("from_at"),
            sa.func.row_number().over(**over).label("place"),
            sa.func.coalesce(sa.func.lag(_e.new_value).over(**over), _e.old_value).label("came_from"),
            _e.old_value,
        )
        .where(_e.field == "team", _e.new_value.is_not(None))
        .subquery("told")
    )


def _first_and_last() -> sa.Select[Any]:
    """First and last station of a ticket that more teams held, where no change is known: nobody knows when."""
    never = sa.cast(sa.null(), sa.DateTime).label("from_at")
    ends = [
        sa.select(_t.source, _t.ticket_id, team.label("team"), sa.literal(place).label("place"), never).where(
            _t.count_stations > 1, team.is_not(None), ~_has_changes()
        )
        for place, team in enumerate((_t.first_team, _t.team))
    ]
    both = sa.union_all(*ends).subquery("ends")
    return sa.select(*both.c)


def _has_changes() -> ColumnElement[bool]:
    return sa.exists().where(
        _e.source == _t.source, _e.ticket_id == _t.ticket_id, _e.field == "team", _e.new_value.is_not(None)
    )


def _shared_minutes(t: Subquery, team: Any, stations: Any) -> ColumnElement[Any]:
    minutes = t.c.share * sa.func.coalesce(t.c.handle_minutes, 0.0) / stations
    return sa.case((team.is_not(None), minutes), else_=0.0)
