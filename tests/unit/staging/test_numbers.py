"""Numbers as exports write them."""

from __future__ import annotations

import math

import pytest

from etl.staging.numbers import totals
from tests.unit.staging.rows import column


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1200", 1200), ("1.200", 1200), ("1,200", 1200), ("1 200", 1200), ("1\u202f234\u202f567", 1234567),
        ("1'200", 1200), ("1.200,5", 1200.5), ("1,200.5", 1200.5), ("12,5", 12.5), ("0.125", 0.125),
        ("1200.125", 1200.125), ("-5", -5),
    ],
)  # fmt: skip
def test_marks_between_thousands_are_told_from_decimals(cell: str, expected: float) -> None:
    assert totals(column([cell]))[0] == expected


@pytest.mark.parametrize("cell", ["1.20.000", "1,200.300,5", "inf", "nan", "1.03006E+13", "12 orders", "", None])
def test_what_is_no_number_is_missing(cell: str | None) -> None:
    assert math.isnan(totals(column([cell]))[0])
