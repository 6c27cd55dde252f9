"""Figures never say more than they know."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.marts.registry import Measured
from etl.marts.words import bounds, count, parts_words, percent, period_words, value_words


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


def test_bounds_that_read_the_same_are_left_out() -> None:
    assert bounds(0.831, 0.834) == ""
    assert bounds(0.83, 0.93) == "83–93 %"
    assert bounds(None, 0.5) == ""


def test_a_period_says_its_year_once() -> None:
    assert period_words(date(2026, 1, 1), date(2026, 3, 31)) == "1 Jan to 31 Mar 2026"
    assert period_words(date(2025, 12, 1), date(2026, 3, 31)) == "1 Dec 2025 to 31 Mar 2026"
