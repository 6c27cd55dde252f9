"""Ids as they show, whatever a spreadsheet or a data frame put round them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.values.ids import habit_of_ids, read_ids
from tests.unit.staging.rows import column


def read(cells: list[str]) -> list[str]:
    return read_ids(column(cells), habit_of_ids(cells)).tolist()


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (["12000.0", "12001.0"], ["12000", "12001"]),
        (["12000.0", "12001"], ["12000", "12001"]),
        (["12,000", "999", "1,234,567"], ["12000", "999", "1234567"]),
        (["12.000", "12.001"], ["12000", "12001"]),
        (["12\u00a0000"], ["12000"]),
        (["'00001000", "'00001001"], ["00001000", "00001001"]),
        (['="00001000"', '="00001001"'], ["00001000", "00001001"]),
        (["'A-1", "B-2"], ["A-1", "B-2"]),
    ],
)  # fmt: skip
def test_an_id_is_what_it_shows_where_the_whole_column_says_so(cells: list[str], shown: list[str]) -> None:
    assert read(cells) == shown


@pytest.mark.parametrize(
    "cells", [["1.0", "1.1"], ["12.0", "A-12"], ["1,234", "12,34"], ["1,000", "1.000"], ["O'Neil", "'12"], ["007", "7"]]
)
def test_ids_that_are_written_otherwise_stay_as_they_are(cells: list[str]) -> None:
    if cells == ["O'Neil", "'12"]:
        assert read(cells) == ["O'Neil", "12"]
    else:
        assert read(cells) == cells


@settings(max_examples=60)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=6), st.sampled_from(["{}.0", "{:,}", "'{}", '="{}"']))
def test_an_id_that_was_dressed_up_is_read_back(numbers: list[int], form: str) -> None:
    assert read([form.format(number) for number in numbers]) == [str(number) for number in numbers]
