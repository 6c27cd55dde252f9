"""Checks an OpenDocument spreadsheet before it is read: repeated cells can expand to any number.

A row can declare that it is repeated a million times, and its cell sixteen thousand times: the library would expand
them all. So the repetitions are counted first, by streaming.
"""

from __future__ import annotations

from typing import IO
from xml.parsers import expat

from etl.errors import InputError
from etl.sources.bounds import MAX_COLUMNS
from etl.sources.near import is_dense

OPEN_DOCUMENT = "content.xml"
"""The part that holds all sheets."""

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_BLOCK = 1 << 20
_MOST_REPEATS = 1 << 21


def check_sheets(stream: IO[bytes], shown: str) -> None:
    """Check the sheets against the bounds.

    Parameters
    ----------
    stream
        XML of the part `OPEN_DOCUMENT`.
    shown
        Name of the file in messages.

    Raises
    ------
    InputError
        If a sheet unpacks to far more cells than it holds, has too many columns, or the XML declares entities.
    ValueError
        If the XML is incomplete or malformed.
    """
    sizes = _Sizes(shown)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = sizes.start
    parser.EndElementHandler = sizes.end
    parser.StartDoctypeDeclHandler = sizes.refuse_entities
    try:
        while block := stream.read(_BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error


class _Sizes:
    """Rows and columns up to the last cell that holds anything, sheet by sheet."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._row = self._last_row = self._width = self._count = 0
        self._repeats = 1
        self._column = self._last_column = self._filled = 0

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag == f"{_TABLE}table":
            self._row = self._last_row = self._width = self._count = 0
        elif tag == f"{_TABLE}table-row":
            self._repeats = self._number(given, "number-rows-repeated")
            self._column = self._last_column = self._filled = 0
        elif tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            count = self._number(given, "number-columns-repeated")
            self._column += count
            if f"{_OFFICE}value-type" in given:
                self._last_column = self._column
                self._filled += count

    def end(self, tag: str) -> None:
        if tag != f"{_TABLE}table-row":
            return
        self._row += self._repeats
        if not self._last_column:
            return
        self._last_row, self._width = self._row, max(self._width, self._last_column)
        # A repeated row's cells are written once: these are the cells that the sheet holds.
        self._count += self._filled if self._repeats == 1 else 1
        if self._width > MAX_COLUMNS:
            raise InputError(
                f"{self._shown}: a sheet has cells in {self._width:,} columns; at most {MAX_COLUMNS:,} are read. "
                "Delete those that aren't part of the table."
            )
        if not is_dense(self._last_row * self._width, self._count):
            raise InputError(
                f"{self._shown}: the cells of a sheet lie too far apart, the last in row {self._last_row:,} and "
                f"column {self._width:,}. Delete those that aren't part of the table, or save it as CSV."
            )

    def refuse_entities(self, *_: object) -> None:
        raise InputError(f"{self._shown} declares entities, as no spreadsheet does. Save it again as XLSX or CSV.")

    def _number(self, given: dict[str, str], name: str) -> int:
        digits = given.get(f"{_TABLE}{name}", "1")
        return max(1, min(int(digits), _MOST_REPEATS)) if len(digits) < 10 and digits.isdecimal() else _MOST_REPEATS
