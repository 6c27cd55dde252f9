"""When departments are open, as SQL over the local time at which a ticket arrived, whatever the filters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause

from etl import model
from etl.marts.shares.selection import Selection
from etl.taxonomy import Department


def is_open(scope: Selection, department: Department, columns: Any) -> ColumnElement[bool]:
    """SQL: a department was open when a ticket arrived.

    Parameters
    ----------
    columns
        Has created_date, created_weekday, created_hour (local) and created_at (UTC).
    """
    minute = _local_minute(scope.taxonomy.timezone, columns)
    by_spans: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for weekday, spans in enumerate(department.hours.days):
        by_spans.setdefault(spans, []).append(weekday)
    ways = [
        sa.and_(
            columns.created_weekday.in_(weekdays),
            sa.or_(*(sa.and_(minute >= opening, minute < closing) for opening, closing in spans)),
        )
        for spans, weekdays in by_spans.items()
        if spans
    ]
    closed = holidays_of(scope, department)
    within = sa.or_(*ways) if ways else sa.false()
    return sa.and_(within, columns.created_date.not_in(closed)) if closed else within


def off_hours(scope: Selection) -> FromClause:
    """Departments that were closed while the frontline was open when each ticket arrived, whatever the filters.

    Returns
    -------
    FromClause
        One row per ticket: source, ticket_id, closed_0, closed_1, ... for each department off the frontline, in the
        taxonomy's order (1, 0, null for arrivals without a time of day).
    """
    return scope.kept("off_hours", lambda: _off_hours(scope))


def others(scope: Selection) -> list[Department]:
    """Departments off the frontline, in the taxonomy's order."""
    return [each for each in scope.taxonomy.departments if not each.is_frontline]


def _off_hours(scope: Selection) -> sa.Select[Any]:
    t = model.tickets.c
    frontline = sa.or_(*(is_open(scope, each, t) for each in scope.taxonomy.departments if each.is_frontline))
    closed = [
        sa.case(
            (t.created_hour.is_(None), sa.null()), (sa.and_(frontline, ~is_open(scope, each, t)), 1), else_=0
        ).label(f"closed_{number}")
        for number, each in enumerate(others(scope))
    ]
    return sa.select(t.source, t.ticket_id, *closed)


def _local_minute(time_zone: str, columns: Any) -> ColumnElement[int]:
    """Minute of the local day; time zones that are a quarter or half of an hour off change the minute too."""
    offset = ZoneInfo(time_zone).utcoffset(datetime(2026, 1, 1))
    apart = int(offset.total_seconds() // 60) % 60 if offset else 0
    minute = sa.cast(sa.extract("minute", columns.created_at), sa.Integer)
    local: ColumnElement[int] = columns.created_hour * 60 + ((minute + apart) % 60 if apart else minute)
    return local


def holidays_of(scope: Selection, department: Department) -> tuple[date, ...]:
    """Public holidays of a department over the days that the store covers."""
    if department.holidays is None or scope.days is None:
        return ()
    first, last = scope.days
    country, _, subdivision = department.holidays.partition("-")
    years = range(first.year, last.year + 1)
    kept = holidays.country_holidays(country, subdiv=subdivision or None, years=years)
    return tuple(sorted(day for day in kept if first <= day <= last))
