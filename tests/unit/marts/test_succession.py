"""Which days a period is held against."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.marts.core.note_words import note_words
from etl.marts.core.notes import Note
from etl.marts.core.presets import ALL, presets
from etl.marts.core.succession import Span, Succession, succession

FIRST, LAST = date(2025, 9, 1), date(2026, 10, 31)
EVERY = frozenset(FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1))


def _compared(first: date | None, last: date | None, days: frozenset[date] = EVERY) -> Succession:
    found = succession((min(days), max(days)), days, first, last)
    assert isinstance(found, Succession), note_words([found])
    return found


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), Span(date(2026, 9, 1), date(2026, 9, 30))),
        (date(2026, 3, 1), date(2026, 3, 31), Span(date(2026, 2, 1), date(2026, 2, 28))),
        (date(2026, 8, 1), date(2026, 10, 31), Span(date(2026, 5, 1), date(2026, 7, 31))),
        (date(2026, 1, 1), date(2026, 3, 31), Span(date(2025, 10, 1), date(2025, 12, 31))),
        (date(2026, 10, 25), date(2026, 10, 31), Span(date(2026, 10, 18), date(2026, 10, 24))),
        (date(2026, 10, 4), date(2026, 10, 31), Span(date(2026, 9, 6), date(2026, 10, 3))),
        (date(2026, 10, 5), date(2026, 10, 14), Span(date(2026, 9, 21), date(2026, 9, 30))),
        (date(2026, 10, 20), date(2026, 10, 20), Span(date(2026, 10, 13), date(2026, 10, 13))),
        (date(2026, 10, 1), None, Span(date(2026, 9, 1), date(2026, 9, 30))),
        (None, None, Span(date(2026, 9, 1), date(2026, 9, 30))),
    ],
    ids=["month", "short month", "three months", "quarter", "7 days", "28 days", "10 days", "day", "open end", "none"],
)
def test_a_period_is_held_against_the_one_before(first: date | None, last: date | None, before: Span) -> None:
    assert _compared(first, last).before == before


@given(st.integers(14, 400), st.integers(1, 180))
def test_days_are_shifted_by_whole_weeks_and_never_overlap(start: int, length: int) -> None:
    span = Span(FIRST + timedelta(days=start), FIRST + timedelta(days=start + length - 1))
    found = succession((FIRST, LAST), EVERY, span.first, min(span.last, LAST))
    if isinstance(found, Note) or found.kind != "weeks":
        return
    assert found.before.length == found.span.length
    assert found.before.last < found.span.first
    assert found.before.first.weekday() == found.span.first.weekday()
    assert (found.span.first - found.before.first).days < found.span.length + 7


def test_from_new_year_on_it_is_the_year_before() -> None:
    days = frozenset(date(2024, 1, 1) + timedelta(days=number) for number in range(800))
    found = _compared(date(2025, 1, 1), date(2025, 6, 10), days)
    assert (found.kind, found.before) == ("year", Span(date(2024, 1, 1), date(2024, 6, 10)))
    leap = _compared(date(2025, 1, 1), date(2025, 12, 31), days)
    assert leap.before == Span(date(2024, 1, 1), date(2024, 12, 31))


def test_limits_are_learnt_from_all_whole_months_of_the_data() -> None:
    found = _compared(date(2026, 6, 1), date(2026, 6, 30))
    assert [span.words for span in found.spans][:2] == ["Sep 2025", "Oct 2025"]
    assert len(found.spans) == 14
    assert all(found.teaches)
    assert found.spans[found.place].words == "Jun 2026"


def test_months_before_a_gap_teach_nothing() -> None:
    days = EVERY - {day for day in EVERY if (day.year, day.month) == (2026, 2)}
    found = _compared(date(2026, 6, 1), date(2026, 6, 30), days)
    taught = [span.words for span, teaches in zip(found.spans, found.teaches, strict=True) if teaches]
    assert taught[0] == "Mar 2026"
    assert len(taught) == 8


@pytest.mark.parametrize(
    ("days", "first", "last", "words"),
    [
        (EVERY, FIRST, None, "the data begins on 1 Sep 2025"),
        (EVERY, date(2025, 9, 1), date(2025, 9, 30), "compared with Aug 2025"),
        (EVERY, date(2027, 1, 1), None, "No day of the data lies within the dates chosen."),
        (EVERY - {day for day in EVERY if day.month == 9}, None, None, "no ticket of Sep 2026"),
        (frozenset(date(2026, 3, day) for day in (1, 2, 3)), None, None, "less than two weeks"),
        (frozenset({date(2026, 3, 1)}), date(2026, 3, 1), date(2026, 3, 1), "begins on 1 Mar 2026"),
    ],
    ids=["all of it", "first month", "outside", "gap", "three days", "one day"],
)
def test_where_nothing_can_be_compared_it_is_said_why(
    days: frozenset[date], first: date | None, last: date | None, words: str
) -> None:
    found = succession((min(days), max(days)), days, first, last)
    assert isinstance(found, Note)
    assert words in note_words([found])


def test_data_without_days_has_nothing_to_compare() -> None:
    found = succession(None, frozenset(), None, None)
    assert isinstance(found, Note)


def test_data_without_two_whole_months_compares_its_last_days() -> None:
    start = date(2026, 3, 10)
    weeks = frozenset(start + timedelta(days=number) for number in range(20))
    assert _compared(None, None, weeks).span == Span(date(2026, 3, 23), date(2026, 3, 29))
    longer = frozenset(start + timedelta(days=number) for number in range(60))
    assert _compared(None, None, longer).span.length == 28


def test_days_are_counted_as_the_filter_on_weekdays_leaves_them() -> None:
    assert Span(date(2026, 10, 1), date(2026, 10, 31)).count_days({3}) == 5  # Thursdays
    assert Span(date(2026, 10, 1), date(2026, 10, 31)).count_days(set()) == 31


def test_presets_count_back_from_the_last_day_of_the_data() -> None:
    found = presets(date(2025, 9, 1), date(2026, 10, 14))
    assert found == {
        "Last month": Span(date(2026, 9, 1), date(2026, 9, 30)),
        "Last 3 months": Span(date(2026, 7, 1), date(2026, 9, 30)),
        "This year": Span(date(2026, 1, 1), date(2026, 10, 14)),
        "Last 28 days": Span(date(2026, 9, 17), date(2026, 10, 14)),
        "Last 7 days": Span(date(2026, 10, 8), date(2026, 10, 14)),
        ALL: None,
    }
    assert list(found)[-1] == ALL


def test_presets_that_the_data_does_not_cover_are_left_out() -> None:
    assert presets(date(2026, 3, 1), date(2026, 3, 3)) == {}
    assert presets(None, None) == {}
    assert list(presets(date(2026, 3, 20), date(2026, 4, 2))) == ["Last 7 days", ALL]
