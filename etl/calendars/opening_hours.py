"""Opening hours on real dates: time zones, daylight saving and public holidays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.taxonomy.hours import WeeklyHours
from etl.taxonomy.model import Department, Taxonomy


@dataclass(frozen=True)
class Calendar:
    """Opening hours of a department on real dates.

    Attributes
    ----------
    hours
        Opening hours of an ordinary week, in local time.
    timezone
        IANA name of the local time zone.
    holidays
        Country, or country and subdivision ("DE-BY"), on whose public holidays it is closed all day; None for none.
    """

    hours: WeeklyHours
    timezone: str
    holidays: str | None = None

    def is_open(self, local: pd.Series) -> pd.Series:
        """Whether it is open at local times.

        Parameters
        ----------
        local
            Local times without an offset; missing ones count as closed.

        Returns
        -------
        Series of bool
            Index as `local`. The opening minute is open, the closing minute isn't.
        """
        times = pd.DatetimeIndex(local)
        weekday, minute = np.asarray(times.day_of_week), np.asarray(times.hour * 60 + times.minute)
        found = np.zeros(len(times), dtype=bool)
        for day, spans in enumerate(self.hours.days):
            for opening, closing in spans:
                found |= (weekday == day) & (minute >= opening) & (minute < closing)
        found &= ~np.asarray(times.isna()) & ~self._is_holiday(times)
        return pd.Series(found, index=local.index)

    def business_minutes_between(self, start_utc: pd.Series, end_utc: pd.Series) -> pd.Series:
        """Minutes that it was open between two times.

        Parameters
        ----------
        start_utc, end_utc
            Times in UTC without an offset, on one index.

        Returns
        -------
        Series of float64
            Elapsed minutes, so a day with a change of clocks has 23 or 25 hours; 0 where the end lies before the start,
            missing where either time is.
        """
        start, end = pd.DatetimeIndex(start_utc).as_unit("us"), pd.DatetimeIndex(end_utc).as_unit("us")
        missing = np.asarray(start.isna()) | np.asarray(end.isna())
        minutes = np.full(len(start), np.nan)
        if not missing.all():
            start, end = start[~missing], end[~missing]
            opens, closes = self._spans(min(start.min(), end.min()), max(start.max(), end.max()))
            elapsed = _open_until(end, opens, closes) - _open_until(start, opens, closes)
            minutes[~missing] = np.maximum(elapsed, 0)
        return pd.Series(minutes, index=start_utc.index)

    def _spans(self, first: pd.Timestamp, last: pd.Timestamp) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Opening and closing times in UTC microseconds, in order, over all relevant days."""
        days = pd.date_range(
            first.normalize() - pd.Timedelta(days=1), last.normalize() + pd.Timedelta(days=1), unit="us"
        )
        days = days[~self._is_holiday(days)]
        weekday = np.asarray(days.day_of_week)
        opens: list[NDArray[np.int64]] = []
        closes: list[NDArray[np.int64]] = []
        for day, spans in enumerate(self.hours.days):
            own = days[weekday == day]
            for opening, closing in spans:
                opens.append(self._moments(own + pd.Timedelta(minutes=opening), is_opening=True))
                closes.append(self._moments(own + pd.Timedelta(minutes=closing), is_opening=False))
        none = np.empty(0, dtype=np.int64)
        return np.sort(np.concatenate([none, *opens])), np.sort(np.concatenate([none, *closes]))

    def _moments(self, local: pd.DatetimeIndex, *, is_opening: bool) -> NDArray[np.int64]:
        """Times in UTC; an ambiguous hour is open in full, a skipped one begins at its end."""
        earlier = np.full(len(local), is_opening)
        zoned = local.tz_localize(self.timezone, ambiguous=earlier, nonexistent="shift_forward")
        return np.asarray(zoned.tz_convert("UTC").as_unit("us").asi8)

    def _is_holiday(self, times: pd.DatetimeIndex) -> NDArray[np.bool_]:
        if self.holidays is None or not len(times):
            return np.zeros(len(times), dtype=bool)
        years = {int(year) for year in pd.unique(times.year.dropna())}
        days: list[Any] = [day for year in sorted(years) for day in _holidays(self.holidays, year)]
        found: NDArray[np.bool_] = np.asarray(times.normalize().isin(pd.DatetimeIndex(days)))
        return found


def calendar_of(department: Department, taxonomy: Taxonomy) -> Calendar:
    """Calendar of a department, in its taxonomy's time zone."""
    return Calendar(department.hours, taxonomy.timezone, department.holidays)


def _open_until(times: pd.DatetimeIndex, opens: NDArray[np.int64], closes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Minutes open from the first opening until each time."""
    moments = np.asarray(times.asi8)
    before = np.concatenate([[0], np.cumsum(closes - opens)])
    count = np.searchsorted(opens, moments, side="right")
    last_close = np.concatenate([moments[:1], closes])[count]
    still_to_run = np.where(count > 0, np.maximum(last_close - moments, 0), 0)
    minutes: NDArray[np.float64] = (before[count] - still_to_run) / 60e6
    return minutes


@lru_cache(maxsize=4_096)
def _holidays(code: str, year: int) -> tuple[Any, ...]:
    from holidays import country_holidays  # a tenth of a second, and not every taxonomy names a country

    country, _, subdivision = code.partition("-")
    return tuple(country_holidays(country, subdiv=subdivision or None, years=year))
