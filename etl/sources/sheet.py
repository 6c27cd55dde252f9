"""The sheet of an XLSX workbook that holds the export."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import python_calamine as calamine

from etl.errors import InputError
from etl.sources.bounds import refuse_many_columns
from etl.sources.container import Container
from etl.sources.dialect import MOST_ABOVE, header_among
from etl.sources.names import clean_header
from etl.sources.table import Block, Cell, blocks_of
from etl.sources.workbook import Workbook, within_the_library

_BATCH = 256
_ROWS_LOOKED_AT = 2 * MOST_ABOVE
_HALF_SECOND = datetime.timedelta(milliseconds=500)


class SheetTable:
    """A workbook's sheet as a table of text; a row's line is its number in the sheet.

    The workbook is unpacked in memory on each read; a sheet can't have more than about a million rows.

    Parameters
    ----------
    container
        The file.
    recognises
        Scores how well a header fits, 0 for not at all. Of several sheets the best is read, of equal ones the first; if
        none fits, the one with the most cells. Many workbooks have a cover or notes before the tickets.

    Raises
    ------
    InputError
        If the workbook is damaged, or no sheet of it has a header and a row.
    """

    encoding = "XLSX"
    delimiter = ""

    def __init__(self, container: Container, recognises: Callable[[list[str]], float]) -> None:
        self._container = container
        self.notes: list[str] = []
        self.place = ""
        """Which sheet it is, for messages; empty if there is only one."""
        self._workbook = Workbook(container)
        with self._workbook.open() as workbook:
            self._sheets = self._choose(workbook, recognises)
            self._above = {name: self._header_of(workbook, name)[0] for name in self._sheets}
            self.header = self._header_of(workbook, self._sheets[0])[1]
        if count := self._above[self._sheets[0]]:
            self.notes.append(f"Rows above the table are skipped: {count}.")
        if not self.header:
            raise InputError(f"{container.name}: no sheet has any rows. Export it again.")
        refuse_many_columns(len(self.header), container.name)

    def blocks(self, count_rows: int) -> Iterator[Block]:
        """Rows in blocks of at most `count_rows`; wholly empty ones are passed over."""
        return blocks_of(self._rows(), len(self.header), count_rows)

    def _choose(self, workbook: calamine.CalamineWorkbook, recognises: Callable[[list[str]], float]) -> list[str]:
        """The sheet with the table, followed by those with the same columns."""
        visible = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        filled = [name for name in visible if self._sheet(workbook, name).height > 0]
        if not filled:
            raise InputError(f"{self._container.name}: no sheet has any rows. Export it again.")
        if len(filled) == 1:
            return filled
        headers = {name: self._header_of(workbook, name)[1] for name in filled}
        fits = {name: recognises(headers[name]) for name in filled}
        chosen = max(filled, key=lambda name: (fits[name], 0 if fits[name] else self._count_cells(workbook, name)))
        self.place = f", sheet {chosen}"
        alike = [name for name in filled if headers[name] == headers[chosen]]
        if len(alike) > 1:
            self.notes.append(f"Sheets with the same columns are read as one table: {', '.join(alike)}.")
        others = [name for name in filled if name not in alike]
        if others:
            read, verb = "only " * (len(alike) == 1) + ", ".join(alike), "is" if len(others) == 1 else "are"
            are = "is" if len(alike) == 1 else "are"
            self.notes.append(f"Of the workbook's sheets {read} {are} read; {', '.join(others)} {verb} not.")
        return [chosen, *(name for name in alike if name != chosen)]

    def _rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Rows below each sheet's header; numbers continue from one sheet to the next."""
        with self._workbook.open() as workbook:
            last = 0
            for name in self._sheets:
                before = last
                for number, cells in islice(self._filled_rows(workbook, name), self._above[name] + 1, None):
                    last = before + number
                    yield last, cells

    def _filled_rows(self, workbook: calamine.CalamineWorkbook, name: str) -> Iterator[tuple[int, list[Cell]]]:
        """Number and cells of each filled row."""
        near = self._workbook.near(name)
        rows: Iterator[Sequence[object]] = iter(self._sheet(workbook, name).iter_rows())
        count_read = 0
        while batch := self._next_values(rows, count_read):
            for count_read, values in enumerate(batch, start=count_read + 1):  # noqa: B020 - it goes on from where it was
                cells = [_text(value) for value in values]
                if any(cells):
                    yield near.rows[count_read - 1] if near else count_read, cells

    def _next_values(self, rows: Iterator[Sequence[object]], count_read: int) -> list[Sequence[object]]:
        batch: list[Sequence[object]] = []
        try:
            with within_the_library():
                batch.extend(islice(rows, _BATCH))
        except (OverflowError, ValueError, calamine.CalamineError) as error:
            # The library can neither retry a row that it failed on nor skip the bad cell.
            raise InputError(
                f"{self._container.name}: a cell near row {count_read + len(batch) + 1:,} of the sheet holds a time or "
                "duration that is out of range. Correct it, or save the sheet as CSV."
            ) from error
        return batch

    def _sheet(self, workbook: calamine.CalamineWorkbook, name: str) -> calamine.CalamineSheet:
        with within_the_library():
            return workbook.get_sheet_by_name(name)

    def _header_of(self, workbook: calamine.CalamineWorkbook, name: str) -> tuple[int, list[str]]:
        """Number of filled rows above a sheet's table, and the names in its header."""
        first = [cells for _, cells in islice(self._filled_rows(workbook, name), _ROWS_LOOKED_AT)]
        near = self._workbook.near(name)
        above = header_among(first)
        return above, clean_header(first[above] if first else [], near.columns if near else None)

    def _count_cells(self, workbook: calamine.CalamineWorkbook, name: str) -> int:
        sheet = self._sheet(workbook, name)
        return int(sheet.height * sheet.width)


def _text(value: object) -> Cell:
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime):
        # Workbooks store times as binary fractions of days: round to the intended whole second.
        return (value + _HALF_SECOND).replace(microsecond=0).isoformat(sep=" ")
    if isinstance(value, datetime.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)
