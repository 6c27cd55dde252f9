"""Parses days, weeks, months and quarters as tables of sums name them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from etl.values.months import MONTHS

Period = tuple[date, int]
"""First day, and how many days."""

_MONTH = (
    re.compile(r"(?P<year>(?:19|20)\d{2})[-/. ]?(?P<month>\d{1,2})"),
    re.compile(r"(?P<month>\d{1,2})[-/. ](?P<year>(?:19|20)\d{2})"),
    re.compile(r"(?P<name>[^\W\d_]{3,12})\.?[-/., ]*(?:de )?(?P<year>(?:19|20)?\d{2})"),
    re.compile(r"(?P<year>(?:19|20)\d{2})[-/., ]*(?P<name>[^\W\d_]{3,12})\.?"),
)
_QUARTER = (
    re.compile(r"(?P<year>(?:19|20)\d{2})[-/. ]?[QT](?P<quarter>[1-4])", re.IGNORECASE),
    re.compile(r"[QT](?P<quarter>[1-4])[-/. ]*(?P<year>(?:19|20)\d{2})", re.IGNORECASE),
)
_WEEK = (
    re.compile(r"(?P<year>(?:19|20)\d{2})[-/. ]*(?:W|KW|S)(?P<week>\d{1,2})", re.IGNORECASE),
    re.compile(
        r"(?:W|KW|week|woche|semaine|semana|settimana|sem)\.? ?(?P<week>\d{1,2})[-/., ]+(?P<year>(?:19|20)\d{2})",
        re.IGNORECASE,
    ),
)


def parse_period(cell: str) -> Period | None:
    """Week, month or quarter that a cell names by its number or name; None where it names none.

    Weeks are those of ISO 8601, from Monday.
    """
    text = " ".join(cell.split())
    for shape in _QUARTER:
        if found := shape.fullmatch(text):
            return _months(int(found["year"]), 3 * int(found["quarter"]) - 2, 3)
    for shape in _WEEK:
        if found := shape.fullmatch(text):
            return _week(int(found["year"]), int(found["week"]))
    for shape in _MONTH:
        if found := shape.fullmatch(text):
            parts, year = found.groupdict(), int(found["year"])
            month = MONTHS.get(parts["name"].lower(), 0) if "name" in parts else int(parts["month"])
            return _months(year + 2000 if year < 100 else year, month, 1)
    return None


def _months(year: int, month: int, count: int) -> Period | None:
    if not 1 <= month <= 12:
        return None
    start, after = date(year, month, 1), month + count
    end = date(year + (after - 1) // 12, (after - 1) % 12 + 1, 1)
    return start, (end - start).days


def _week(year: int, week: int) -> Period | None:
    try:
        return date.fromisocalendar(year, week, 1), 7
    except ValueError:
        return None


DAY, WEEK, WEEK_END, MONTH = "day", "week", "week up to", "month"
_NAMES = {
    MONTH: "month monat maand mois mes mês mese",
    WEEK: "week woche weken semaine semana settimana",
}
_ENDS = {"ending", "end", "ende", "fin", "fim", "fine", "bis", "einde"}
_FEWEST_MONTHS, _FEWEST_WEEKS = 3, 4


def length_of(column: str, days: list[date]) -> str:
    """Period that the days of a column stand for: themselves, or the weeks or months that they begin.

    Parameters
    ----------
    column
        Its name, which may state it: "Month", "Week ending".
    days
        All of its days, each once. Three or more that are all the first of a month stand for months; four or more that
        all fall on one day of the week stand for weeks.
    """
    words = set(re.findall(r"[^\W\d_]+", column.casefold()))
    for length, names in _NAMES.items():
        if words & set(names.split()):
            return WEEK_END if length == WEEK and words & _ENDS else length
    if len(days) >= _FEWEST_MONTHS and all(day.day == 1 for day in days):
        return MONTH
    if len(days) >= _FEWEST_WEEKS and len({day.weekday() for day in days}) == 1:
        return WEEK
    return DAY


def period_of(day: date, length: str) -> Period:
    """Days that a day stands for."""
    if length == MONTH:
        return _months(day.year, day.month, 1) or (day, 1)
    if length == WEEK_END:
        return day - timedelta(days=6), 7
    return day, 7 if length == WEEK else 1
