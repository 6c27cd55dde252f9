"""Shifts of the frontline: a department's opening hours on a real day, cut into turns of about four hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from etl.calendars.opening_hours import calendar_of
from etl.taxonomy import Department, Taxonomy

HOURS_A_SHIFT = 4
"""Long enough to meet a dozen customers, short enough to be given beside one's own work."""

_QUARTER = 15


@dataclass(frozen=True)
class Shift:
    """One turn at the frontline.

    Attributes
    ----------
    frontline
        Department whose shift it is.
    starts_at, ends_at
        UTC without an offset.
    timezone
        IANA name of the business time zone.
    """

    frontline: str
    starts_at: datetime
    ends_at: datetime
    timezone: str

    @property
    def local_start(self) -> datetime:
        """Start on the clock of the business time zone, with its offset."""
        return _local(self.starts_at, self.timezone)

    @property
    def local_end(self) -> datetime:
        """End on the clock of the business time zone, with its offset."""
        return _local(self.ends_at, self.timezone)

    @property
    def day(self) -> date:
        """Local day on which it starts."""
        return self.local_start.date()

    @property
    def hours_words(self) -> str:
        """Such as "18:30–22:00"."""
        return f"{self.local_start:%H:%M}–{self.local_end:%H:%M}"


def shifts_on(taxonomy: Taxonomy, day: date) -> tuple[Shift, ...]:
    """Shifts of all frontline departments on a day, in order; none on its public holidays and days off."""
    return shifts_between(taxonomy, day, day)


def shifts_between(taxonomy: Taxonomy, first: date, last: date) -> tuple[Shift, ...]:
    """Shifts on the days from `first` to `last`, both included, in order."""
    days = pd.date_range(first, last)
    departments = (department for department in taxonomy.departments if department.is_frontline)
    found = (shift for department in departments for shift in _of_department(taxonomy, department, days))
    return tuple(sorted(found, key=lambda shift: (shift.starts_at, shift.frontline)))


def same_in_following_weeks(taxonomy: Taxonomy, first: Shift, weeks: int) -> list[Shift]:
    """A shift and those at the same hours of the clock in the following weeks, as far as the frontline is open."""
    last = first.day + timedelta(days=7 * (weeks - 1))
    return [
        shift
        for shift in shifts_between(taxonomy, first.day, last)
        if shift.frontline == first.frontline
        and shift.day.weekday() == first.day.weekday()
        and shift.hours_words == first.hours_words
    ]


def day_bounds(taxonomy: Taxonomy, day: date) -> tuple[datetime, datetime]:
    """Start of a local day and of the next, in UTC: 23 or 25 hours apart on a day with a change of clocks."""
    of_day = pd.DatetimeIndex([day])
    start, end = (_moments(of_day, minute, taxonomy.timezone)[0] for minute in (0, 24 * 60))
    return start, end


def _of_department(taxonomy: Taxonomy, department: Department, days: pd.DatetimeIndex) -> Iterator[Shift]:
    """Shifts of a department on local days; all days at once, since a page asks for those of more than a year."""
    calendar = calendar_of(department, taxonomy)
    for weekday, spans in enumerate(department.hours.days):
        for opening, closing in spans:
            mine = days[days.day_of_week == weekday]
            starts = pd.Series(mine + pd.Timedelta(minutes=opening))
            worked = mine[calendar.is_open(starts).to_numpy(bool)]  # it is closed on public holidays
            edges = [_moments(worked, minute, taxonomy.timezone) for minute in _edges(opening, closing)]
            for start, end in pairwise(edges):
                turns = zip(start, end, strict=True)
                # A shift within the hour that the clocks skip has no length, and is left out.
                yield from (Shift(department.name, *turn, taxonomy.timezone) for turn in turns if turn[0] < turn[1])


def _edges(opening: int, closing: int) -> list[int]:
    """Minutes of the day at which turns change: as even as quarters of an hour allow."""
    count = max(1, round((closing - opening) / (HOURS_A_SHIFT * 60)))
    inner = (opening + (closing - opening) * number / count for number in range(1, count))
    return [opening, *(round(minute / _QUARTER) * _QUARTER for minute in inner), closing]


def _moments(days: pd.DatetimeIndex, minute: int, timezone: str) -> list[datetime]:
    """UTC of a minute of local days: an ambiguous hour is its first occurrence, a skipped one its end."""
    local = days + pd.Timedelta(minutes=minute)
    zoned = local.tz_localize(timezone, ambiguous=np.ones(len(days), dtype=bool), nonexistent="shift_forward")
    return list(zoned.tz_convert("UTC").tz_localize(None).to_pydatetime())


def _local(moment: datetime, timezone: str) -> datetime:
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(timezone))
