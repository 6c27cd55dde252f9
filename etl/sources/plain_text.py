"""Reads plain delimited text column by column, several times faster than row by row.

Arrow parses a piece of the file if Python's CSV module would read the same cells from it. That is checked for each
piece: every quote opens a cell, closes it, or is doubled within it; a carriage return only stands before a line end.
Where that doesn't hold, reading stops, and the caller goes on row by row.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv as arrow_csv

from etl.sources.encoding import MAX_LINE
from etl.sources.table import ColumnBlock, Misfit, in_blocks, misfit_reason

_PIECE_BYTES = 8_000_000
"""Bytes parsed at a time: enough rows for Arrow's fixed costs not to count."""
_MOST_BYTES = 64_000_000
"""Most bytes without a row's end: beyond, a quote is probably never closed, which reading row by row tells."""
_QUOTE, _NEW_LINE, _RETURN = ord('"'), ord("\n"), ord("\r")

Integers = npt.NDArray[np.int64]
Fit = Callable[[list[str], int], list[str]]
"""Fits a row to the header's width, if that is possible without losing a cell."""


class PlainReader:
    """Rows of plain delimited text below its header.

    Parameters
    ----------
    stream
        UTF-8 from the first line of the header on, valid throughout.
    delimiter
        One ASCII character.
    width
        Cells of the header.
    fit
        Applied to rows of another width.

    Attributes
    ----------
    is_done
        Whether all of the file was read.
    next_line
        If not: line of the first row that wasn't read, counted from 1 at the header.
    """

    def __init__(self, stream: BinaryIO, delimiter: str, width: int, fit: Fit) -> None:
        self._stream, self._delimiter, self._width, self._fit = stream, delimiter, width, fit
        self.is_done = False
        self.next_line = 1
        self._is_header_read = False
        self._options = {
            "read_options": arrow_csv.ReadOptions(
                use_threads=False, column_names=[str(spot) for spot in range(width)], block_size=2 * _MOST_BYTES
            ),
            "parse_options": arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            "convert_options": arrow_csv.ConvertOptions(
                check_utf8=False,
                column_types={str(spot): pa.large_string() for spot in range(width)},
                strings_can_be_null=False,
            ),
        }

    def blocks(self, count_rows: int, most_bytes: int) -> Iterator[ColumnBlock]:
        """Rows in blocks of at most `count_rows`; a block also ends where its text exceeds `most_bytes`."""
        return in_blocks(self._pieces(), count_rows, most_bytes)

    def _pieces(self) -> Iterator[ColumnBlock]:
        rest, line = b"", 1
        while True:
            content, is_last = self._more(rest)
            rows = _rows_of(content, self._delimiter, is_last=is_last)
            if rows is None or (not len(rows.ends) and len(content) > _MOST_BYTES):
                self.next_line = line
                return
            end = int(rows.ends[-1]) + 1 if len(rows.ends) else 0
            if len(rows.starts):
                piece = self._parsed(content[:end], rows, line)
                if piece is None:
                    self.next_line = line
                    return
                if len(piece):
                    yield piece
            line += rows.count_lines
            rest = content[end:]
            if is_last:
                self.is_done = True
                return

    def _more(self, rest: bytes) -> tuple[bytes, bool]:
        """What is left with the next bytes of the file, and whether these are its last."""
        parts, wanted = [rest], _PIECE_BYTES
        while wanted > 0:
            read = self._stream.read(wanted)
            if not read:
                return b"".join(parts), True
            parts.append(read)
            wanted -= len(read)
        return b"".join(parts), False

    def _parsed(self, content: bytes, rows: _Rows, line: int) -> ColumnBlock | None:
        """Rows of a piece, without the header; None if Arrow doesn't see the same rows."""
        starts, ends, widths, lines = rows.starts, rows.filled_ends, rows.widths, line + rows.lines
        if not self._is_header_read:
            starts, ends, widths, lines = starts[1:], ends[1:], widths[1:], lines[1:]
            self._is_header_read = True
        if not len(starts):
            return ColumnBlock(lines, [], [])
        is_misfit = widths != self._width
        others = [self._row(content[start:end]) for start, end in zip(starts[is_misfit], ends[is_misfit], strict=True)]
        if any(len(row) == self._width for row in others):
            return self._one_by_one(content, starts, ends, lines)
        if is_misfit.any():
            content = b"".join(
                content[start : end + 1] for start, end in zip(starts[~is_misfit], ends[~is_misfit], strict=True)
            )
        else:
            content = content[starts[0] : ends[-1] + 1]
        columns = self._columns(content)
        if columns is None or any(len(column) != len(starts) - len(others) for column in columns):
            return None
        where = np.flatnonzero(is_misfit)
        misfits: list[Misfit] = [
            (int(lines[place]), row, misfit_reason(len(row), self._width))
            for place, row in zip(where, others, strict=True)
        ]
        return ColumnBlock(lines[~is_misfit], columns, misfits)

    def _columns(self, content: bytes) -> list[pa.Array] | None:
        if not content:
            return [pa.array([], pa.large_string())] * self._width
        try:
            table = arrow_csv.read_csv(pa.BufferReader(content), **self._options)
        except pa.ArrowInvalid:
            return None
        return [column.combine_chunks() for column in table.columns]

    def _one_by_one(self, content: bytes, starts: Integers, ends: Integers, lines: Integers) -> ColumnBlock:
        """Rows of a piece in which some have to be fitted to the header."""
        fitting: list[list[str]] = []
        fitting_lines: list[int] = []
        misfits: list[Misfit] = []
        for start, end, line in zip(starts.tolist(), ends.tolist(), lines.tolist(), strict=True):
            row = self._row(content[start:end])
            if len(row) == self._width:
                fitting.append(row)
                fitting_lines.append(line)
            else:
                misfits.append((line, row, misfit_reason(len(row), self._width)))
        columns = [pa.array(cells, pa.large_string()) for cells in zip(*fitting, strict=True)] if fitting else []
        return ColumnBlock(np.array(fitting_lines, dtype=np.int64), columns, misfits)

    def _row(self, text: bytes) -> list[str]:
        """One row, fitted to the header where that is possible."""
        lines = io.StringIO(text.decode(), newline="")
        row = next(csv.reader(lines, delimiter=self._delimiter))
        return row if len(row) == self._width else self._fit(row, self._width)


@dataclass(frozen=True)
class _Rows:
    """Rows found in some text.

    Attributes
    ----------
    ends
        Offset of the line end of each row, blank ones included; the last row may end with the text.
    starts, filled_ends
        Offsets of the rows that aren't blank: first byte, and line end.
    widths
        Their number of cells.
    lines
        Lines before each of them.
    count_lines
        Lines up to the end of the last row.
    """

    ends: Integers
    starts: Integers
    filled_ends: Integers
    widths: Integers
    lines: Integers
    count_lines: int


def _rows_of(content: bytes, delimiter: str, *, is_last: bool) -> _Rows | None:
    """Whole rows of a text that begins with a row; None if Python's CSV module might read other cells."""
    if content.count(b"\r") != content.count(b"\r\n") + (not is_last and content.endswith(b"\r")):
        return None
    text = np.frombuffer(content, dtype=np.uint8)
    quotes = np.flatnonzero(text == _QUOTE)
    lines = np.flatnonzero(text == _NEW_LINE)
    ends = lines[np.searchsorted(quotes, lines) % 2 == 0] if len(quotes) else lines
    if is_last and len(content) and (not len(ends) or ends[-1] != len(content) - 1):
        if len(quotes) % 2:
            return None  # a quote that is never closed
        ends = np.append(ends, len(content))
    stop = int(ends[-1]) if len(ends) else 0
    if not _are_plain(text, quotes[: np.searchsorted(quotes, stop)], delimiter):
        return None
    starts = np.concatenate([[0], ends[:-1] + 1]).astype(np.int64)[: len(ends)]
    parts = np.flatnonzero(text[:stop] == ord(delimiter))
    if len(quotes):
        parts = parts[np.searchsorted(quotes, parts) % 2 == 0]
    widths = np.diff(np.searchsorted(parts, ends), prepend=0) + 1
    lengths = ends - starts
    is_blank = (lengths == 0) | ((lengths == 1) & (text[np.minimum(starts, len(text) - 1)] == _RETURN))
    if len(lengths) and lengths.max() > MAX_LINE:
        return None  # the longest cells are refused
    filled = starts[~is_blank]
    count_lines = int(np.searchsorted(lines, stop, side="right"))
    return _Rows(ends, filled, ends[~is_blank], widths[~is_blank], np.searchsorted(lines, filled), count_lines)


def _are_plain(text: npt.NDArray[np.uint8], quotes: Integers, delimiter: str) -> bool:
    """Whether each quote stands at the start or end of a cell, or is doubled within one."""
    if not len(quotes):
        return True
    around = (ord(delimiter), _NEW_LINE, _QUOTE)
    opening, closing = quotes[::2], quotes[1::2]
    if len(opening) != len(closing):
        return False
    opening = opening[1:] if opening[0] == 0 else opening
    closing = closing[:-1] if closing[-1] == len(text) - 1 else closing
    after = text[closing + 1]
    before = text[opening - 1]
    is_after = (after == around[0]) | (after == around[1]) | (after == around[2]) | (after == _RETURN)
    return bool(np.isin(before, around).all() and is_after.all())
