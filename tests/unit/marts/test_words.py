"""Figures never say more than they know."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.marts.core.formatting import count, interval, interval_of, parts_words, percent, period_words, value_words
from etl.marts.core.measured import Measured
from etl.marts.core.notes import reason
from etl.marts.measures.catalogue import measures


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0 %"), (1, "100 %"), (0.996, "99.6 %"), (0.99999, "99.9 %"), (0.004, "0.4 %"), (1e-9, "0.1 %"),
     (0.92, "92 %"), (0.985, "98 %"), (0.99, "99 %"), (0.01, "1 %"), (None, "–")],
)  # fmt: skip
def test_a_percentage_is_whole_where_it_may_be(share: float | None, words: str) -> None:
    assert percent(share) == words


@given(st.floats(0, 1))
def test_only_all_reads_as_all_and_only_none_as_none(share: float) -> None:
    assert (percent(share) == "100 %") == (share == 1)
    assert (percent(share) in ("0 %", "0.0 %")) == (share == 0)


def test_counts_show_parts_only_where_they_matter() -> None:
    assert [count(number) for number in (1730, 12.5, 1234.5, 3.0000001, None)] == ["1,730", "12.5", "1,234", "3", "–"]


def test_a_card_says_numerator_denominator_interval_and_basis() -> None:
    hours = Measured(0.81, "share", 1730, 2140, 0.7, 0.9, parts_unit="h", is_estimated=True)
    assert value_words(hours) == "81 %"
    assert parts_words(hours) == "1,730 of 2,140 h · estimated · 70–90 %"


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        (Measured(1234.0, "complaints"), "1,234"),
        (Measured(12.34, "hours"), "12.3 h"),
        (Measured(12300.0, "EUR"), "EUR 12,300"),
        (Measured(7.25, "per 100 orders"), "7.2"),
        (Measured(1.5, "hand-offs a complaint"), "1.50"),
        (Measured(None, "share", notes=(reason("why")(),)), "–"),
    ],
)
def test_each_unit_has_its_figure(measured: Measured, words: str) -> None:
    assert value_words(measured) == words


@pytest.mark.parametrize(
    ("measured", "number", "line"),
    [
        (Measured(1.0, "share", 3, 3, 3 / 44, 1.0), "7–100 %", "3 of 3 · fewer than 30"),
        (Measured(1.0, "share", 56, 56, 56 / 2827, 1.0), "2–100 %", "56 of 56 · more unknown than known"),
        (Measured(1.0, "share", 80, 80, 0.8, 1.0), "80–100 %", "80 of 80 · not known of all"),
        (Measured(1.0, "share", 80, 80, 1.0, 1.0), "100 %", "80 of 80"),
        (Measured(0.5, "share", 1, 2), "1 of 2", "fewer than 30"),
        (Measured(0.5, "share", 50, 100, rests_on=4, parts_unit="h"), "50 of 100 h", "fewer than 30"),
        (Measured(0.9, "share", 90, 100, 0.74, 0.91), "90 %", "90 of 100 · 74–91 %"),
    ],
)
def test_a_share_of_few_or_of_a_part_is_no_percentage(measured: Measured, number: str, line: str) -> None:
    assert (value_words(measured), parts_words(measured)) == (number, line)


def test_an_interval_that_reads_as_one_figure_is_left_out() -> None:
    assert interval(0.831, 0.834) == ""
    assert interval(0.83, 0.93) == "83–93 %"
    assert interval(None, 0.5) == ""


def test_the_ends_of_a_narrow_interval_have_the_same_decimals() -> None:
    assert interval(0.987, 0.997) == "98.7–99.7 %"
    assert interval(0.005, 0.012) == "0.5–1.2 %"
    assert interval(0.0, 0.005) == "0–0.5 %"
    assert interval(0.828, 1.0) == "83–100 %"
    assert interval(0.004, 0.92) == "0.4–92 %"


@pytest.mark.parametrize(
    ("measured", "behind", "in_sentence"),
    [
        (Measured(0.89, "share", low=0.88, high=0.9), "88–90 %", "between 88 and 90 %"),
        (Measured(13.0, "hours", low=12.0, high=15.0), "12–15 h", "between 12 and 15 h"),
        (Measured(13.0, "hours", low=13.0, high=15.0), "13–15 h", "between 13 and 15 h"),
        (Measured(1300.0, "EUR", low=1200.0, high=1500.0), "EUR 1,200–1,500", "between EUR 1,200 and 1,500"),
        (Measured(7.2, "per 100 orders", low=7.0, high=7.9), "7.0–7.9", "between 7.0 and 7.9"),
        (Measured(1.5, "hand-offs a complaint", low=1.4, high=1.6), "1.40–1.60", "between 1.40 and 1.60"),
        (Measured(2.0, "percentage points", low=-1.0, high=5.0), "between −1.00 and 5.00", "between −1.00 and 5.00"),
        (Measured(3.0, "tickets", low=3.0, high=3.0), "", ""),
    ],
)
def test_an_interval_has_one_wording_behind_a_value_and_one_in_a_sentence(
    measured: Measured, behind: str, in_sentence: str
) -> None:
    assert (interval_of(measured), interval_of(measured, in_sentence=True)) == (behind, in_sentence)


def test_a_card_says_between_what_an_estimate_lies() -> None:
    for method in ("", "by the engine"):
        estimate = Measured(0.992, "share", 992, 1000, 0.987, 0.997, method=method)
        assert parts_words(estimate) == "992 of 1,000 · 98.7–99.7 %"


def test_no_definition_calls_an_interval_bounds() -> None:
    assert not [each.name for each in measures() if "bounds" in f"{each.sentence} {each.label}"]


def test_an_estimate_counts_whole_complaints() -> None:
    assert value_words(Measured(40.909, "complaints", method="by the engine")) == "41"
    assert value_words(Measured(2.9, "complaints", method="by the engine")) == "2.9"
    assert value_words(Measured(40.909, "complaints")) == "40.9"


def test_a_period_says_its_year_once() -> None:
    assert period_words(date(2026, 1, 1), date(2026, 3, 31)) == "1 Jan to 31 Mar 2026"
    assert period_words(date(2025, 12, 1), date(2026, 3, 31)) == "1 Dec 2025 to 31 Mar 2026"
