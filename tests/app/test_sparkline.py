"""The way to a number in a line beside it."""

from __future__ import annotations

import re

import pytest

from pages.ui.sparkline import sparkline


def heights(values: list[float]) -> list[tuple[float, float]]:
    """Places of the line's upper edge, across and down, in percent of its box."""
    shape = re.search(r"polygon\((.*)\)\"", sparkline(values))
    assert shape is not None
    points = re.findall(r"([\d.]+)% calc\(([\d.]+)% - 1px\)", shape[1])
    assert len(points) == len(values) == len(re.findall(r"% \+ 1px", shape[1]))
    return [(float(across), float(down)) for across, down in points]


def test_the_line_goes_from_edge_to_edge_and_up_where_the_number_goes_up() -> None:
    drawn = heights([2.0, 4.0, 3.0])
    assert [across for across, _ in drawn] == [0.0, 50.0, 100.0]
    low, high, middle = (down for _, down in drawn)
    assert high < middle < low
    assert middle == pytest.approx((low + high) / 2)
    assert high > 0
    assert low < 100


def test_a_number_that_stays_is_a_level_line() -> None:
    assert {down for _, down in heights([5.0, 5.0, 5.0])} == {50.0}


def test_it_says_nothing_to_a_screen_reader_and_takes_the_colour_of_the_text() -> None:
    drawn = sparkline([1.0, 2.0])
    assert 'aria-hidden="true"' in drawn
    assert "background:currentColor" in drawn


def test_one_value_has_no_way() -> None:
    with pytest.raises(ValueError, match="1 values given, 2 needed"):
        sparkline([1.0])
