"""The table of a web page: some helpdesks export HTML under names that end in .xls."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from etl.errors import InputError
from etl.sources.bounds import MAX_COLUMNS, MAX_NESTING, refuse_many_columns
from etl.sources.container import Container
from etl.sources.dialect import MOST_ABOVE, header_among
from etl.sources.encoding import Encoding, detect_encoding
from etl.sources.names import clean_header
from etl.sources.table import Block, Cell, blocks_of

_PIECE = 1 << 16
_ROWS_LOOKED_AT = 2 * MOST_ABOVE
_MOST_TABLES = 1_000
"""Maximum tables examined in a page; an export has few."""
_LEAST_COLUMNS = 2
_SPACES, _BREAKS = re.compile(r"[ \t\r\n\f]+"), re.compile(r" ?\n ?")
_UNSEEN = ("script", "style", "title", "template")
_LINES = ("p", "div", "li", "tr", "h1", "h2", "h3")

_Row = tuple[int, list[Cell]]
"""Number of a row's table within the page, and its cells."""


class HtmlTable:
    """A web page's table as a table of text; a row's line is its number among the rows of its table.

    Of several tables the best fit is read, of equal ones the one with the most cells, together with those that have the
    same columns. The page is streamed; nothing in it is fetched or executed.

    Parameters
    ----------
    container
        The file.
    recognises
        Scores how well a header fits, 0 for not at all.

    Raises
    ------
    InputError
        If the page has no table with rows, or the table is too wide.
    """

    delimiter = ""

    def __init__(self, container: Container, recognises: Callable[[list[str]], float]) -> None:
        self._container = container
        with container.open() as stream:
            self._encoding: Encoding = detect_encoding(stream, container.name, limits_lines=False)
        self.encoding = f"a web page (HTML), {self._encoding.label}"
        self.notes = list(self._encoding.notes)
        found = {number: seen for number, seen in self._survey().items() if seen.is_table}
        if not found:
            raise InputError(
                f"{container.name} is a web page (HTML) without a table of rows. If it asks for a password, sign "
                "in and export again; else save the tickets as CSV or XLSX."
            )
        chosen = max(found, key=lambda number: (recognises(found[number].header), found[number].count_cells))
        self.header = clean_header(found[chosen].header)
        refuse_many_columns(len(self.header), container.name)
        self._above = {number: seen.above for number, seen in found.items() if seen.header == found[chosen].header}
        if len(found) > 1:
            read = "1 is" if len(self._above) == 1 else f"{len(self._above)} with the same columns are"
            self.notes.append(f"Of the page's {len(found)} tables {read} read.")

    def blocks(self, count_rows: int) -> Iterator[Block]:
        """Rows in blocks of at most `count_rows`, without empty rows."""
        return blocks_of(self._numbered(), len(self.header), count_rows)

    def _numbered(self) -> Iterator[tuple[int, list[Cell]]]:
        """Rows below the header of each table that is read, numbered."""
        seen, line = dict.fromkeys(self._above, 0), 0
        for number, cells in self._rows():
            if number in seen:
                line += 1
                seen[number] += 1
                if seen[number] > self._above[number] + 1:
                    yield line, cells

    def _survey(self) -> dict[int, _Seen]:
        found: dict[int, _Seen] = {}
        for number, cells in self._rows():
            if number < _MOST_TABLES:
                found.setdefault(number, _Seen()).take(cells)
        return found

    def _rows(self) -> Iterator[_Row]:
        """Filled rows of every table, in the order in which they end."""
        reader = _Reader(self._container.name)
        # The encoding is passed in, because the one that the page states may be wrong; nothing is fetched.
        parser = etree.HTMLParser(target=reader, encoding="utf-8", no_network=True, huge_tree=False)
        with self._container.open() as stream:
            text = io.TextIOWrapper(stream, self._encoding.codec, self._encoding.errors, newline="")
            try:
                while piece := text.read(_PIECE):
                    parser.feed(piece.encode("utf-8", "replace"))
                    yield from reader.take()
                parser.close()
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{self._container.name} is damaged: it is not {self._encoding.label} throughout. Export it again."
                ) from error
            except etree.LxmlError as error:
                raise InputError(
                    f"{self._container.name} is a damaged web page (HTML): {error}. Export it again, or save it as CSV."
                ) from error
            finally:
                text.detach()
        yield from reader.take()


@dataclass
class _Seen:
    """The first rows of a table, and its number of cells."""

    first: list[list[Cell]] = field(default_factory=list)
    count_rows: int = 0
    count_cells: int = 0

    def take(self, cells: list[Cell]) -> None:
        self.count_rows += 1
        self.count_cells += len(cells)
        if len(self.first) < _ROWS_LOOKED_AT:
            self.first.append(cells)

    @property
    def above(self) -> int:
        """Rows that stand above the header."""
        return header_among(self.first)

    @property
    def header(self) -> list[str]:
        return [cell or "" for cell in self.first[self.above]]

    @property
    def is_table(self) -> bool:
        return self.count_rows > self.above + 1 and len(self.header) >= _LEAST_COLUMNS


@dataclass
class _Open:
    """A table that is being read: its number, the cells of its row, and the text of its cell."""

    number: int
    cells: list[Cell] | None = None
    text: list[str] | None = None
    span: int = 1


class _Reader:
    """Collects the parser's events into rows."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self._count = 0
        self._open: list[_Open] = []
        self._unseen = 0
        self._rows: list[_Row] = []

    def take(self) -> list[_Row]:
        """Rows that ended since the last call."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        """A tag opens."""
        table = self._open[-1] if self._open else None
        if tag == "table":
            if len(self._open) >= MAX_NESTING:
                raise InputError(f"{self._shown}: its tables stand in one another. Save the table of tickets as CSV.")
            self._open.append(_Open(self._count))
            self._count += 1
        elif tag in _UNSEEN:
            self._unseen += 1
        elif table is None:
            return
        elif tag == "tr":
            table.cells = []
        elif tag in ("td", "th") and table.cells is not None:
            table.text, table.span = [], _number(given.get("colspan", ""))
        elif tag == "br" or tag in _LINES:
            self.data("\0")

    def end(self, tag: str) -> None:
        """A tag closes, explicitly or by what follows."""
        table = self._open[-1] if self._open else None
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif table is None:
            return
        elif tag == "table":
            self._open.pop()
        elif tag == "tr":
            if table.cells and any(table.cells):
                self._rows.append((table.number, table.cells))
            table.cells = None
        elif tag in ("td", "th") and table.cells is not None and table.text is not None:
            table.cells += [_plain("".join(table.text)), *[None] * (table.span - 1)]
            table.text = None
            refuse_many_columns(len(table.cells), self._shown)

    def data(self, text: str) -> None:
        """A text within the innermost open cell."""
        if self._open and not self._unseen and (cell := self._open[-1].text) is not None:
            cell.append(text)

    def close(self) -> None:
        """The page ends."""


def _plain(text: str) -> Cell:
    """A cell's text as a browser shows it: runs of blanks are one, and only line-breaking tags break a line."""
    plain = _SPACES.sub(" ", text.replace("\xa0", " ")).replace("\0", "\n")
    return _BREAKS.sub("\n", plain).strip() or None


def _number(digits: str) -> int:
    return max(1, min(int(digits), MAX_COLUMNS + 1)) if digits.isdecimal() and len(digits) < 10 else 1
