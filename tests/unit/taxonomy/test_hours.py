"""Weekly hours as a taxonomy writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.taxonomy.hours import always_open, weekly_hours


def test_a_range_of_days_may_run_over_the_weekend() -> None:
    hours = weekly_hours([("fri-mon", "10:00-11:00")])
    assert [bool(day) for day in hours.days] == [True, False, False, False, True, True, True]


def test_days_may_be_listed_and_written_out() -> None:
    hours = weekly_hours([("Monday, wed", "09:00-12:00, 13:00-17:00")])
    assert hours.days[0] == hours.days[2] == ((540, 720), (780, 1020))
    assert hours.minutes_a_week == 2 * 7 * 60


def test_a_shift_over_midnight_is_cut_there() -> None:
    hours = weekly_hours([("sun", "22:00-06:00")])
    assert hours.days[6] == ((1320, 1440),)
    assert hours.days[0] == ((0, 360),)


def test_a_whole_week_has_10080_minutes() -> None:
    assert always_open().minutes_a_week == 7 * 24 * 60
    assert weekly_hours([("mon-sun", "00:00-24:00")]) == always_open()


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([("mon", "09:00-09:00")], "same time"),
        ([("mon", "09:00-12:00, 11:00-14:00")], "overlap"),
        ([("mon", "22:00-06:00"), ("tue", "05:00-09:00")], "overlap"),
        ([("mon-tue-wed", "09:00-10:00")], "range of days"),
        ([("mon", "24:00-25:00")], "no clock shows"),
        ([("mon", "09:60-10:00")], "no clock shows"),
    ],
)
def test_hours_that_make_no_sense_are_refused(entries: list[tuple[str, str]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        weekly_hours(entries)


@given(st.integers(0, 1439), st.integers(0, 1440))
def test_a_shift_is_as_long_as_it_says(opening: int, closing: int) -> None:
    if opening % 1440 == closing % 1440 and closing != 1440:
        return
    span = f"{opening // 60:02}:{opening % 60:02}-{closing // 60:02}:{closing % 60:02}"
    assert weekly_hours([("wed", span)]).minutes_a_week == ((closing - opening) % 1440 or 1440)
