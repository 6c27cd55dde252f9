"""Spreadsheets in the XML of Excel 2003, mostly named .xls."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.errors import InputError
from etl.sources import open_export
from tests.unit.sources.files import read, write_text

SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
TOP = f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}">'
HEADER = ("Ticket ID", "Created", "Message", "Reopened")
TEXT = "The lamp came without its shade &amp; without a foot"


def cell(text: str, kind: str = "String", at: str = "") -> str:
    index = f' ss:Index="{at}"' if at else ""
    return f'<Cell{index}><Data ss:Type="{kind}">{text}</Data></Cell>'


def row(number: int) -> str:
    cells = (cell(f"{number}", "Number"), cell(f"2026-02-0{number}T09:30:00.000", "DateTime"), cell(TEXT))
    return f'<Row ss:Index="{2 * number}">{"".join(cells)}{cell("1", "Boolean")}</Row>'


def sheet(*rows: str, name: str = "Tickets", header: tuple[str, ...] = HEADER) -> str:
    top = f"<Row>{''.join(map(cell, header))}</Row>"
    return f'<Worksheet ss:Name="{name}"><Table>{top}{"".join(rows)}</Table></Worksheet>'


def book(*sheets: str) -> str:
    return f"{TOP}{''.join(sheets)}</Workbook>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_cells_are_read_as_they_show(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(book(sheet(row(1), row(2))).encode(encoding))
    export = open_export(path)
    frame = read(export)

    assert {"ticket_id": "Ticket ID", "created_at": "Created", "body": "Message"}.items() <= export.mapping.items()
    assert frame["Ticket ID"].tolist() == ["1", "2"]
    assert frame["Created"].tolist() == ["2026-02-01 09:30:00", "2026-02-02 09:30:00"]
    assert frame["Message"].tolist() == [TEXT.replace("&amp;", "&")] * 2
    assert frame["Reopened"].tolist() == ["true", "true"]


def test_cells_that_are_left_out_are_empty_and_a_day_has_no_midnight(tmp_path: Path) -> None:
    short = f"<Row>{cell('3')}{cell('2026-02-03T00:00:00.000', 'DateTime')}</Row>"
    apart = f"<Row>{cell('4')}{cell(TEXT, at='3')}</Row>"
    frame = read(open_export(write_text(tmp_path / "a.xml", book(sheet(row(1), short, apart)))))

    assert frame["Created"].tolist()[1] == "2026-02-03"
    assert frame.isna().to_numpy().tolist() == [[False] * 4, [False, False, True, True], [False, True, False, True]]


def test_the_sheet_with_the_tickets_is_read_with_those_of_the_same_columns(tmp_path: Path) -> None:
    cover = sheet("<Row>" + cell("x") + cell("y") + "</Row>", name="Cover", header=("A", "B"))
    text = book(cover, sheet(row(1), name="Jan"), sheet(row(2), name="Feb"))
    export = open_export(write_text(tmp_path / "a.xls", text))

    assert read(export)["Ticket ID"].tolist() == ["1", "2"]
    assert any("3 sheets are read: Jan, Feb" in told for told in export.findings)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (book(sheet(row(1)))[:-40], "damaged spreadsheet"),
        (book(sheet()), "no sheet has a header and rows"),
        (book(sheet(f"<Row>{cell('1', at='999999')}</Row>")), "columns"),
        ('<?xml version="1.0"?><tickets><ticket/></tickets>', "is XML, which isn't read"),
    ],
    ids=["cut", "empty", "a cell far away", "other XML"],
)
def test_what_cant_be_read_is_told(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        open_export(write_text(tmp_path / "a.xls", text))


def test_entities_are_neither_unfolded_nor_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("a secret")
    outer = f'<!DOCTYPE Workbook [<!ENTITY far SYSTEM "file://{tmp_path}/secret.txt"><!ENTITY a "{"b" * 1000}">]>'
    laid = row(1).replace(TEXT, f"{TEXT} &far; {'&a;' * 50}")
    path = write_text(tmp_path / "a.xls", book(sheet(laid)).replace('<?mso-application progid="Excel.Sheet"?>', outer))

    shown = read(open_export(path))["Message"].tolist()[0]
    assert "a secret" not in shown
    assert len(shown) < 1_000
