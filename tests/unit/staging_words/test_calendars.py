"""Opening hours on real dates."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.calendars.opening_hours import Calendar, calendar_of
from etl.taxonomy import load_taxonomy
from etl.taxonomy.hours import always_open, weekly_hours

OFFICE = Calendar(weekly_hours([("mon-fri", "09:00-17:00")]), "Europe/Amsterdam", "NL")
ALWAYS = Calendar(always_open(), "Europe/Amsterdam")


def times(*values: str | None) -> pd.Series:
    return pd.Series(pd.to_datetime(list(values), format="ISO8601"))


def minutes(calendar: Calendar, start: str, end: str) -> float:
    return float(calendar.business_minutes_between(times(start), times(end)).iloc[0])


def test_the_opening_minute_is_open_and_the_closing_minute_is_not() -> None:
    local = times("2026-04-28T08:59", "2026-04-28T09:00", "2026-04-28T16:59:59", "2026-04-28T17:00", "2026-05-02T12:00")
    assert OFFICE.is_open(local).tolist() == [False, True, True, False, False]


def test_a_public_holiday_is_closed_and_a_missing_time_too() -> None:
    assert OFFICE.is_open(times("2026-04-27T10:00", None)).tolist() == [False, False]


def test_holidays_may_belong_to_a_part_of_a_country() -> None:
    hours = weekly_hours([("mon-sun", "09:00-17:00")])
    corpus_christi = times("2026-06-04T10:00")
    assert Calendar(hours, "Europe/Berlin", "DE-BY").is_open(corpus_christi).tolist() == [False]
    assert Calendar(hours, "Europe/Berlin", "DE-HH").is_open(corpus_christi).tolist() == [True]


def test_times_in_utc_are_judged_on_the_local_clock() -> None:
    assert minutes(OFFICE, "2026-07-01T07:00", "2026-07-01T07:01") == 1
    assert minutes(OFFICE, "2026-01-06T07:00", "2026-01-06T07:01") == 0


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-01-05T07:00", "2026-01-05T20:00", 480),
        ("2026-01-05T09:00", "2026-01-05T09:30", 30),
        ("2026-03-27T15:00", "2026-03-30T08:00", 120),  # a weekend with a change of clocks between
        ("2026-04-27T00:00", "2026-04-28T00:00", 0),  # King's Day
        ("2026-01-05T20:00", "2026-01-05T07:00", 0),
    ],
)
def test_only_open_minutes_count(start: str, end: str, expected: float) -> None:
    assert minutes(OFFICE, start, end) == expected


def test_a_day_has_23_or_25_hours_when_clocks_change() -> None:
    assert minutes(ALWAYS, "2026-03-28T23:00", "2026-03-29T22:00") == 23 * 60
    assert minutes(ALWAYS, "2026-10-24T22:00", "2026-10-25T23:00") == 25 * 60


def test_a_night_shift_loses_and_wins_the_hour_too() -> None:
    night = Calendar(weekly_hours([("mon-sun", "22:00-06:00")]), "Europe/Amsterdam")
    assert minutes(night, "2026-03-28T12:00", "2026-03-29T12:00") == 7 * 60
    assert minutes(night, "2026-10-24T12:00", "2026-10-25T12:00") == 9 * 60


def test_a_span_that_begins_in_the_skipped_hour_begins_after_it() -> None:
    early = Calendar(weekly_hours([("mon-sun", "02:30-04:00")]), "Europe/Amsterdam")
    assert minutes(early, "2026-03-28T12:00", "2026-03-29T12:00") == 60


def test_missing_times_give_no_minutes() -> None:
    found = OFFICE.business_minutes_between(times("2026-01-05T09:00", None), times(None, "2026-01-05T09:00"))
    assert found.isna().all()
    assert len(OFFICE.business_minutes_between(times(), times())) == 0


def test_a_calendar_that_never_opens_counts_nothing() -> None:
    never = Calendar(weekly_hours([("mon", "closed")]), "UTC")
    assert minutes(never, "2026-01-01T00:00", "2026-12-31T00:00") == 0


def test_a_department_brings_its_own_calendar() -> None:
    taxonomy = load_taxonomy("retail")
    logistics = taxonomy.department_named("Logistics")
    assert logistics is not None
    calendar = calendar_of(logistics, taxonomy)
    assert (calendar.timezone, calendar.holidays) == ("Europe/Amsterdam", "NL")
    assert calendar.is_open(times("2026-01-06T10:00", "2026-01-06T20:00")).tolist() == [True, False]


moments = st.datetimes(pd.Timestamp("2025-01-01").to_pydatetime(), pd.Timestamp("2026-12-31").to_pydatetime())


@settings(max_examples=50)
@given(moments, moments, moments)
def test_the_parts_of_a_stretch_sum_to_the_whole(one: object, two: object, three: object) -> None:
    first, middle, last = sorted(pd.to_datetime([one, two, three]).as_unit("us"))
    start, half, end = pd.Series([first]), pd.Series([middle]), pd.Series([last])
    whole = OFFICE.business_minutes_between(start, end).iloc[0]
    parts = OFFICE.business_minutes_between(start, half).iloc[0] + OFFICE.business_minutes_between(half, end).iloc[0]
    assert whole == pytest.approx(parts)
    assert 0 <= whole <= (last - first).total_seconds() / 60 + 1e-6


@settings(max_examples=50)
@given(moments)
def test_a_minute_counts_exactly_when_it_is_open(moment: object) -> None:
    start = pd.Series([pd.Timestamp(moment).floor("min").as_unit("us")])  # type: ignore[arg-type]
    counted = OFFICE.business_minutes_between(start, start + pd.Timedelta(minutes=1)).iloc[0]
    local = start.dt.tz_localize("UTC").dt.tz_convert(OFFICE.timezone).dt.tz_localize(None)
    assert counted == (1 if OFFICE.is_open(local).iloc[0] else 0)
