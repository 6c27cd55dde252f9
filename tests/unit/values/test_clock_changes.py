"""Late tickets on the nights when clocks change, in zones that change them by an hour, half an hour, or at midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from etl.values.times import parse_times, to_local

ZONES = ("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Cairo")


def nights(zone: str, year: int) -> list[date]:
    """Local days of a year on which the clocks change."""
    own, first = ZoneInfo(zone), datetime(year, 1, 1, 12)
    offsets = [(first + timedelta(days=day)).replace(tzinfo=own).utcoffset() for day in range(366)]
    return [(first + timedelta(days=day)).date() for day in range(1, 366) if offsets[day] != offsets[day - 1]]


def late_times(zone: str) -> list[datetime]:
    """Every minute from half past eleven to midnight, of each such night and of the day before it, over seven years."""
    days = [night - timedelta(days=before) for year in range(2012, 2019) for night in nights(zone, year)
            for before in (0, 1)]  # fmt: skip
    own = ZoneInfo(zone)
    every = [datetime.combine(day, time(23, 30 + minute), tzinfo=own) for day in days for minute in range(30)]
    # A clock that is put forward at midnight skips some of them.
    return [at for at in every if at.astimezone(UTC).astimezone(own).date() == at.date()]


@pytest.mark.parametrize("zone", ZONES)
def test_a_ticket_at_half_past_eleven_falls_on_its_own_day(zone: str) -> None:
    times = late_times(zone)
    assert len(times) >= 240
    utc = pd.Series([at.astimezone(UTC).replace(tzinfo=None) for at in times], dtype="datetime64[us]")
    local = to_local(utc, zone)
    assert local.dt.date.tolist() == [at.date() for at in times]
    assert set(local.dt.hour) == {23}
    assert local.dt.day_of_week.tolist() == [at.weekday() for at in times]
    naive = parse_times(pd.Series([f"{at:%Y-%m-%d %H:%M}" for at in times]), date_order="ymd", zone=zone)
    exact = parse_times(utc.dt.strftime("%Y-%m-%dT%H:%M:00Z"), date_order="ymd", zone=zone)
    assert exact.tolist() == utc.tolist()
    assert to_local(naive, zone).dt.date.tolist() == [at.date() for at in times]


def test_the_nights_are_really_found() -> None:
    assert nights("Europe/Amsterdam", 2015) == [date(2015, 3, 29), date(2015, 10, 25)]
    assert len(nights("America/Sao_Paulo", 2017)) == 2
