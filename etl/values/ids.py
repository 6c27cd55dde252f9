"""Ids as shown in their original tool, without what spreadsheets and data frames add.

If the whole column is written so, 12000.0 and 12,000 are the id 12000, and '00001000 and ="00001000" the id 00001000.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow.compute as pc

from etl.values.arrow import to_arrow, to_text

_FORMULA = re.compile(r'="([^"]*)"')
_FLOAT = re.compile(r"[0-9]{1,17}(?:\.0+)?")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([.,'\u00a0\u202f ])[0-9]{3}(?:\1[0-9]{3})*)?|0")


@dataclass(frozen=True)
class IdHabit:
    """What a column has around its ids.

    Attributes
    ----------
    is_formula
        Spreadsheets' ``="..."``.
    has_apostrophe
        Leading apostrophe, the mark of spreadsheets for text.
    is_float
        ".0" after whole numbers.
    thousands
        Thousands separator; empty if there is none.
    """

    is_formula: bool = False
    has_apostrophe: bool = False
    is_float: bool = False
    thousands: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing around them."""
        return self == IdHabit()

    def shown(self, cell: str) -> str:
        """One id as shown in its tool."""
        return str(read_ids(pd.Series([cell], dtype="str"), self)[0])


class IdSurvey:
    """Collects, over a whole column, what is around its ids."""

    def __init__(self) -> None:
        self._is_formula = self._has_apostrophe = False
        self._may_be_float = self._may_be_grouped = self._may_be_marked = True
        self._has_point_zero = False
        self._marks: set[str] = set()
        self.is_settled = False
        """Whether the rest of the column can be skipped, because its first cells had nothing around them."""
        self.example = ""

    def take(self, cells: Iterable[str]) -> None:
        """Look at some different cells."""
        seen = False
        decorated = []
        for cell in cells:
            seen = True
            inner = _FORMULA.fullmatch(cell)
            self._is_formula |= inner is not None
            text = inner.group(1) if inner else cell
            is_marked = text.startswith("'")
            self._has_apostrophe |= is_marked
            text = text[1:] if is_marked else text
            self._may_be_marked &= "'" not in text or not is_marked
            is_grouped = _GROUPED.fullmatch(text)
            self._may_be_grouped &= is_grouped is not None
            self._marks |= {is_grouped.group(1)} if is_grouped and is_grouped.group(1) else set()
            self._may_be_float &= _FLOAT.fullmatch(text) is not None
            self._has_point_zero |= text.endswith(".0")
            if inner or is_marked or text.endswith(".0") or (is_grouped and is_grouped.group(1)):
                decorated.append(cell)
        self.example = self.example or min(decorated, default="")
        self.is_settled = self.is_settled or (seen and not self.example)

    def conclude(self) -> IdHabit:
        """Habit of the column."""
        is_grouped = self._may_be_grouped and len(self._marks) == 1
        return IdHabit(
            is_formula=self._is_formula,
            has_apostrophe=self._has_apostrophe and self._may_be_marked,
            is_float=self._may_be_float and self._has_point_zero,
            thousands=next(iter(self._marks)) if is_grouped else "",
        )


def habit_of_ids(cells: Iterable[str]) -> IdHabit:
    """Habit of a complete column."""
    survey = IdSurvey()
    survey.take(set(cells))
    return survey.conclude()


def read_ids(text: pd.Series[Any], habit: IdHabit) -> pd.Series[Any]:
    """Ids of a column as shown, by the column's habit; missing ones stay missing."""
    if habit.is_bare:
        return text
    cells = to_arrow(text)
    if habit.is_formula:
        cells = pc.replace_substring_regex(cells, r'^="([^"]*)"$', r"\1")
    if habit.has_apostrophe:
        cells = pc.replace_substring_regex(cells, "^'", "")
    if habit.is_float:
        cells = pc.replace_substring_regex(cells, r"\.0+$", "")
    if habit.thousands:
        cells = pc.replace_substring(cells, habit.thousands, "")
    return to_text(cells, text.index)
