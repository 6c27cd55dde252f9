"""Reads columns of times as exports write them, and converts them to UTC.

A value is parsed by the first shape that matches. Shapes are mutually exclusive, so a value's meaning depends only on
the value, the date order and the zone, never on other cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.values.arrow import mapped, to_arrow, to_mask, to_text
from etl.values.months import MONTHS
from etl.values.zones import SHARED_ZONES, ZONES

PIVOT_YEAR = 70
"""Two-digit years below this are in this century, the others in the last."""

_CLOCK = (
    r"(?:[T ,]+(?:(?:um|at|om|à|às|a las|alle ore|alle|ore|kl\.?|[@|\-–]) +)?"
    r"(?P<hour>\d{1,2})[:h.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"[ \x{202f}\x{a0}]*(?:(?P<half>[AaPp])(?:\.?[ \x{202f}\x{a0}]?[Mm]\.?|\b))?(?:Uhr|uur|h)?"
    r" ?(?P<utc>Z|z|UTC|GMT)?(?:(?P<sign>[+\-])(?P<off_hour>\d{2}):?(?P<off_minute>\d{2})?)?"
    r"(?P<letters>[A-Z]{2,5})?(?: ?\([\pL ]{2,50}\))?)?$"
)
_DAY_NAME = r"^(?:\pL{2,12}\.?,? +)?"
_PLAIN_CLOCK = r"(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?$"
_PLAIN_YEAR_FIRST = r"^(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})" + _PLAIN_CLOCK
_PLAIN_NUMBERS = r"^(?P<first>\d{1,2})[-/.](?P<second_part>\d{1,2})[-/.](?P<third>\d{4})" + _PLAIN_CLOCK
"""Fast path for what nearly all exports write; the general shapes give the same result in twice the time."""
_YEAR_FIRST = r"^(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2}))" + _CLOCK
_COMPACT = (
    r"^(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})(?P<utc>Z)?)?$"
)
_NUMBERS = r"^(?P<first>\d{1,2})[-/.](?P<second_part>\d{1,2})[-/.](?P<third>\d{4}|\d{2})" + _CLOCK
_DAY_MONTH_NAME = (
    _DAY_NAME
    + r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|[ºª.])?(?:[-/ ]| de | of )+"
    + r"(?P<month_name>\pL{3,12})\.?(?:[-/ ,.]| de )+(?P<year>\d{4}|\d{2})"
    + _CLOCK
)
_MONTH_NAME_DAY = (
    _DAY_NAME + r"(?P<month_name>\pL{3,12})\.? +(?P<day>\d{1,2})(?:st|nd|rd|th)?,? +(?P<year>\d{4})" + _CLOCK
)
_CTIME = (
    _DAY_NAME + r"(?P<month_name>\pL{3,12}) +(?P<day>\d{1,2}) (?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})"
    r"(?: (?P<utc>UTC|GMT)| (?P<letters>[A-Z]{2,5}))? (?P<year>\d{4})$"
)
_SHAPES = (_PLAIN_YEAR_FIRST, _PLAIN_NUMBERS, _YEAR_FIRST, _NUMBERS, _DAY_MONTH_NAME, _MONTH_NAME_DAY, _CTIME, _COMPACT)
_EPOCH_SECONDS = r"^1\d{9}(?:\.\d{1,6})?$"
_EPOCH_MILLISECONDS = r"^1\d{12}(?:\.0)?$"
_EPOCH_MICROSECONDS = r"^1\d{15}$"
_EPOCH_NANOSECONDS = r"^1\d{18}$"
_NET_DATE = r"^\\?/Date\((1\d{12})(?:[+\-]\d{4})?\)\\?/$"
"""Milliseconds since 1970 as older .NET programs write them; a following offset doesn't change the instant."""
_EXCEL_SERIAL = r"^[2-7]\d{4}(?:[.,]\d+)?$"
_EXCEL_DAY_0 = np.datetime64("1899-12-30", "us")
_FEW = 100
"""Number of cells up to which Python tests first whether any matches a shape: Arrow compiles a shape on each call, in
some twenty milliseconds, which would slow down files of a few rows.
"""


@dataclass(frozen=True)
class Times:
    """Times of one column.

    Attributes
    ----------
    utc
        ``datetime64[us]``, UTC; missing where the cell is missing or can't be read.
    has_clock
        True where the cell gives a time of day and not only a date.
    is_unread
        True where the cell holds something that isn't a time.
    """

    utc: pd.Series[Any]
    has_clock: pd.Series[bool]
    is_unread: pd.Series[bool]


def read_times(text: pd.Series[Any], date_order: str | None, zone: str, business_zone: str) -> Times:
    """Read a column of times.

    Parameters
    ----------
    text
        Cells as read.
    date_order
        "dmy", "mdy" or "ymd" for dates of three numbers that don't begin with a year; None is taken as "dmy".
    zone
        Zone of times that state no offset.
    business_zone
        Zone of cells that give a date only: the day itself is meant, whatever the zone of the export.
    """
    cells = pc.utf8_trim_whitespace(to_arrow(text))
    moments = np.full(len(text), np.datetime64("NaT"), dtype="datetime64[us]")
    is_local, has_clock = np.zeros(len(text), dtype=np.bool_), np.zeros(len(text), dtype=np.bool_)
    left = np.flatnonzero(to_mask(pc.and_(pc.is_valid(cells), pc.not_equal(cells, ""))))
    given = left
    for shape in _SHAPES:
        if not len(left):
            break
        asked = cells.take(pa.array(left))
        if len(left) <= _FEW and not any(map(_wider(shape).search, asked.to_pylist())):
            continue
        parts = pc.extract_regex(asked, shape)
        found = to_mask(pc.is_valid(parts))
        if found.any():
            rows = left[found]
            moments[rows], is_local[rows], has_clock[rows] = _assemble(parts.filter(pa.array(found)), date_order)
            left = left[~found]
    if len(left):
        moments[left], is_local[left], has_clock[left] = _from_numbers(cells.take(pa.array(left)))
    for of_zone, its_zone in ((is_local & has_clock, zone), (is_local & ~has_clock, business_zone)):
        if of_zone.any():
            moments[of_zone] = to_utc(moments[of_zone], its_zone)
    is_unread = np.zeros(len(text), dtype=np.bool_)
    is_unread[given] = np.isnat(moments[given])
    return Times(
        pd.Series(moments, index=text.index),
        pd.Series(has_clock & ~np.isnat(moments), index=text.index, dtype="bool"),
        pd.Series(is_unread, index=text.index, dtype="bool"),
    )


@lru_cache
def _wider(shape: str) -> re.Pattern[str]:
    """Looser prefilter of a shape: letters match any word characters."""
    for in_arrow, in_python in ((r"\pL", r"\w"), (r"\b", ""), (r"\x{202f}", r"\u202f"), (r"\x{a0}", r"\xa0")):
        shape = shape.replace(in_arrow, in_python)
    return re.compile(shape)


def to_utc(local: npt.NDArray[np.datetime64], zone: str) -> npt.NDArray[np.datetime64]:
    """Naive UTC of local times: an ambiguous hour is its first occurrence, a skipped hour its end."""
    times = pd.DatetimeIndex(local).tz_localize(
        zone, ambiguous=np.ones(len(local), dtype=bool), nonexistent="shift_forward"
    )
    return np.asarray(times.tz_convert("UTC").tz_localize(None), dtype="datetime64[us]")


def to_local(utc: pd.Series[Any], zone: str) -> pd.Series[Any]:
    """Naive local times of a zone."""
    local: pd.Series[Any] = utc.dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None)
    return local


def _assemble(
    parts: Any, date_order: str | None
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Times (UTC if an offset is stated, else local), mask of local ones, mask of those with a time of day."""
    names = {field.name: position for position, field in enumerate(parts.type)}

    def text(name: str) -> Any:
        return parts.field(names[name])

    def number(name: str, default: int = 0) -> npt.NDArray[np.int64]:
        if name not in names:
            return np.full(len(parts), default, dtype=np.int64)
        cell = text(name)
        values = pc.if_else(pc.equal(cell, ""), str(default), cell).cast(pa.int64())
        return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.int64)

    year, month, day = _date_parts(number, text, names, date_order)
    moments, is_right = _midnight(year, month, day)
    hour, minute, second = number("hour"), number("minute"), number("second")
    if "half" in names:
        half = pc.utf8_lower(text("half"))
        is_afternoon, is_half = to_mask(pc.equal(half, "p")).astype(np.int64), to_mask(pc.not_equal(half, ""))
        # "13:05 PM" is written by tools that add the letters to a 24-hour clock.
        hour = np.where(is_half & (hour <= 12), hour % 12 + 12 * is_afternoon, hour)
    is_right &= (hour <= 23) & (minute <= 59) & (second <= 59)
    seconds: npt.NDArray[np.int64] = hour * 3600 + minute * 60 + second
    moments = moments + (seconds * 1_000_000).astype("timedelta64[us]")
    if "fraction" in names:
        fraction = pc.utf8_slice_codeunits(pc.utf8_rpad(text("fraction"), 6, "0"), 0, 6).cast(pa.int64())
        moments = moments + np.asarray(fraction.to_numpy(zero_copy_only=False)).astype("timedelta64[us]")
    is_local = np.ones(len(parts), dtype=bool)
    if "utc" in names:
        is_local &= ~to_mask(pc.not_equal(text("utc"), ""))
    if "sign" in names:
        sign = np.where(to_mask(pc.equal(text("sign"), "-")), -1, 1)
        minutes = sign * (number("off_hour") * 60 + number("off_minute"))
        moments = moments - minutes.astype("timedelta64[m]").astype("timedelta64[us]")
        is_local &= ~to_mask(pc.not_equal(text("sign"), ""))
    if "letters" in names:
        minutes = _minutes_of_zones(text("letters"))
        moments = moments - np.nan_to_num(minutes).astype("timedelta64[m]").astype("timedelta64[us]")
        is_local &= np.isnan(minutes)
        is_right &= _are_zones(text("letters"))
    moments[~is_right] = np.datetime64("NaT")
    return moments, is_local, to_mask(pc.not_equal(text("hour"), ""))


def _minutes_of_zones(letters: Any) -> npt.NDArray[np.float64]:
    """UTC offset in minutes by zone abbreviation; NaN for none or an ambiguous one."""
    encoded = pc.dictionary_encode(letters)
    names = encoded.dictionary.to_pylist()
    known = np.array([ZONES.get(name, np.nan) for name in names], dtype=np.float64)
    minutes: npt.NDArray[np.float64] = known[encoded.indices.to_numpy()]
    return minutes


def _are_zones(letters: Any) -> npt.NDArray[np.bool_]:
    """Whether the abbreviation is empty or a known zone's."""
    known = pa.array(["", *ZONES, *SHARED_ZONES], letters.type)
    return to_mask(pc.is_in(letters, value_set=known))


def _date_parts(
    number: Any, text: Any, names: dict[str, int], date_order: str | None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    if "first" in names:
        first, second, third = number("first"), number("second_part"), number("third")
        if date_order == "mdy":
            day, month, year = second, first, third
        elif date_order == "ymd":
            # A year at the end doesn't fit the order: no month is 0, so the date isn't read.
            year, month, day = first, np.where(third > 99, 0, second), third
        else:
            day, month, year = first, second, third
    else:
        year, day = number("year"), number("day")
        month = number("month") if "month" in names else _month_numbers(text("month_name"))
    year = np.where(year < PIVOT_YEAR, year + 2000, np.where(year < 100, year + 1900, year))
    return year, month, day


def _month_numbers(names: Any) -> npt.NDArray[np.int64]:
    text = to_text(names, pd.RangeIndex(len(names)))
    numbers = mapped(text, lambda name: str(MONTHS.get(name.lower(), 0)))
    return np.asarray(numbers.to_numpy(), dtype=np.int64)


def _midnight(
    year: npt.NDArray[np.int64], month: npt.NDArray[np.int64], day: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.bool_]]:
    months = (year * 12 + month - 1 - 1970 * 12).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    is_right = (month >= 1) & (month <= 12) & (day >= 1) & (days.astype("datetime64[M]") == months)
    return days.astype("datetime64[us]"), is_right


def _from_numbers(
    cells: Any,
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Seconds, milliseconds and so on since 1970 (UTC) and days since 1900 as spreadsheets count them (local)."""
    cells = pc.replace_substring_regex(cells, _NET_DATE, r"\1")
    moments = np.full(len(cells), np.datetime64("NaT"), dtype="datetime64[us]")
    is_local, has_clock = np.zeros(len(cells), dtype=bool), np.zeros(len(cells), dtype=bool)
    for shape, microseconds, is_serial in (
        (_EPOCH_SECONDS, 1e6, False), (_EPOCH_MILLISECONDS, 1e3, False), (_EPOCH_MICROSECONDS, 1.0, False),
        (_EPOCH_NANOSECONDS, 1e-3, False), (_EXCEL_SERIAL, 86_400e6, True),
    ):  # fmt: skip
        rows = to_mask(pc.match_substring_regex(cells, shape))
        if not rows.any():
            continue
        numbers = pc.replace_substring(cells.filter(pa.array(rows)), ",", ".").cast(pa.float64()).to_numpy()
        steps = numbers * microseconds
        # A serial is a binary fraction of a day: round to the intended whole second.
        steps = np.round(steps / 1e6) * 1e6 if is_serial else np.round(steps)
        start = _EXCEL_DAY_0 if is_serial else np.datetime64("1970-01-01", "us")
        moments[rows] = start + steps.astype("int64").astype("timedelta64[us]")
        is_local[rows] = is_serial
        has_clock[rows] = (numbers % 1 != 0) if is_serial else True
    return moments, is_local, has_clock


def parse_times(text: pd.Series[Any], date_order: str | None = None, zone: str = "UTC") -> pd.Series[Any]:
    """Times of a column in UTC (``datetime64[us]``); missing where a cell is missing or can't be read."""
    return read_times(text, date_order, zone, zone).utc
