"""Compacts a sheet with far-away cells, by streaming its XML and removing empty rows and columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from etl.sources.bounds import MAX_COLUMNS

_SPARSE_AREA, _SPARSE_SHARE = 4_000_000, 4
"""A sheet is read as it is if its block has no more cells than the first, or no more per filled cell than the second.
"""

_CELL = re.compile(rb"""<(?:\w+:)?c(?=[\s/>])(?:[^<>]*?\sr\s*=\s*["']([A-Za-z]{1,3})(\d+)["'])?[^<>]*?(/?)>""")
_USUAL_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"')
"""Cell reference as most programs write it, found five times as fast; the cell may be empty."""

_REFERENCE = re.compile(rb"""(\sr\s*=\s*["'])[A-Za-z]+\d+""")


@dataclass(frozen=True)
class Near:
    """Original positions of a sheet's cells before compacting.

    Attributes
    ----------
    rows, columns
        Numbers, from 1, of the rows and columns that hold anything, in order.
    """

    rows: list[int]
    columns: list[int]


class Extent:
    """Rows and columns that a sheet's cells occupy.

    Attributes
    ----------
    rows, columns
        Numbers of those with cells; 0 if a cell doesn't state it.
    """

    def __init__(self, *, is_exact: bool) -> None:
        self._is_exact = is_exact
        self._letters: dict[bytes, int] = {}
        self.count_cells = 0
        self.rows: set[int] = set()

    def take(self, piece: bytes) -> None:
        """Scan a piece of the sheet, which is split before a tag."""
        if not (found := self._cells(piece)):
            return
        letters, digits = zip(*found, strict=True)
        self.count_cells += len(found)
        self.rows.update(map(int, set(digits)))
        self._letters.update((new, _number_of(new)) for new in {*letters} - self._letters.keys())

    def _cells(self, piece: bytes) -> list[tuple[bytes, bytes]]:
        """Column letters and row digits of filled cells; unless exact, empty cells may be included."""
        usual: list[tuple[bytes, bytes]] = _USUAL_CELL.findall(piece)
        if not self._is_exact and len(usual) == piece.count(b"<c") + piece.count(b":c"):
            return usual
        return [(letters, digits or b"0") for letters, digits, is_empty in _CELL.findall(piece) if not is_empty]

    @property
    def columns(self) -> set[int]:
        """Numbers of the columns that hold cells."""
        return set(self._letters.values())

    @property
    def is_far(self) -> bool:
        """Whether the block from the first cell to the last is far larger than its filled cells."""
        last_row, last_column = max(self.rows, default=0), max(self.columns, default=0)
        return last_column > MAX_COLUMNS or not is_dense(last_row * last_column, self.count_cells)


def is_dense(area: int, count_cells: int) -> bool:
    """Whether a block of `area` cells with `count_cells` filled ones may be unpacked as it is."""
    return area <= max(_SPARSE_AREA, _SPARSE_SHARE * count_cells)


def _number_of(letters: bytes) -> int:
    """Number of a column from 1: A is 1, XFD 16,384; 0 for none."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _letters_of(number: int) -> bytes:
    letters = b""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = bytes([65 + rest]) + letters
    return letters


def brought_near(pieces: Iterable[bytes], near: Near) -> Iterator[bytes]:
    """Sheet XML with cells renumbered so that no empty row or column is between them."""
    rows = {number: place for place, number in enumerate(near.rows, start=1)}
    columns = {number: _letters_of(place) for place, number in enumerate(near.columns, start=1)}
    move = partial(_moved, rows, columns)
    for piece in pieces:
        yield _CELL.sub(move, piece)


def _moved(rows: dict[int, int], columns: dict[int, bytes], tag: re.Match[bytes]) -> bytes:
    letters, digits, is_empty = tag.groups()
    if is_empty:
        return b""
    place = columns[_number_of(letters)] + str(rows[int(digits)]).encode()
    return _REFERENCE.sub(lambda found: found[1] + place, tag[0], count=1)
