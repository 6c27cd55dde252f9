"""Shifts are cut from the frontline's hours, on real days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from etl.calendars.shifts import Shift, day_bounds, shifts_between, shifts_on
from etl.taxonomy import Taxonomy, parse_taxonomy


def shop(hours: str, holidays: str = "", timezone: str = "Europe/Amsterdam") -> Taxonomy:
    kept = f"\n    holidays: {holidays}" if holidays else ""
    return parse_taxonomy(
        f"version: 1\nname: Shop\ntimezone: {timezone}\ndepartments:\n"
        f"  Support:\n    frontline: true\n    hours: {hours}{kept}\n  Logistics:\n    teams: [Van]\n"
    )


def hours_of(shifts: tuple[Shift, ...]) -> list[str]:
    return [shift.hours_words for shift in shifts]


def test_a_long_day_is_cut_into_turns_of_about_four_hours() -> None:
    found = shifts_on(shop('{mon-sun: "08:00-22:00"}'), date(2026, 3, 4))
    assert hours_of(found) == ["08:00–11:30", "11:30–15:00", "15:00–18:30", "18:30–22:00"]


def test_a_short_day_is_one_turn_and_a_break_parts_turns() -> None:
    assert hours_of(shifts_on(shop('{wed: "09:00-12:00, 13:00-17:00"}'), date(2026, 3, 4))) == [
        "09:00–12:00",
        "13:00–17:00",
    ]


def test_nobody_is_asked_for_a_shift_on_a_holiday_or_a_day_off() -> None:
    open_weekdays = shop('{mon-fri: "09:00-17:00"}', holidays="NL")
    assert shifts_on(open_weekdays, date(2026, 4, 27)) == ()  # King's Day, a Monday
    assert shifts_on(open_weekdays, date(2026, 4, 26)) == ()  # a Sunday
    assert len(shifts_on(open_weekdays, date(2026, 4, 28))) == 2


def test_a_shift_keeps_its_hours_on_the_clock_when_the_clocks_change() -> None:
    support = shop('{mon-sun: "08:00-12:00"}')
    before, after = (shifts_on(support, day)[0] for day in (date(2026, 3, 28), date(2026, 3, 29)))
    assert before.hours_words == after.hours_words == "08:00–12:00"
    assert (before.starts_at, after.starts_at) == (datetime(2026, 3, 28, 7), datetime(2026, 3, 29, 6))


def test_a_day_with_a_change_of_clocks_has_23_or_25_hours() -> None:
    always = shop("24/7")
    lengths = [end - start for start, end in (day_bounds(always, date(2026, m, d)) for m, d in ((3, 29), (10, 25)))]
    assert lengths == [timedelta(hours=23), timedelta(hours=25)]


@given(
    day=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    timezone=st.sampled_from(["Europe/Amsterdam", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]),
)
def test_the_shifts_of_a_frontline_that_never_closes_fill_the_day_without_gap_or_overlap(
    day: date, timezone: str
) -> None:
    always = shop("24/7", timezone=timezone)
    found = shifts_on(always, day)
    start, end = day_bounds(always, day)
    assert found[0].starts_at == start
    assert found[-1].ends_at == end
    assert all(one.ends_at == following.starts_at for one, following in pairwise(found))
    assert all(shift.starts_at < shift.ends_at for shift in found)


def test_shifts_between_two_days_are_those_of_each_day_in_order() -> None:
    support = shop('{mon-sun: "09:00-17:00"}')
    found = shifts_between(support, date(2026, 3, 4), date(2026, 3, 5))
    assert found == shifts_on(support, date(2026, 3, 4)) + shifts_on(support, date(2026, 3, 5))
