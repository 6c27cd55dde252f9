"""The sheet of an XLSX workbook that holds the export."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterator

import python_calamine as calamine

from etl.errors import InputError
from etl.sources.container import Container
from etl.sources.names import clean_header
from etl.sources.table import Block, Cell, misfit_reason

_HALF_SECOND = datetime.timedelta(milliseconds=500)


class SheetTable:
    """A workbook's sheet as a table of text; a row's line is its number in the sheet.

    The workbook is unpacked in memory each time that it is read: a sheet can't hold more than a million rows.

    Parameters
    ----------
    container
        The file.
    recognises
        Says how well a header fits what is to be read, 0 for not at all: of several sheets the best is taken, of equal
        ones the first, of those that don't fit at all the one with the most cells. A cover or a sheet of notes comes
        before the tickets in many a workbook.

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
        """Which of several sheets it is, for messages; empty where there is but one."""
        with self._workbook() as workbook:
            self._sheet_name = self._choose(workbook, recognises)
        first = next(self._rows(), None)
        if first is None:
            raise InputError(f"{container.name}: no sheet has any rows. Export it again.")
        self.header = clean_header(first[1])

    def blocks(self, count_rows: int) -> Iterator[Block]:
        """Rows in blocks of at most `count_rows`; wholly empty ones are passed over."""
        width = len(self.header)
        rows = self._rows()
        next(rows, None)
        block = Block()
        for line, cells in rows:
            if len(cells) == width:
                block.lines.append(line)
                block.rows.append(cells)
            else:
                block.misfits.append((line, cells, misfit_reason(len(cells), width)))
            if len(block) >= count_rows:
                yield block
                block = Block()
        if len(block):
            yield block

    def _workbook(self) -> calamine.CalamineWorkbook:
        try:
            if self._container.compression == "none":
                return calamine.load_workbook(str(self._container.path))
            with self._container.open() as stream:
                return calamine.load_workbook(io.BytesIO(stream.read()))
        except calamine.CalamineError as error:
            raise InputError(
                f"{self._container.name} is a damaged or protected workbook. Save it again as XLSX or as CSV."
            ) from error

    def _choose(self, workbook: calamine.CalamineWorkbook, recognises: Callable[[list[str]], float]) -> str:
        visible = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        filled = [name for name in visible if workbook.get_sheet_by_name(name).height > 0]
        if not filled:
            raise InputError(f"{self._container.name}: no sheet has any rows. Export it again.")
        if len(filled) == 1:
            return filled[0]
        fits = {name: recognises(_header(workbook, name)) for name in filled}
        chosen = max(filled, key=lambda name: (fits[name], 0 if fits[name] else _count_cells(workbook, name)))
        self.place = f", sheet {chosen}"
        others = [name for name in filled if name != chosen]
        verb = "is" if len(others) == 1 else "are"
        self.notes.append(f"Of the workbook's sheets only {chosen} is read; {', '.join(others)} {verb} not.")
        return chosen

    def _rows(self) -> Iterator[tuple[int, list[Cell]]]:
        with self._workbook() as workbook:
            try:
                for line, values in enumerate(workbook.get_sheet_by_name(self._sheet_name).iter_rows(), start=1):
                    cells = [_text(value) for value in values]
                    if any(cells):
                        yield line, cells
            except calamine.CalamineError as error:
                raise InputError(f"{self._container.name} is damaged. Save it again as XLSX or as CSV.") from error


def _count_cells(workbook: calamine.CalamineWorkbook, name: str) -> int:
    sheet = workbook.get_sheet_by_name(name)
    return int(sheet.height * sheet.width)


def _header(workbook: calamine.CalamineWorkbook, sheet: str) -> list[str]:
    """First row of a sheet that holds anything."""
    rows = ([_text(value) for value in values] for values in workbook.get_sheet_by_name(sheet).iter_rows())
    return clean_header(next((cells for cells in rows if any(cells)), []))


def _text(value: object) -> Cell:
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.datetime):
        # A workbook counts days in binary fractions: whole seconds are what was meant.
        return (value + _HALF_SECOND).replace(microsecond=0).isoformat(sep=" ")
    if isinstance(value, datetime.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)
