"""Delimited text such as CSV, read in blocks with the exact line at which each row starts."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, dropwhile
from typing import TextIO

from etl.errors import InputError
from etl.sources.bounds import TooManyColumnsError, refuse_many_columns, rows_of_a_block
from etl.sources.container import Container
from etl.sources.dialect import LINES_LOOKED_AT, MOST_LETTERS, Dialect, escape_of, inner_of, lines_above
from etl.sources.encoding import MAX_LINE, Encoding, detect_encoding
from etl.sources.names import clean_header
from etl.sources.plain_text import PlainReader
from etl.sources.table import BLOCK_BYTES, Block, misfit_reason

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
MAX_CELL = MAX_LINE
"""Maximum characters of a cell. A quote that is never closed would turn the rest of the file into one cell."""

_END = "\0the end of the file"
# Appended as a last line: it comes back as a row of its own unless a quote is still open. No file contains it, because
# NUL bytes are refused.


class DelimitedTable:
    """A file of delimited text.

    Parameters
    ----------
    container
        The file.
    recognises
        Scores how well a header fits the known formats, 0 to 1; the best score decides the delimiter.

    Raises
    ------
    InputError
        If the file isn't delimited text (see `detect_encoding`), has no header, or has a quote that is never closed.
    """

    def __init__(self, container: Container, recognises: Callable[[list[str]], float]) -> None:
        csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL))
        self._container = container
        with container.open() as stream:
            self._encoding: Encoding = detect_encoding(stream, container.name)
        self.encoding = self._encoding.label
        self.notes = list(self._encoding.notes)
        self._skipped = 0
        self._dialect = Dialect()
        self.delimiter = self._find_delimiter(recognises)
        self.header = self._read_header(self.delimiter)
        self._unnamed = _count_unnamed_at_the_end(self.header)

    def blocks(self, count_rows: int) -> Iterator[Block]:
        """Rows in blocks of at most `count_rows`, rows of another width among the misfits.

        A block also ends when it holds more than BLOCK_BYTES, so that long texts don't fill the memory.
        """
        count_rows = rows_of_a_block(count_rows, len(self.header))
        first = 1
        if self._is_plain:
            with self._container.open() as stream:
                stream.read(len(codecs.BOM_UTF8) if self._encoding.codec == "utf-8-sig" else 0)
                above = [stream.readline() for _ in range(self._skipped)]
                plain = PlainReader(stream, self.delimiter, len(self.header), self._fitted)
                if not any(b"\r" in line.removesuffix(b"\r\n") for line in above):  # else Python counts more lines
                    for block in plain.blocks(count_rows, BLOCK_BYTES):
                        yield block.moved(self._skipped) if self._skipped else block
            if plain.is_done:
                return
            first = plain.next_line + self._skipped
        yield from self._blocks_by_row(count_rows, first)

    @property
    def _is_plain(self) -> bool:
        """Whether Arrow can read the file, or at least its first part."""
        is_sound = self._encoding.codec in ("utf-8", "utf-8-sig") and self._encoding.errors == "strict"
        return is_sound and self._dialect == Dialect()

    def _blocks_by_row(self, count_rows: int, first: int) -> Iterator[Block]:
        """Blocks of the rows from line `first` on, read one by one."""
        width = len(self.header)
        with self._text() as text:
            rows = self._rows(text, self.delimiter)
            next(rows, None)
            block, began = Block(), 0
            for line, row in dropwhile(lambda each: each[0] < first, rows):
                if len(row) != width:
                    row = self._fitted(row, width)
                if len(row) == width:
                    block.lines.append(line)
                    block.rows.append(row)
                else:
                    block.misfits.append((line, row, misfit_reason(len(row), width)))
                count = len(block)
                if count >= count_rows or (count % 32 == 0 and text.buffer.tell() - began > BLOCK_BYTES):
                    yield block
                    block, began = Block(), text.buffer.tell()
            if len(block):
                yield block

    def _fitted(self, row: list[str], width: int) -> list[str]:
        """Fit a row to the header: drop empty extra cells, or add cells for unnamed columns at the end."""
        if len(row) > width:
            return row if any(row[width:]) else row[:width]
        missing = width - len(row)
        return row + [""] * missing if missing <= self._unnamed else row

    @contextmanager
    def _text(self) -> Iterator[TextIO]:
        with self._container.open() as stream:
            text = io.TextIOWrapper(stream, self._encoding.codec, self._encoding.errors, newline="")
            try:
                for _ in range(self._skipped):
                    text.readline()
                yield text
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{self._container.name} is damaged: it is not {self.encoding} throughout. Export it again."
                ) from error
            finally:
                text.detach()

    def _rows(self, text: TextIO, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(chain(text, [_END]), delimiter=delimiter, escapechar=self._dialect.escape)
        start = 1
        try:
            for row in reader:
                if row:
                    if row[-1].endswith(_END):
                        self._refuse_open_quote(row, start)
                        return
                    yield start + self._skipped, self._unwrapped(row)
                start = reader.line_num + 1
        except csv.Error as error:
            raise self._error(error, start) from error

    def _unwrapped(self, row: list[str]) -> list[str]:
        """Split a row that is wrapped in one quoted cell."""
        if not self._dialect.inner:
            return row
        return next(csv.reader([max(row, key=len)], delimiter=self._dialect.inner), row)

    def _refuse_open_quote(self, row: list[str], start: int) -> None:
        if row != [_END]:
            raise InputError(
                f"{self._container.name}: a quote in the row that starts on line {start + self._skipped:,} is never "
                "closed, so the rest of the file is one cell. Close it, or export the file again."
            )

    def _error(self, error: csv.Error, start: int) -> InputError:
        line = start + self._skipped
        if "field larger" in str(error):
            return InputError(
                f"{self._container.name}: a cell in the row that starts on line {line:,} is longer than "
                f"{MAX_CELL // 1_000_000} million letters; a quote there is probably never closed."
            )
        return InputError(f"{self._container.name}: line {line:,} can't be read as a row ({error}).")

    def _read_header(self, delimiter: str) -> list[str]:
        with self._text() as text:
            first = next(self._rows(text, delimiter), None)
        if first is None:
            raise InputError(f"{self._container.name} holds nothing but blank lines. Export it again.")
        refuse_many_columns(len(first[1]), self._container.name)
        return clean_header(first[1])

    def _find_delimiter(self, recognises: Callable[[list[str]], float]) -> str:
        stated = self._stated_delimiter()
        if stated:
            self._skipped = 1
            return stated
        lines = self._first_lines()
        outer, inner = inner_of(lines, tuple(DELIMITERS))
        if inner:
            self._dialect = Dialect(inner=inner)
            self.notes.append("Each row was wrapped in one quoted cell, and is unwrapped.")
            return outer
        self._skip(lines_above(lines, tuple(DELIMITERS)))
        delimiter = self._best_delimiter(recognises)
        escape = escape_of(lines[self._skipped :], delimiter)
        if escape:
            self._dialect = Dialect(escape=escape)
            self.notes.append("Quotes within cells are marked by a backslash.")
        return delimiter

    def _skip(self, count: int) -> None:
        self._skipped = count
        if count:
            lines = "1 line above it is" if count == 1 else f"{count} lines above it are"
            self.notes.append(f"The table begins on line {count + 1}: {lines} skipped.")

    def _first_lines(self) -> list[str]:
        lines: list[str] = []
        letters = 0
        with self._text() as text:
            while len(lines) < LINES_LOOKED_AT and letters < MOST_LETTERS:
                line = text.readline(MOST_LETTERS)
                if not line:
                    break
                lines.append(line)
                letters += len(line)
        return lines

    def _best_delimiter(self, recognises: Callable[[list[str]], float]) -> str:
        headers = {delimiter: self._try_header(delimiter) for delimiter in DELIMITERS}
        if not any(headers.values()):
            self._read_header(",")  # raises with what is wrong
        ranked = sorted(DELIMITERS, key=lambda d: (recognises(headers[d]), len(headers[d])), reverse=True)
        candidates = [delimiter for delimiter in ranked if len(headers[delimiter]) > 1]
        if len(candidates) < 2 or recognises(headers[candidates[0]]) > 0:
            return ranked[0]
        # Several delimiters split the header: take the one whose rows fit it over the whole file.
        return max(candidates, key=lambda d: (self._share_fitting(d, len(headers[d])), len(headers[d])))

    def _try_header(self, delimiter: str) -> list[str]:
        try:
            return self._read_header(delimiter)
        except TooManyColumnsError:
            raise
        except InputError:
            return []

    def _share_fitting(self, delimiter: str, width: int) -> float:
        count_fitting = count = 0
        try:
            with self._text() as text:
                for _, row in self._rows(text, delimiter):
                    count += 1
                    count_fitting += len(row) == width
        except InputError:
            return 0.0
        return count_fitting / count

    def _stated_delimiter(self) -> str | None:
        with self._text() as text:
            first = text.readline(16).strip('\r\n "')
        is_statement = first.lower().startswith("sep=") and len(first) == 5 and first[4] in DELIMITERS
        return first[4] if is_statement else None


def _count_unnamed_at_the_end(header: list[str]) -> int:
    count = 0
    while count < len(header) and header[-1 - count] == f"Column {len(header) - count}":
        count += 1
    return count if count < len(header) else 0
