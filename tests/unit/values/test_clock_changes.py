"""Late tickets on the nights when clocks change, in zones that change them by an hour, half an hour, or at midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.values.times import parse_times, to_local

ZONES = ("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Cairo")


def nights(zone: str, year: int) -> list[date]:
    """Local days of a year on which the clocks change."""
    own, first = ZoneInfo(zone), datetime(year, 1, 1, 12)
    offsets = [(first + timedelta(days=day)).replace(tzinfo=own).utcoffset() for day in range(366)]
    return [(first + timedelta(days=day)).date() for day in range(1, 366) if offsets[day] != offsets[day - 1]]


@pytest.mark.parametrize("zone", ZONES)
@given(year=st.integers(2012, 2018), late=st.integers(0, 29), before=st.integers(0, 1))
def test_a_ticket_at_half_past_eleven_falls_on_its_own_day(zone: str, year: int, late: int, before: int) -> None:
    for night in nights(zone, year):
        day = night - timedelta(days=before)
        at = datetime.combine(day, time(23, 30) if late == 0 else time(23, 30 + late), tzinfo=ZoneInfo(zone))
        utc = at.astimezone(UTC).replace(tzinfo=None)
        if utc.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date() != day:
            continue  # the clock skipped that time
        local = to_local(pd.Series([utc], dtype="datetime64[us]"), zone).iloc[0]
        assert (local.date(), local.hour, local.weekday()) == (day, 23, day.weekday())
        written = pd.Series([f"{day:%Y-%m-%d} {at:%H:%M}", utc.strftime("%Y-%m-%dT%H:%M:00Z")])
        naive, exact = parse_times(written, date_order="ymd", zone=zone)
        assert exact == utc
        assert to_local(pd.Series([naive]), zone).iloc[0].date() == day


def test_the_nights_are_really_found() -> None:
    assert nights("Europe/Amsterdam", 2015) == [date(2015, 3, 29), date(2015, 10, 25)]
    assert len(nights("America/Sao_Paulo", 2017)) == 2
