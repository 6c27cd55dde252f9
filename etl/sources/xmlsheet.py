"""Excel 2003 XML spreadsheets, which several tools still write under names that end in .xls or .xml."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from etl.errors import InputError
from etl.sources.bounds import MAX_COLUMNS, refuse_many_columns
from etl.sources.container import Container
from etl.sources.dialect import MOST_ABOVE, header_among
from etl.sources.names import clean_header
from etl.sources.table import Block, Cell, blocks_of

_SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{_SPACE}}}"
_PIECE = 1 << 16
_ROWS_LOOKED_AT = 2 * MOST_ABOVE
_MOST_SHEETS = 1_000
_MIDNIGHT = "T00:00:00"


def is_xml_spreadsheet(head: bytes) -> bool:
    """Whether a file's first bytes, `head`, are those of such a spreadsheet."""
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return text.startswith(b"<") and b"Workbook" in text and _SPACE.encode() in text


class XmlSheetTable:
    """A sheet of an XML spreadsheet as a table of text; a row's line is its number among the filled rows of the sheet.

    Of several sheets the best fit is read, of equal ones the first, together with those that have the same columns. The
    file is streamed; entities aren't resolved, and nothing is fetched.

    Parameters
    ----------
    container
        The file.
    recognises
        Scores how well a header fits, 0 for not at all.

    Raises
    ------
    InputError
        If the file is damaged, has no sheet with a header and a row, or is too wide.
    """

    encoding = "a spreadsheet in Excel's XML"
    delimiter = ""

    def __init__(self, container: Container, recognises: Callable[[list[str]], float]) -> None:
        self._container = container
        self.notes: list[str] = []
        first: dict[str, list[list[Cell]]] = {}
        for sheet, cells in self._rows():
            rows = first.setdefault(sheet, []) if len(first) < _MOST_SHEETS else first.get(sheet, [])
            if len(rows) < _ROWS_LOOKED_AT:
                rows.append(cells)
        above = {sheet: header_among(rows) for sheet, rows in first.items()}
        filled = {sheet: rows for sheet, rows in first.items() if len(rows) > above[sheet] + 1}
        headers = {sheet: clean_header(rows[above[sheet]]) for sheet, rows in filled.items()}
        if not headers:
            raise InputError(f"{container.name}: no sheet has a header and rows. Export it again.")
        chosen = max(headers, key=lambda sheet: recognises(headers[sheet]))
        self.header = headers[chosen]
        refuse_many_columns(len(self.header), container.name)
        self._above = {sheet: above[sheet] for sheet, header in headers.items() if header == self.header}
        if len(first) > 1:
            self.notes.append(f"Of the workbook's {len(first)} sheets are read: {', '.join(self._above)}.")

    def blocks(self, count_rows: int) -> Iterator[Block]:
        """Rows in blocks of at most `count_rows`, without empty rows; short ones are padded."""
        return blocks_of(self._numbered(), len(self.header), count_rows)

    def _numbered(self) -> Iterator[tuple[int, list[Cell]]]:
        width, line = len(self.header), 0
        seen = dict.fromkeys(self._above, 0)
        for sheet, cells in self._rows():
            if sheet in seen:
                line += 1
                seen[sheet] += 1
                if seen[sheet] > self._above[sheet] + 1:
                    short: list[Cell] = [None] * (width - len(cells))
                    yield line, cells + short if short or any(cells[width:]) else cells[:width]

    def _rows(self) -> Iterator[tuple[str, list[Cell]]]:
        """Name of the sheet and cells of each filled row."""
        parser = etree.XMLPullParser(
            ("start", "end"), tag=(f"{_SS}Worksheet", f"{_SS}Row"), resolve_entities=False, no_network=True,
            huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        sheet = ""
        try:
            with self._container.open() as stream:
                while piece := stream.read(_PIECE):
                    parser.feed(piece)
                    for event, element in parser.read_events():
                        if element.tag == f"{_SS}Worksheet":
                            sheet = element.get(f"{_SS}Name", "") if event == "start" else sheet
                        elif event == "end":
                            cells = self._cells(element)
                            if any(cells):
                                yield sheet, cells
                            _let_go(element)
            parser.close()
        except etree.LxmlError as error:
            raise InputError(
                f"{self._container.name} is a damaged spreadsheet (XML): {error}. Export it again, or save it as XLSX."
            ) from error

    def _cells(self, row: etree._Element) -> list[Cell]:
        cells: list[Cell] = []
        for cell in row.iterchildren(f"{_SS}Cell"):
            at = _number(cell.get(f"{_SS}Index"), len(cells) + 1)
            after = at + _number(cell.get(f"{_SS}MergeAcross"), 0)
            refuse_many_columns(after, self._container.name)
            cells += [None] * (at - 1 - len(cells))
            cells += [_text(cell.find(f"{_SS}Data")), *[None] * (after - at)]
        return cells


def _text(data: etree._Element | None) -> Cell:
    if data is None:
        return None
    text = "".join(data.itertext()).strip()
    kind = data.get(f"{_SS}Type", "")
    if kind == "DateTime":
        # Dates and times of day are both stored as a datetime; a date alone is stored as its midnight.
        return text.partition(".")[0].removesuffix(_MIDNIGHT).replace("T", " ") or None
    if kind == "Boolean":
        return {"1": "true", "0": "false"}.get(text, text) or None
    return text or None


def _number(digits: str | None, otherwise: int) -> int:
    given = digits or ""
    return max(otherwise, min(int(given), MAX_COLUMNS + 1)) if given.isdecimal() and len(given) < 10 else otherwise


def _let_go(element: etree._Element) -> None:
    """Free parsed elements: otherwise the tree would hold the whole file."""
    element.clear()
    while (before := element.getprevious()) is not None:
        before.getparent().remove(before)
