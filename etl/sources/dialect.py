"""Detects unusual dialects of delimited text from a file's first rows.

Reports put a title, a summary or comments above the table; spreadsheets save a row as one quoted cell; databases mark a
quote within a cell by a backslash.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from etl.sources.table import Cell

LINES_LOOKED_AT = 300
MOST_LETTERS = 2_000_000
"""Maximum characters of those lines: texts may be long, and one line may be a whole file."""

_LEAST_WIDTH, _HALF, _MOST, _NEARLY_ALL = 2, 0.5, 0.7, 0.9
MOST_ABOVE = 40
"""Maximum rows of a title and summary above a table."""

_FEWEST_ROWS = 2


@dataclass(frozen=True)
class Dialect:
    """Unusual features of a file.

    Attributes
    ----------
    escape
        Escape character for quotes within a cell; None where quotes are doubled, as usual.
    inner
        Delimiter within rows that are wrapped in one cell; empty where none is.
    """

    escape: str | None = None
    inner: str = ""


def lines_above(lines: Sequence[str], delimiters: Sequence[str]) -> int:
    """Number of lines above the table: those with far fewer cells than most rows."""
    found = [_above(lines, delimiter) for delimiter in delimiters]
    _, above = max(found, key=lambda pair: pair[0], default=(0, 0))
    return above


def _above(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """Cells of the rows with the most common width, and the number of lines above the first filled one of them."""
    rows = _rows(lines, delimiter)
    widths = Counter(len(row) for _, row in rows if len(row) >= _LEAST_WIDTH)
    if not widths:
        return 0, 0
    width, count = widths.most_common(1)[0]
    return count * width, rows[header_among([row for _, row in rows])][0]


def header_among(rows: Sequence[Sequence[Cell]]) -> int:
    """Index of the header among the first rows: the first row that isn't far narrower than most."""
    widths = Counter(len(row) for row in rows if len(row) >= _LEAST_WIDTH)
    if not widths:
        return 0
    width = widths.most_common(1)[0][0]
    below = [row for row in rows[len(rows) // 2 :] if len(row) == width] or rows
    usual = median(map(_count_filled, below))
    for place, row in enumerate(rows[:MOST_ABOVE]):
        # A header may be a cell wider or narrower than its rows; a title or a line of a summary is far narrower.
        usual_share = _HALF if place == 0 else _MOST
        least = usual_share if abs(len(row) - width) <= 1 else _NEARLY_ALL
        if _count_filled(row) > max(1, least * usual):
            return place
    return 0


def _count_filled(row: Sequence[Cell]) -> int:
    return sum(bool(cell and cell.strip()) for cell in row)


def escape_of(lines: Sequence[str], delimiter: str) -> str | None:
    """A backslash, if rows have the header's width only when it escapes quotes; else None."""
    if not any('\\"' in line for line in lines):
        return None
    plain, escaped = (_share_fitting(_rows(lines, delimiter, escape)) for escape in (None, "\\"))
    return "\\" if escaped > plain and escaped >= _NEARLY_ALL else None


def inner_of(lines: Sequence[str], delimiters: Sequence[str]) -> tuple[str, str]:
    """Outer and inner delimiter of a file whose rows are each wrapped in one quoted cell; empty where they aren't."""
    quoted = [line for line in lines[1:] if line.strip()]
    if len(quoted) < _FEWEST_ROWS or sum(line.startswith('"') for line in quoted) < _NEARLY_ALL * len(quoted):
        return "", ""
    for outer in sorted(delimiters, key=lambda each: -quoted[0].count(each + each)):
        cells = [_only(row) for _, row in _rows(lines, outer)]
        whole = [cell for cell in cells if cell]
        if len(whole) < _NEARLY_ALL * len(cells):
            continue
        for inner in delimiters:
            widths = [_width(cell, inner) for cell in whole]
            is_wrapped = widths[0] > _LEAST_WIDTH and widths.count(widths[0]) >= _NEARLY_ALL * len(widths)
            if inner != outer and is_wrapped and not _is_plain(lines, inner, widths[0]):
                return outer, inner
    return "", ""


def _width(cell: str, delimiter: str) -> int:
    """Number of cells that a cell holds as a row of its own; 0 if it can't be read as one."""
    try:
        return len(next(csv.reader([cell], delimiter=delimiter), []))
    except csv.Error:  # a line break outside quotes
        return 0


def _is_plain(lines: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether the rows have a width without being unwrapped."""
    rows = _rows(lines, delimiter)[1:]
    return sum(len(row) == width for _, row in rows) > _HALF * len(rows)


def _only(row: Sequence[str]) -> str:
    """The only filled cell of a row; empty where there are several."""
    filled = [cell for cell in row if cell.strip()]
    return filled[0] if len(filled) == 1 else ""


def _share_fitting(rows: Sequence[tuple[int, list[str]]]) -> float:
    if len(rows) < _FEWEST_ROWS:
        return 0.0
    width = len(rows[0][1])
    return sum(len(row) == width for _, row in rows[1:]) / (len(rows) - 1)


def _rows(lines: Sequence[str], delimiter: str, escape: str | None = None) -> list[tuple[int, list[str]]]:
    """Rows, each with the number of lines before it; stops at what can't be parsed."""
    reader = csv.reader(lines, delimiter=delimiter, escapechar=escape)
    rows: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for row in reader:
            rows += [(before, row)] if row else []
            before = reader.line_num
    except csv.Error:
        pass
    return rows
