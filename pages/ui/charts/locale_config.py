"""Vega's locale, so that a chart's axes and tooltips write numbers and dates as the page around it does."""

from __future__ import annotations

import calendar
from typing import Any

from etl.locales import Order, current

_GROUPS = 8
"""Groups of digits that are declared; d3 would begin anew after the last."""
_DAYS = {Order.DAY_FIRST: "%-d %b %Y", Order.MONTH_FIRST: "%b %-d, %Y", Order.YEAR_FIRST: "%Y %b %-d"}
_OF_YEAR = {Order.DAY_FIRST: "%-d %b", Order.MONTH_FIRST: "%b %-d", Order.YEAR_FIRST: "%b %-d"}
_MONTHS = {Order.DAY_FIRST: "%b %y", Order.MONTH_FIRST: "%b %Y", Order.YEAR_FIRST: "%Y %b"}


def locale_config() -> dict[str, Any]:
    """Vega-Lite's ``config.locale`` by the reader's marks; names of days and months are English, as the page is."""
    marks = current()
    last, others = marks.sizes
    number = {
        "decimal": marks.decimal, "thousands": marks.group, "grouping": [last] + [others] * _GROUPS,
        "currency": ["", ""], "percent": "\u00a0%",
    }  # fmt: skip
    days = [calendar.day_name[(each - 1) % 7] for each in range(7)]
    months = [calendar.month_name[each] for each in range(1, 13)]
    time = {
        "dateTime": f"{day_format()}, %H:%M", "date": day_format(), "time": "%H:%M", "periods": ["AM", "PM"],
        "days": days, "shortDays": [day[:3] for day in days],
        "months": months, "shortMonths": [month[:3] for month in months],
    }  # fmt: skip
    return {"number": number, "time": time}


def day_format() -> str:
    """Days as d3 takes their format, in the order of ``etl.marts.core.formatting.day_words``."""
    return _DAYS[current().order]


def moment_format() -> str:
    """Days of a short span with the time, for an axis."""
    return f"{_OF_YEAR[current().order]} %H:%M"


def month_format() -> str:
    """Months for an axis: "Mar 26", or with the whole year where that would be read as a day."""
    return _MONTHS[current().order]
