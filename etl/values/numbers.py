"""Numbers and amounts of money as exports write them.

"1.200" is twelve hundred in one file and one and a fifth in another, so the way a column writes numbers is determined
from the whole column, like the order of day and month: see `NumberSurvey`. A cell that can't be read is reported, never
guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.values.arrow import to_arrow, to_mask
from etl.values.money import currency_of

COUNT, MONEY, MEASURE = "count", "money", "measure"
"""Kinds of columns: counts and money don't have three decimals; measures, such as minutes, may."""

THOUSANDS, DECIMALS, UNKNOWN = "thousands", "decimals", "unknown"


@dataclass(frozen=True)
class NumberHabit:
    """How a column writes numbers.

    Attributes
    ----------
    dot, comma
        Meaning of one such separator before exactly three digits ("1.200"): "thousands", "decimals", or "unknown" if
        the column leaves it open; such a cell is then not read.
    currency
        Code of the currency that the column names; cells that name another aren't read. Empty where it names none.
    """

    dot: str = DECIMALS
    comma: str = DECIMALS
    currency: str = ""

    def of(self, mark: str) -> str:
        """Meaning of a separator before exactly three digits."""
        return self.dot if mark == "." else self.comma


@dataclass(frozen=True)
class Numbers:
    """Numbers of one column.

    Attributes
    ----------
    found
        ``float64``; missing where the cell is missing or can't be read.
    is_unread
        True where the cell holds something that can't be read.
    """

    found: pd.Series[Any]
    is_unread: pd.Series[bool]


class Parts(NamedTuple):
    """A parsed cell.

    Attributes
    ----------
    whole, part
        Digits before and after the decimal separator.
    is_negative
        Whether it is below zero.
    decimal
        Decimal separator before `part`; empty if there is none.
    grouped
        Thousands separator; empty if there is none.
    is_open
        Whether `decimal` could also be a thousands separator.
    currency
        Code, or empty.
    """

    whole: str
    part: str
    is_negative: bool
    decimal: str
    grouped: str
    is_open: bool
    currency: str


_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\t"), " ") | {ord("’"): "'", ord("ʼ"): "'"}
_MINUS = dict.fromkeys(map(ord, "−–—"), "-")
_SIGNS = str.maketrans(_BLANKS | _MINUS)
_AMOUNT = re.compile(
    r"(?P<open>\(?)(?P<lead>[^\d().,]*(?:(?<=[^\W\d_])\.)?\s?)(?P<number>[.,]?[0-9](?:[0-9.,' ]*[0-9])?)(?:[.,]-{1,2})?"
    r"(?P<tail>[^\d().,]*\.?)(?P<close>\)?)"
)
_PLAIN = re.compile(r"[0-9]{1,15}")
_DECIMAL = re.compile(r"(?P<whole>[0-9]{0,15})(?P<mark>[.,])(?P<part>[0-9]{1,25})")
_GROUPED = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<mark>[.,' ])[0-9]{3}(?:(?P=mark)[0-9]{3}){0,4})"
    r"(?:(?!(?P=mark))(?P<decimal>[.,])(?P<part>[0-9]{1,25}))?"
)
_INDIAN = re.compile(
    r"(?P<whole>[1-9][0-9]?(?P<mark>,)(?:[0-9]{2},){1,5}[0-9]{3})(?:(?P<decimal>\.)(?P<part>[0-9]{1,25}))?"
)


def take_apart(cell: str) -> Parts | None:
    """Parse a number or amount of money; None if the cell is neither.

    Supported are thousands separators (point, comma, blanks, apostrophes, also Indian grouping), a decimal point or
    comma, a leading or trailing minus, brackets for negative numbers, and a currency's sign or code on either side. Not
    supported are percentages and scientific notation such as 1.2E+3.
    """
    found = _AMOUNT.fullmatch(cell.translate(_SIGNS).strip())
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    lead, tail = found["lead"].strip(), found["tail"].strip()
    count_minus = lead.count("-") + tail.count("-") + bool(found["open"])
    beside = [text for text in (lead.replace("-", "").strip(" +"), tail.replace("-", "").strip()) if text]
    if count_minus > 1 or len(beside) > 1 or lead.count("+") > 1:
        return None
    currency = currency_of(beside[0]) if beside else ""
    if currency is None:
        return None
    return _apart(found["number"], bool(count_minus), currency)


def _apart(number: str, is_negative: bool, currency: str) -> Parts | None:
    if _PLAIN.fullmatch(number):
        return Parts(number, "", is_negative, "", "", False, currency)
    if found := _DECIMAL.fullmatch(number):
        whole, mark, part = found.groups()
        is_open = len(part) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0"
        return Parts(whole, part, is_negative, mark, "", is_open, currency)
    if found := _GROUPED.fullmatch(number) or _INDIAN.fullmatch(number):
        digits = re.sub(r"\D", "", found["whole"])
        return Parts(digits, found["part"] or "", is_negative, found["decimal"] or "", found["mark"], False, currency)
    return None


def parse_number(cell: str, habit: NumberHabit) -> float | None:
    """Number of one cell; None where it can't be read."""
    parts = take_apart(cell)
    return None if parts is None else value_of(parts, habit)


def value_of(parts: Parts, habit: NumberHabit) -> float | None:
    """Number of a parsed cell; None if the habit leaves it open, or it has another currency."""
    if parts.currency and habit.currency and parts.currency != habit.currency:
        return None
    whole, part = parts.whole, parts.part
    if parts.is_open:
        meant = habit.of(parts.decimal)
        if meant == UNKNOWN:
            return None
        whole, part = (whole + part, "") if meant == THOUSANDS else (whole, part)
    value = float(f"{whole or '0'}.{part or '0'}")
    return -value if parts.is_negative else value


class NumberSurvey:
    """Collects, over a whole column, how it writes numbers.

    Parameters
    ----------
    kind
        `COUNT`, `MONEY` or `MEASURE`.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self.example_open = self.example_unread = ""
        """A cell that two habits read differently, and one that is no number; empty if there isn't one."""
        self._decimals: Counter[str] = Counter()
        self._long: Counter[str] = Counter()
        self._between: Counter[str] = Counter()
        self._currencies: Counter[str] = Counter()
        self._count_short = self._count_long = 0

    def take(self, cells: Iterable[str]) -> None:
        """Look at some different cells."""
        is_open, is_unread = [], []
        for cell in cells:
            if cell.isdecimal():
                self._note_plain(cell)
            elif (parts := take_apart(cell)) is None:
                is_unread.append(cell)
            else:
                self._note(parts)
                is_open += [cell] if parts.is_open else []
        self.example_open = self.example_open or min(is_open, default="")
        self.example_unread = self.example_unread or min(is_unread, default="")

    def _note_plain(self, whole: str) -> None:
        is_short = len(whole) <= 3
        self._count_short += is_short
        self._count_long += not is_short

    def _note(self, parts: Parts) -> None:
        if parts.currency:
            self._currencies[parts.currency] += 1
        if parts.grouped in (".", ","):
            self._between[parts.grouped] += 1
        if parts.decimal and not parts.is_open:
            self._decimals[parts.decimal] += 1
            self._long[parts.decimal] += len(parts.part) >= 3
        if not parts.decimal and not parts.grouped:
            self._note_plain(parts.whole)

    def conclude(self) -> NumberHabit:
        """How the column writes numbers."""
        currency = max(self._currencies, key=lambda code: (self._currencies[code], code), default="")
        return NumberHabit(self._meaning(".", ","), self._meaning(",", "."), currency)

    def sentences(self) -> list[str]:
        """Sentences about how the column was read, each with an example."""
        habit, told = self.conclude(), []
        if self.example_open:
            number = parse_number(self.example_open, habit)
            meant = "can't be told from its decimals and isn't read" if number is None else f"is read as {number:,.12g}"
            told.append(f'"{self.example_open}" {meant}, judging by the other cells of the column.')
        if len(self._currencies) > 1:
            others = ", ".join(sorted(set(self._currencies) - {habit.currency}))
            told.append(
                f"amounts in {habit.currency} are read, those in {others} aren't: two currencies can't be added up."
            )
        if self.example_unread:
            told.append(f'"{self.example_unread}" is not a number; such cells are left out.')
        return told

    def _meaning(self, mark: str, other: str) -> str:
        decimals, between = self._decimals[mark], self._between[mark] + self._decimals[other]
        if self._kind in (COUNT, MONEY):
            if decimals <= between:
                return THOUSANDS  # nobody counts orders in thousandths, or pays in tenths of a cent
            # Beside 12.50 the cell 1.200 is neither clearly; beside 0.125 it has three decimals as they have.
            return DECIMALS if self._long[mark] and not between else UNKNOWN
        if decimals != between:
            return DECIMALS if decimals > between else THOUSANDS
        # Beside whole numbers below a thousand, and none above, three digits behind a mark are thousands.
        return THOUSANDS if not decimals and self._count_short and not self._count_long else UNKNOWN


def habit_of(cells: Iterable[str], kind: str = MEASURE) -> NumberHabit:
    """Habit of a complete column."""
    survey = NumberSurvey(kind)
    survey.take(set(cells))
    return survey.conclude()


_CLEAR = r"^[+\-]?(?:[0-9]{1,15}|(?:[0-9]{1,15})?\.(?:[0-9]{1,2}|[0-9]{4,25})|0[0-9]{0,14}\.[0-9]{3})$"
"""What every habit reads alike, and a database can."""


def read_numbers(text: pd.Series[Any], habit: NumberHabit) -> Numbers:
    """Read a column of numbers or amounts of money, in the habit of the whole column."""
    return read_with(text, lambda cell: parse_number(cell, habit))


def read_with(text: pd.Series[Any], parse: Callable[[str], float | None]) -> Numbers:
    """Read a column: plain numbers vectorised, each other distinct cell by `parse`."""
    cells = pc.utf8_trim_whitespace(to_arrow(text))
    is_clear = pc.fill_null(pc.match_substring_regex(cells, _CLEAR), False)
    plain = pc.if_else(is_clear, cells, pa.scalar(None, pa.large_string())).cast(pa.float64())
    values = np.array(plain.to_numpy(zero_copy_only=False), dtype=np.float64)
    is_given = to_mask(pc.not_equal(cells, ""))
    others = np.flatnonzero(is_given & ~to_mask(is_clear))
    if len(others):
        encoded = pc.dictionary_encode(cells.take(pa.array(others)))
        read = [parse(cell) for cell in encoded.dictionary.to_pylist()]
        values[others] = np.array(read, dtype=np.float64)[encoded.indices.to_numpy()]
    is_unread = is_given & np.isnan(values)
    return Numbers(pd.Series(values, index=text.index), pd.Series(is_unread, index=text.index, dtype="bool"))


def counts(text: pd.Series[Any]) -> pd.Series[Any]:
    """Integers (``Int64``); missing where a cell isn't one."""
    found = read_numbers(text, NumberHabit(THOUSANDS, THOUSANDS)).found
    return found.where(found % 1 == 0).astype("Int64")
