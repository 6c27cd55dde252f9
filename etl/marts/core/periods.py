"""Calendar months and weeks: those between two days, and those that are cut short."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from etl.marts.core.formatting import day_words, month_words

Step = Literal["month", "week"]

DAYS_A_MONTH = 365.25 / 12
"""Length of a month, in days, wherever something is given per month."""


def start_of(day: date, step: Step) -> date:
    """First day of the month or (from Monday) the week in which a day lies."""
    return day.replace(day=1) if step == "month" else day - timedelta(days=day.weekday())


def next_start(start: date, step: Step) -> date:
    """First day of the following period."""
    if step == "week":
        return start + timedelta(days=7)
    return date(start.year + start.month // 12, start.month % 12 + 1, 1)


def periods_between(first: date, last: date, step: Step) -> list[date]:
    """First days of the periods from the one that holds `first` to the one that holds `last`."""
    starts = [start_of(first, step)]
    while (following := next_start(starts[-1], step)) <= last:
        starts.append(following)
    return starts


def is_partial(start: date, step: Step, first: date, last: date) -> bool:
    """Whether the days from `first` to `last` cover a period only in part."""
    return start < first or next_start(start, step) - timedelta(days=1) > last


def is_empty(start: date, step: Step, days: Set[date]) -> bool:
    """Whether all calendar months of a period are without any of `days`: a quiet week alone is no gap."""
    last = next_start(start, step) - timedelta(days=1)
    touched = {(start.year, start.month), (last.year, last.month)}
    return not any((day.year, day.month) in touched for day in days)


def label_of(start: date, step: Step) -> str:
    """Name of a period, such as "Mar 2026" or "week of 2 Mar 2026"."""
    return month_words(start) if step == "month" else f"week of {day_words(start)}"


def start_columns(columns: Any, step: Step) -> dict[str, sa.ColumnElement[Any]]:
    """SQL columns that identify a day's period: year and month, or the Monday (day) of its week."""
    day = columns.created_date
    if step == "week":
        return {"day": sa.cast(sa.func.date_trunc("week", day), sa.Date)}
    return {"year": sa.extract("year", day), "month": sa.extract("month", day)}
