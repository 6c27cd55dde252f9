"""Figures never say more than they know."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.marts.registry import Measured
from etl.marts.words import between, bounds, count, parts_words, percent, period_words, value_words


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


def test_a_card_says_numerator_denominator_bounds_and_basis() -> None:
    hours = Measured(0.81, "share", 1730, 2140, 0.7, 0.9, parts_unit="h", is_estimated=True)
    assert value_words(hours) == "81 %"
    assert parts_words(hours) == "1,730 of 2,140 h · estimated · 70–90 % bounds"


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        (Measured(1234.0, "complaints"), "1,234"),
        (Measured(12.34, "hours"), "12.3 h"),
        (Measured(12300.0, "EUR"), "EUR 12,300"),
        (Measured(7.25, "per 100 orders"), "7.2"),
        (Measured(1.5, "hand-offs a complaint"), "1.50"),
        (Measured(None, "share", note="why"), "–"),
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
        (Measured(0.9, "share", 90, 100, 0.74, 0.91), "90 %", "90 of 100 · 74–91 % bounds"),
    ],
)
def test_a_share_of_few_or_of_a_part_is_no_percentage(measured: Measured, number: str, line: str) -> None:
    assert (value_words(measured), parts_words(measured)) == (number, line)


def test_bounds_that_read_the_same_are_left_out() -> None:
    assert bounds(0.831, 0.834) == ""
    assert bounds(0.83, 0.93) == "83–93 %"
    assert bounds(None, 0.5) == ""


def test_close_bounds_have_the_same_decimals() -> None:
    assert between(0.987, 0.997) == "98.7 to 99.7 %"
    assert between(0.005, 0.012) == "0.5 to 1.2 %"
    assert between(0.0, 0.005) == "0 to 0.5 %"
    assert between(0.828, 1.0) == "83 to 100 %"
    assert between(0.004, 0.92) == "0.4 to 92 %"


def test_a_card_says_between_what_an_estimate_lies() -> None:
    estimate = Measured(0.992, "share", 992, 1000, 0.987, 0.997, method="by the engine")
    assert parts_words(estimate) == "992 of 1,000 · between 98.7 and 99.7 %"


def test_an_estimate_counts_whole_complaints() -> None:
    assert value_words(Measured(40.909, "complaints", method="by the engine")) == "41"
    assert value_words(Measured(2.9, "complaints", method="by the engine")) == "2.9"
    assert value_words(Measured(40.909, "complaints")) == "40.9"


def test_a_period_says_its_year_once() -> None:
    assert period_words(date(2026, 1, 1), date(2026, 3, 31)) == "1 Jan to 31 Mar 2026"
    assert period_words(date(2025, 12, 1), date(2026, 3, 31)) == "1 Dec 2025 to 31 Mar 2026"
