"""Files made to do harm, and damaged ones: refused in plain words or read right, in seconds and a bounded memory."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from etl.sources import open_export
from tests.unit.sources.files import GOOD, only_chunk, read, refusal, workbook_of, write_table, write_text

TABLE: list[list[object]] = [["ticket_id", "created_at", "body"], [1, "2025-03-01", "late"], [2, "2025-03-02", "lost"]]


def with_cells(path: Path, cells: dict[str, object]) -> Path:
    workbook = openpyxl.load_workbook(workbook_of(path, TABLE))
    for place, value in cells.items():
        workbook.active[place] = value
    workbook.save(path)
    return path


def with_part(path: Path, name: str, old: bytes, new: bytes) -> Path:
    """The workbook with bytes of one part replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    assert old in parts[name]
    with zipfile.ZipFile(path, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content.replace(old, new) if each == name else content)
    return path


def test_a_stray_cell_in_the_last_corner_of_a_sheet_is_a_row_of_its_own(tmp_path: Path) -> None:
    export = open_export(with_cells(tmp_path / "a.xlsx", {"XFD1048576": "x"}))
    frame = read(export)

    assert export.columns == ("ticket_id", "created_at", "body", "Column 16384")
    assert frame.index.tolist() == [2, 3, 1_048_576]
    assert frame["body"].tolist()[:2] == ["late", "lost"]
    assert frame["Column 16384"].tolist()[2] == "x"


def test_a_stray_cell_beside_a_sheet_leaves_its_rows_where_they_are(tmp_path: Path) -> None:
    frame = read(open_export(with_cells(tmp_path / "a.xlsx", {"XFD3": "x", "B9": "2025-03-03", "A9": 3})))

    assert frame.index.tolist() == [2, 3, 9]
    assert frame["Column 16384"].notna().tolist() == [False, True, False]


def test_a_stray_cell_is_found_however_its_tag_is_written(tmp_path: Path) -> None:
    path = with_cells(tmp_path / "a.xlsx", {"XFD1048576": "x"})
    with_part(path, "xl/worksheets/sheet1.xml", b'<c r="XFD1048576"', b"<c t='inlineStr' \n r = 'xfd1048576'")
    with_part(path, "xl/worksheets/sheet1.xml", b""" t="inlineStr"><is><t>x<""", b"><is><t>x<")

    assert read(open_export(path)).index.tolist() == [2, 3, 1_048_576]


@pytest.mark.parametrize("place", ["A99999999999", "A" + "9" * 5_000])
def test_a_cell_in_a_row_that_no_sheet_has_is_refused(tmp_path: Path, place: str) -> None:
    path = workbook_of(tmp_path / "a.xlsx", TABLE)
    with_part(path, "xl/worksheets/sheet1.xml", b'r="A2"', f'r="{place}"'.encode())

    assert "is a damaged or protected workbook" in refusal(path)


def test_a_workbook_with_a_far_cell_that_says_not_where_its_sheets_are_is_refused(tmp_path: Path) -> None:
    path = with_cells(tmp_path / "a.xlsx", {"XFD1048576": "x"})
    path.write_bytes(path.read_bytes().replace(b"xl/_rels/workbook.xml.rels", b"xl/_rels/workbook.xml.nots"))

    assert "is a damaged or protected workbook" in refusal(path)


def test_an_empty_cell_in_the_last_corner_is_no_cell(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "a.xlsx", TABLE)
    with_part(
        path,
        "xl/worksheets/sheet1.xml",
        b"</sheetData>",
        b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>',
    )

    assert open_export(path).columns == ("ticket_id", "created_at", "body")


def test_cells_strewn_over_a_sheet_are_refused(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "a.xlsx", TABLE)
    workbook = openpyxl.load_workbook(path)
    for number in range(10, 2_010):
        workbook.active.cell(number * 500, (number - 10) % 1_990 + 1, "x")
        workbook.active.cell(number * 500 + 1, 1, "x")
    workbook.save(path)

    assert "lie too far apart, the last in row 1,004,501 and column 1,990" in refusal(path)


def test_a_sheet_of_more_columns_than_are_read_is_refused_with_the_bound(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "a.xlsx", [[f"c{n}" for n in range(2_001)], ["x"] * 2_001])

    assert "2,001 columns; at most 2,000 are read" in refusal(path)


@pytest.mark.parametrize("value", [1e15, -1e15])
def test_a_duration_that_no_calendar_has_is_refused_with_its_row(
    tmp_path: Path, value: float, capfd: pytest.CaptureFixture[str]
) -> None:
    path = with_cells(tmp_path / "a.xlsx", {"D1": "minutes", "D3": timedelta(hours=1)})
    old = b"<v>0.04166666666666666</v>"
    message = refusal(with_part(path, "xl/worksheets/sheet1.xml", old, f"<v>{value:.0f}</v>".encode()))

    assert "near row 3 of the sheet holds a time or duration that is out of range" in message
    assert capfd.readouterr().err == ""


def test_a_workbook_with_a_damaged_sheet_is_refused(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "a.xlsx", TABLE)
    data = bytearray(path.read_bytes())
    data[data.index(b"xl/worksheets/sheet1.xml") - 30] ^= 0xFF
    path.write_bytes(bytes(data))

    assert "is a damaged or protected workbook" in refusal(path)


def test_a_workbook_whose_xml_uses_an_entity_is_refused(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "a.xlsx", TABLE)
    with_part(path, "xl/worksheets/sheet1.xml", b"late", b"&lol;")

    assert "is a damaged or protected workbook" in refusal(path)


def test_a_workbook_whose_texts_are_300_mb_is_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "a.xlsx", TABLE)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/more/sharedStrings.xml", "w") as part,
    ):
        for _ in range(300):
            part.write(bytes(1_000_000))

    assert "the part sharedStrings.xml is larger than 130 MB, the limit for a workbook of its size" in refusal(path)


@pytest.mark.parametrize("packing", ["gz", "zip"])
def test_a_packed_file_that_unpacks_to_far_more_than_a_table_is_refused_with_the_bound(
    tmp_path: Path, packing: str
) -> None:
    path, rows = tmp_path / f"a.csv.{packing}", GOOD.encode() + b"2,2025-03-02,late\n" * 6_000_000
    if packing == "gz":
        path.write_bytes(gzip.compress(rows, compresslevel=1))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr("a.csv", rows)

    assert "unpacks to more than 10" in refusal(path)


@pytest.mark.parametrize("width", [2_001, 200_000])
def test_a_table_of_more_columns_than_are_read_is_refused_with_the_bound(tmp_path: Path, width: int) -> None:
    header = ["ticket_id", "created_at", "body", *([""] * (width - 3))]
    path = write_table(tmp_path / "a.csv", [["1", "2025-03-01", "late"]], header)

    assert f"has {width:,} columns; a table may have at most 2,000" in refusal(path)


def test_an_event_log_of_1500_columns_is_refused_with_the_bound(tmp_path: Path) -> None:
    header = ["nr", "changed_at", "team", *(f"c{number}" for number in range(1_497))]
    path = write_table(tmp_path / "a.csv", [["A", "2025-03-01 10:00", "Depot", *["x"] * 1_497]], header)

    assert "1,500 columns; an event log may have at most 500" in refusal(
        path, mapping={"ticket_id": "nr", "changed_at": "changed_at"}
    )


def test_a_wide_event_log_folds_as_a_narrow_one(tmp_path: Path) -> None:
    rows = [["A", "2025-03-02 10:00", "Depot"], ["B", "2025-03-01 09:00", "Shop"], ["A", "2025-03-01 10:00", "Shop"]]
    header = ["nr", "changed_at", "team", *(f"c{number}" for number in range(120))]
    wide = [[*row, *(f"{row[0]}{number}" if number % 2 else "" for number in range(120))] for row in rows]
    mapping = {"ticket_id": "nr", "changed_at": "changed_at", "team": "team"}
    narrow_chunk = only_chunk(open_export(write_table(tmp_path / "n.csv", rows, header[:3]), mapping=mapping))
    chunk = only_chunk(open_export(write_table(tmp_path / "w.csv", wide, header), mapping=mapping))

    assert chunk.events is not None
    assert narrow_chunk.events is not None
    assert chunk.frame[header[:3]].equals(narrow_chunk.frame)
    assert chunk.events.equals(narrow_chunk.events)
    assert chunk.frame["c119"].tolist() == ["A119", "B119"]
    assert chunk.frame["c118"].isna().all()


def test_a_history_of_fields_that_names_no_field_is_refused(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.csv", "ticket_id,created_at,subject\n1,2024-03-01,late\n")

    assert "has no column field and no column new_value" in refusal(path, source="field_history")


def test_an_event_log_without_a_time_of_change_is_refused(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.csv", "number,created_at,subject\n1,2024-03-01,late\n")

    assert "has no column for changed_at" in refusal(path, source="servicenow_log")


LATE = {"id": 1, "created_at": "2024-03-01", "subject": "late"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"id":%s}', "more than 4,300 digits"),
        ('{"id":1,"subject":"a"}\n{"id":%s}', "object 2 holds a number of more than 4,300 digits"),
        ('[{"id":%s}]', "errs after object 0"),
        ('{"tickets":[{"id":1},{"id":%s}]}', "more than 4,300 digits"),
    ],
)
def test_a_number_of_4301_digits_is_refused(tmp_path: Path, text: str, told: str) -> None:
    assert told in refusal(write_text(tmp_path / "a.json", text % ("9" * 4_301)))


def test_json_in_utf_16_that_is_cut_by_a_byte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes("\n".join([json.dumps(LATE)] * 2).encode("utf-16")[:-1])

    assert "is not UTF-16 throughout" in refusal(path)


def test_audits_of_another_shape_tell_no_changes(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.json", json.dumps([{**LATE, "audits": [{"events": 5}, 7, {"events": [3]}]}]))

    assert read(open_export(path))["subject"].tolist() == ["late"]


@pytest.mark.parametrize("text", ['{0}\n"\\ud800"', '{0}\n["\\ud800"]', '{0}\n{{"\\udc00":1,"id":2}}', "{0}\n\\ud800"])
def test_half_a_surrogate_pair_does_no_harm_wherever_it_stands(tmp_path: Path, text: str) -> None:
    chunk = only_chunk(open_export(write_text(tmp_path / "a.ndjson", text.format(json.dumps(LATE)))))

    assert chunk.count_read == 2
    chunk.malformed["raw"].str.encode("utf-8")


def test_half_a_surrogate_pair_in_an_audit_does_no_harm(tmp_path: Path) -> None:
    change = {"type": "Change", "field_name": "status", "value": "\ud800", "previous_value": "new"}
    audits = [{"created_at": "2024-03-02", "events": [change]}]
    chunk = only_chunk(open_export(write_text(tmp_path / "a.json", json.dumps([{**LATE, "audits": audits}]))))

    assert chunk.events is not None
    assert chunk.events["new_value"].tolist() == ["?"]


@pytest.mark.parametrize("depth", [51, 400, 990])
@pytest.mark.parametrize("shape", ["array", "lines"])
def test_an_object_that_nests_deeper_than_any_ticket_is_refused_with_the_bound(
    tmp_path: Path, depth: int, shape: str
) -> None:
    deep = json.dumps(LATE)[:-1] + ', "x": ' + "[" * depth + "]" * depth + "}"
    path = write_text(tmp_path / "a.json", f"[{deep}]" if shape == "array" else f"{deep}\n{json.dumps(LATE)}")

    assert "nest" in refusal(path)


def test_a_file_that_is_no_table_is_not_printed_whole(tmp_path: Path) -> None:
    assert len(refusal(write_text(tmp_path / "a.csv", "<html>" * 100_000 + "\nx\n"))) < 1_000


def test_names_of_json_with_line_ends_are_names_of_one_line(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.json", json.dumps([{"a\nb": 1, "c": 2}]))

    assert "It has: a b, c." in refusal(path)


def test_good_stays_good_in_every_packing(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(GOOD.encode()))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.csv", GOOD)
    (tmp_path / "a.zip").write_bytes(buffer.getvalue())

    assert read(open_export(tmp_path / "a.csv.gz")).equals(read(open_export(tmp_path / "a.zip")))
