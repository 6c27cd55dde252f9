"""Figures in words: the one place where a number becomes text.

Percentages are whole numbers, and never say more than they know: 100 % only when it is exactly all, 0 % only when it
is exactly none; between 99 and 100, and between 0 and 1, one decimal is shown and bounded to 99.9 and 0.1.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from etl.marts.registry import Measured

NOTHING = "–"
"""Shown for a number that can't be computed; the reason stands beside it."""

PARTLY = "of them are estimated."
"""Ends the note of a number that is estimated in part; then the number as a whole isn't called so."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def percent(share: float | None) -> str:
    """Share from 0 to 1 as a percentage: 0.996 -> "99.6 %", 0.004 -> "0.4 %", 0.92 -> "92 %"."""
    if share is None:
        return NOTHING
    if share in (0, 1):
        return f"{share * 100:.0f} %"
    hundredths = share * 100
    if hundredths > 99:
        return f"{min(hundredths, 99.9):.1f} %"
    if hundredths < 1:
        return f"{max(hundredths, 0.1):.1f} %"
    return f"{hundredths:.0f} %"


def count(number: float | None) -> str:
    """Count with thousands separated; parts (shared complaints) with one decimal below 100: "1,730", "12.5"."""
    if number is None:
        return NOTHING
    is_whole = abs(number - round(number)) < 0.05
    return f"{number:,.0f}" if is_whole or abs(number) >= 100 else f"{number:,.1f}"


def money(amount: float | None, currency: str) -> str:
    """Amount without cents: "EUR 12,300"."""
    return NOTHING if amount is None else f"{currency} {amount:,.0f}"


def bounds(low: float | None, high: float | None) -> str:
    """Two shares as "83–93 %"; empty when they are missing or read the same."""
    if low is None or high is None:
        return ""
    first, last = percent(low), percent(high)
    return "" if first == last else f"{first.removesuffix(' %')}–{last}"


def day_words(day: date) -> str:
    """Such as "31 Mar 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def period_words(first: date, last: date) -> str:
    """Such as "1 Jan to 31 Mar 2026"; the year is said once where it is the same."""
    if first == last:
        return day_words(first)
    start = f"{first.day} {_MONTHS[first.month - 1]}" if first.year == last.year else day_words(first)
    return f"{start} to {day_words(last)}"


def month_words(day: date) -> str:
    """Such as "Mar 2026"."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def time_words(moment: datetime) -> str:
    """Such as "31 Mar 2026, 14:05"."""
    return f"{day_words(moment.date())}, {moment:%H:%M}"


def value_words(measured: Measured) -> str:
    """The big number of a card."""
    if measured.value is None:
        return NOTHING
    if measured.unit == "share":
        return percent(measured.value)
    if measured.unit in _HOURS:
        return f"{count(measured.value)} h"
    if len(measured.unit) == 3 and measured.unit.isupper():
        return money(measured.value, measured.unit)
    if measured.unit.startswith("per 100"):
        return f"{measured.value:.1f}"
    return count(measured.value) if measured.unit in _COUNTED else f"{measured.value:,.2f}"


_HOURS = ("hours", "hours a month")
_COUNTED = ("complaints", "tickets", "contacts", "hand-offs", "touches", "reopens", "days")


def parts_words(measured: Measured) -> str:
    """The small line under the number: "1,730 of 2,140 h · estimated · 83–93 % bounds"; empty when there is none.

    Also empty for a number that can't be computed: "0 of 0" would stand in the place of the reason.
    """
    if measured.value is None:
        return ""
    pieces = []
    if measured.numerator is not None and measured.denominator is not None:
        unit = f" {measured.parts_unit}" if measured.parts_unit else ""
        pieces.append(f"{count(measured.numerator)} of {count(measured.denominator)}{unit}")
    if measured.is_estimated and not measured.note.endswith(PARTLY):
        pieces.append("estimated")
    if measured.unit == "share" and bounds(measured.low, measured.high):
        pieces.append(f"{bounds(measured.low, measured.high)} bounds")
    if measured.unit in _HOURS and measured.high is not None and count(measured.high) != count(measured.value):
        pieces.append(f"up to {count(measured.high)} h")
    return " · ".join(pieces)
