"""Ways in beside CSV, JSON and XLSX: tables of Arrow, packed files, ODS, web pages, folders; read right, or told."""

from __future__ import annotations

import bz2
import datetime as dt
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from etl.errors import InputError
from etl.sources import bounds
from etl.sources.container import open_container
from etl.sources.opened import open_source, open_table
from etl.sources.table import Block, Table
from tests.unit.sources.files import write_table, write_text

CSV = "ticket_id,created_at,body\n1,2026-03-01,late\n2,2026-03-02,lost\n"


def opened(path: Path) -> Table:
    return open_table(open_container(path), {})


def rows_of(table: Table) -> list[list[str | None]]:
    return [list(row) for block in table.blocks(2) for row in block.rows]


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        rows_of(opened(path))
    assert len(str(caught.value).splitlines()) <= 2
    return str(caught.value)


def arrow_table() -> pa.Table:
    when = dt.datetime(2026, 3, 1, 9, 30, 15, 250_000)
    return pa.table(
        {
            "id": pa.array([1e12, None, 7.0]),
            "created": pa.array([when, None, when], pa.timestamp("us", "UTC")),
            "day": pa.array([dt.date(2026, 3, 1)] * 3),
            "text": pa.array(["late", "lost", "late"]).dictionary_encode(),
            "by": pa.array([{"name": "A", "vip": True}, None, {"name": "B", "vip": None}]),
            "tags": pa.array([["x", "y"], [], None]),
            "spent": pa.array([dt.timedelta(minutes=90), None, None]),
            "score": pa.array([1.5, float("nan"), 2.0]),
            "__index_level_0__": [0, 1, 2],
        }
    )


@pytest.mark.parametrize("kind", ["parquet", "feather", "stream"])
def test_tables_of_arrow_are_read_as_an_export_would_write_them(tmp_path: Path, kind: str) -> None:
    path, table = tmp_path / "a", arrow_table()
    if kind == "parquet":
        pq.write_table(table, path, row_group_size=2)
    elif kind == "feather":
        feather.write_feather(table, path)
    else:
        with pa.ipc.new_stream(path, table.schema) as stream:
            stream.write_table(table)

    read = opened(path)

    assert read.header == ["id", "created", "day", "text", "by.name", "by.vip", "tags", "spent", "score"]
    when = "2026-03-01 09:30:15Z"
    assert rows_of(read) == [
        ["1000000000000", when, "2026-03-01", "late", "A", "true", "x; y", "1:30:00", "1.5"],
        [None, None, "2026-03-01", "lost", None, None, "", None, None],
        ["7", when, "2026-03-01", "late", "B", None, None, None, "2"],
    ]
    assert [line for block in read.blocks(2) for line in block.lines] == [1, 2, 3]


@pytest.mark.parametrize("start", [b"PAR1", b"ARROW1\0\0", b"\xff\xff\xff\xff\x10\0\0\0"])
def test_a_damaged_table_of_arrow_is_told(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(start + bytes(range(256)))
    assert "damaged or encrypted" in refusal(tmp_path / "a.csv")


def test_one_text_that_stands_for_every_row_of_a_parquet_file_has_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "RATIO_FROM_MB", 1)
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 2_000, pa.int32()), pa.array(["x" * 1_000]))
    pq.write_table(pa.table({"ticket_id": range(2_000), "body": column}), tmp_path / "a.parquet")
    assert "unpacks to more than 1 MB" in refusal(tmp_path / "a.parquet")


def packed(path: Path, content: bytes) -> Path:
    if path.suffix == ".bz2":
        path.write_bytes(bz2.compress(content))
    else:
        with pa.CompressedOutputStream(str(path), "zstd") as stream:
            stream.write(content)
    return path


@pytest.mark.parametrize("ending", ["bz2", "zst"])
def test_bzip2_and_zstd_are_unpacked_and_bounded(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = packed(tmp_path / f"a.csv.{ending}", CSV.encode())
    assert rows_of(opened(path)) == [["1", "2026-03-01", "late"], ["2", "2026-03-02", "lost"]]

    whole = path.read_bytes()
    path.write_bytes(whole + whole)  # as tools do that pack in parts
    assert len(path.read_bytes()) == 2 * len(whole)
    assert len(rows_of(opened(path))) == 5

    path.write_bytes(whole[:-6])
    assert "ends too early or is damaged" in refusal(path)
    monkeypatch.setattr(bounds, "RATIO_FROM_MB", 1)
    assert "unpacks to more than 1 MB" in refusal(packed(path, b"ticket_id\n" + b"1\n" * 600_000))


def test_a_parquet_file_within_a_zip_is_read(tmp_path: Path) -> None:
    pq.write_table(arrow_table(), tmp_path / "a.parquet")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "a.parquet", "tickets.parquet")
    assert len(rows_of(opened(tmp_path / "a.zip"))) == 3


MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def ods(path: Path, rows: str, before: str = "") -> Path:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {names}><office:body>'
        f'<office:spreadsheet><table:table table:name="T">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    return path


def cell(text: str, given: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{given}><text:p>{text}</text:p></table:table-cell>'


def row(*texts: str, given: str = "") -> str:
    return f"<table:table-row{given}>{''.join(map(cell, texts))}</table:table-row>"


WIDE = ' table:number-columns-repeated="16000"'
EMPTY_TO_THE_END = (
    '<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)


def test_an_ods_workbook_is_read(tmp_path: Path) -> None:
    when = '<table:table-cell office:value-type="date" office:date-value="2026-03-01T09:30:00"/>'
    rows = (
        row("ticket_id", "created_at", "body") + f"<table:table-row>{cell('1')}{when}{cell('late')}</table:table-row>"
    )
    table = opened(ods(tmp_path / "a.ods", rows + EMPTY_TO_THE_END))

    assert table.header == ["ticket_id", "created_at", "body"]
    assert rows_of(table) == [["1", "2026-03-01 09:30:00", "late"]]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (row("id", "body") + row("1", "x", given=' table:number-rows-repeated="1048575"') * 9, "too far apart"),
        (f"<table:table-row>{cell('x', WIDE)}</table:table-row>", "16,000 columns"),
        (EMPTY_TO_THE_END * 9 + row("id", "body", "x", "y"), "too far apart"),
        ("<table:table-row>", "damaged"),
    ],
)  # fmt: skip
def test_an_ods_workbook_that_repeats_its_cells_without_end_is_refused(tmp_path: Path, rows: str, told: str) -> None:
    assert told in refusal(ods(tmp_path / "a.ods", rows))


def test_an_ods_workbook_with_a_damaged_part_is_told(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", row("id", "body") + row("1", "x"))
    content = path.read_bytes()
    place = content.index(b"META-INF/manifest.xml") + 24
    path.write_bytes(content[:place] + b"\xff\xff" + content[place + 2 :])
    assert "damaged" in refusal(path)


def test_an_ods_workbook_that_declares_entities_is_refused(tmp_path: Path) -> None:
    before = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert "declares entities" in refusal(ods(tmp_path / "a.ods", row("&b;"), before))


PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>td {}</style></head><body>
<table><tr><td>Menu</td><td>Leave</td></tr></table>
<table><tr><th>Ticket ID<th>Created<th>Description</tr>
<tr><td>1</td><td>2026-03-01</td><td>F&uuml;r  uns<br>&amp; &lt;b&gt; <b>bold</b><script>no()</script></td></tr>
<tr><td>2<td>2026-03-02<td><div>lost</div><div>again</div></tr>
<tr><td colspan=3>Totals</td></tr><tr><td>short</td></tr></table>"""


def test_the_table_of_a_web_page_is_read(tmp_path: Path) -> None:
    table = opened(write_text(tmp_path / "export.xls", PAGE))
    blocks = list(table.blocks(10))

    assert table.header == ["Ticket ID", "Created", "Description"]
    assert [list(row) for row in blocks[0].rows] == [
        ["1", "2026-03-01", "Für uns\n& <b> bold"],
        ["2", "2026-03-02", "lost\nagain"],
        ["Totals", None, None],
    ]
    assert [(line, cells) for line, cells, _ in blocks[0].misfits] == [(5, ["short"])]


def test_nothing_outside_of_a_web_page_is_read_into_it(tmp_path: Path) -> None:
    secret = write_text(tmp_path / "secret", "hidden")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]>{PAGE.replace("lost", "&x;lost")}'
    assert "hidden" not in str(rows_of(opened(write_text(tmp_path / "a.xls", page))))


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<!doctype html><form>Sign in</form>", "without a table of rows"),
        ("<table>" * 60 + "<tr><td>a<td>b</tr>" * 3, "stand in one another"),
        (f"<table><tr>{'<td>a' * 2_001}</tr><tr><td>b</tr></table>", "2,001 columns"),
    ],
)
def test_a_web_page_without_a_table_of_tickets_is_told(tmp_path: Path, page: str, told: str) -> None:
    assert told in refusal(write_text(tmp_path / "a.xls", page))


def in_folder(tmp_path: Path, **texts: str) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    for name, text in texts.items():
        write_text(folder / f"{name}.csv", text)
    return folder


def test_the_files_of_a_folder_or_pattern_are_one_table(tmp_path: Path) -> None:
    folder = in_folder(tmp_path, a=CSV, b="created_at;body;ticket_id;channel\n2026-03-03;broken;3;chat\n4\n")
    (folder / ".hidden").write_text("x")
    (folder / "within").mkdir()

    for path in (folder, folder / "*.csv"):
        source = open_source(path, {}, None)
        blocks = list(source.table.blocks(10))
        assert source.files == ("a.csv", "b.csv")
        assert source.table.header == ["ticket_id", "created_at", "body", "channel"]
        assert [list(row) for block in blocks for row in block.rows][1:] == [
            ["2", "2026-03-02", "lost", None],
            ["3", "2026-03-03", "broken", "chat"],
        ]
        assert lines_of(blocks) == [2, 3, 5, 6]


def lines_of(blocks: list[Block]) -> list[int]:
    return [line for block in blocks for line in [*block.lines, *(line for line, _, _ in block.misfits)]]


def test_files_of_different_kinds_are_refused_with_what_they_are(tmp_path: Path) -> None:
    folder = in_folder(tmp_path, tickets=CSV, orders="date,orders\n2026-03-01,5\n", staff="name,desk\nA,1\n")
    with pytest.raises(
        InputError, match=r"(?s)different kinds: orders\.csv is of volumes by day; staff\.csv is a table"
    ):
        open_source(folder, {}, None)


def test_a_folder_without_files_and_a_pattern_that_fits_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder without files"):
        open_source(tmp_path, {}, None)
    with pytest.raises(InputError, match="fits no file"):
        open_source(tmp_path / "*.csv", {}, None)


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    write_table(tmp_path / "a[1].csv", [["1", "2026-03-01", "late"]])
    assert open_source(tmp_path / "a[1].csv", {}, None).files == ("a[1].csv",)
