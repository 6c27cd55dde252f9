"""Numbers and amounts of money as exports write them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.values.numbers import COUNT, MEASURE, MONEY, NumberSurvey, habit_of, parse_number, read_numbers
from tests.unit.staging.rows import column


def read(cells: list[str], kind: str) -> list[float | None]:
    """What a column of these cells holds."""
    found = read_numbers(column(cells), habit_of(cells, kind)).found
    return [None if math.isnan(value) else value for value in found]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1200", 1200), ("1.200", 1200), ("1,200", 1200), ("1 200", 1200), ("1\u202f234\u202f567", 1234567),
        ("1\u00a0200,5", 1200.5), ("1'200", 1200), ("1’200.50", 1200.5), ("1.200,5", 1200.5), ("1,200.5", 1200.5),
        ("12,5", 12.5), ("0.125", 0.125), ("1200.125", 1200.125), (".5", 0.5), ("1,23,456.78", 123456.78),
        ("-5", -5), ("−5", -5), ("5-", -5), ("(5.00)", -5), ("+5", 5), ("12,-", 12), ("12.–", 12),
        ("€ 12,50", 12.5), ("12,50 €", 12.5), ("EUR 40", 40), ("40 eur", 40), ("-€5", -5), ("€ -5", -5),
        ("$1,234.56", 1234.56), ("US$ 5", 5), ("CHF 1'200.-", 1200), ("1 234,50 €", 1234.5), ("kr. 5", 5), ("5 kr", 5),
        ("R$ 1.200,00", 1200), ("£3", 3), ("12 zł", 12), ("Rs. 500", 500), ("12 euros", 12),
    ],
)  # fmt: skip
def test_an_amount_is_read_whatever_marks_and_currency_it_has(cell: str, expected: float) -> None:
    assert read([cell], MONEY) == [expected]
    if cell.isascii() and cell[0].isdigit() and cell[-1].isdigit():
        assert read([cell], COUNT) == [expected]


@pytest.mark.parametrize(
    "cell",
    ["1.20.000", "1,200.300,5", "inf", "nan", "1.03006E+13", "12 orders", "12 %", "--5", "(5", "EUR", "5 EUR EUR",
     "1 20", "11.03.2024", "1/2", "½", "٣", "-"],
)  # fmt: skip
def test_what_is_no_number_is_unread_and_said(cell: str) -> None:
    found = read_numbers(column([cell, None, " "]), habit_of([cell], MONEY))
    assert found.found.isna().all()
    assert found.is_unread.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("cells", "kind", "expected"),
    [
        # Minutes of a German sheet, and of a program that writes floats.
        (["1.234", "12,5"], MEASURE, [1234, 12.5]),
        (["1.234", "12.5"], MEASURE, [1.234, 12.5]),
        (["1.234", "45"], MEASURE, [1234, 45]),
        (["1.234", "2.345"], MEASURE, [None, None]),
        (["1,234", "1,234.5"], MEASURE, [1234, 1234.5]),
        # Money: 1.200 beside 12.50 may be twelve hundred or a slip; beside 0.125 there are three decimals.
        (["1.200", "€ 12,50"], MONEY, [1200, 12.5]),
        (["1.200", "12.50"], MONEY, [None, 12.5]),
        (["1.200", "0.125"], MONEY, [1.2, 0.125]),
        (["1.200", "1.200,50", "EUR 40", "1,200.00"], MONEY, [1200, 1200.5, 40, 1200]),
        # Euros and dollars can't be added up: those that are fewer aren't read.
        (["€ 5", "€ 7", "$ 9"], MONEY, [5, 7, None]),
    ],
)  # fmt: skip
def test_how_a_number_is_read_is_decided_over_its_column(
    cells: list[str], kind: str, expected: list[float | None]
) -> None:
    assert read(cells, kind) == expected


def test_what_was_decided_and_what_was_left_out_is_said_with_an_example() -> None:
    survey = NumberSurvey(MONEY)
    survey.take({"1.200", "12,50", "a voucher", "€ 5", "€ 6", "$ 5"})
    assert survey.sentences() == [
        '"1.200" is read as 1,200, judging by the other cells of the column.',
        "amounts in EUR are read, those in USD aren't: two currencies can't be added up.",
        '"a voucher" is not a number; such cells are left out.',
    ]


WRITTEN = st.sampled_from(["{:.2f}", "{:,.2f}", "€ {:,.2f}", "({:,.2f})"])
CELLS = st.lists(st.integers(-10_000_000, 10_000_000), min_size=1, max_size=8)


@settings(max_examples=60)
@given(CELLS, WRITTEN, st.booleans())
def test_an_amount_that_was_formatted_is_read_back(cents: list[int], form: str, has_comma: bool) -> None:
    amounts = [abs(n) / 100 if "(" in form else n / 100 for n in cents]
    cells = [form.format(amount) for amount in amounts]
    if has_comma:
        cells = [cell.translate(str.maketrans(",.", ".,")) for cell in cells]
    expected = [-amount for amount in amounts] if "(" in form else amounts
    assert read(cells, MONEY) == pytest.approx(expected)


@settings(max_examples=60)
@given(st.lists(st.text(alphabet="0123456789.,' -()€$EUR%\u00a0", max_size=9), max_size=6), st.integers(0, 6))
def test_reading_never_raises_and_a_column_in_parts_is_the_same(cells: list[str], cut: int) -> None:
    habit = habit_of(cells, MONEY)
    whole = read_numbers(column(cells), habit).found.tolist()
    parts = [read_numbers(column(part), habit).found.tolist() for part in (cells[:cut], cells[cut:])]
    assert str(whole) == str(parts[0] + parts[1])
    for cell in cells:
        parse_number(cell, habit)
