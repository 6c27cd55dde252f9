"""A file that can't be used is refused in one or two plain lines, without reading more than is needed."""

from __future__ import annotations

import gzip
import io
import os
import resource
import zipfile
from pathlib import Path

import openpyxl
import pytest

from etl.errors import InputError
from etl.sources import open_export
from tests.unit.sources.files import GOOD, refusal, write_table, write_text


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "none.csv doesn't exist" in refusal(tmp_path / "none.csv")


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    assert "can't be looked for: File name too long" in refusal(tmp_path / ("x" * 5000))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of Unix")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert "is a pipe" in refusal(tmp_path / "a.csv")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)


@pytest.mark.parametrize("content", ["", "\n\n\n", "\ufeff"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    message = refusal(write_text(tmp_path / "empty.csv", content))

    assert "empty" in message or "blank" in message


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"PAR1\x15\x04", "Parquet"),
    ],
)
def test_another_kind_of_file_renamed_to_csv_is_named(tmp_path: Path, start: bytes, kind: str) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(start + bytes(range(256)))

    assert kind in refusal(path)


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    assert "no rows" in refusal(write_table(tmp_path / "a.csv", []))


def test_a_nul_byte_is_refused_with_its_line(tmp_path: Path) -> None:
    assert "NUL byte on line 3" in refusal(write_text(tmp_path / "a.csv", GOOD + "2,2025-03-02,la\0te\n"))


def test_bytes_in_no_known_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(GOOD.encode() + b"2,2025-03-02,\x81\x8d\x8f\n")

    assert "not text in UTF-8, UTF-16 or Windows-1252 (see line 3)" in refusal(path)


@pytest.mark.parametrize("cut", [5, 40])
def test_a_truncated_gzip_is_refused(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(GOOD.encode() * 100)[:-cut])

    assert "ends too early or is damaged" in refusal(path)


def test_a_gzip_of_a_gzip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(gzip.compress(GOOD.encode())))

    assert "another archive" in refusal(path)


@pytest.mark.parametrize("header", ["of the file", "of the archive"])
def test_a_zip_with_a_name_that_is_no_utf_8_is_refused(tmp_path: Path, header: str) -> None:
    path, name = tmp_path / "a.zip", "é.csv".encode()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("é.csv", GOOD)
    whole = path.read_bytes()
    place = whole.index(name) if header == "of the file" else whole.rindex(name)
    path.write_bytes(whole[:place] + b"\x90" + whole[place + 1 :])

    with pytest.raises(InputError, match="damaged"):
        open_export(path)


def test_a_zip_in_a_zip_is_refused(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.csv", GOOD)
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())

    assert "another archive, inner.zip" in refusal(tmp_path / "outer.zip")


def test_a_zip_with_several_tables_names_them(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("tickets.csv", GOOD)
        archive.writestr("users.csv", GOOD)

    assert "2 tables: tickets.csv, users.csv" in refusal(tmp_path / "two.zip")


def test_a_zip_without_a_table_says_what_it_has(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("one.doc", "x")
        archive.writestr("two.doc", "x")

    assert "one.doc, two.doc" in refusal(tmp_path / "a.zip")


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", GOOD)
    data = bytearray(path.read_bytes())
    # Bit 0 of the flags, in the file's own header and in the archive's list, says that it is encrypted.
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))

    assert "is encrypted" in refusal(path)


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_damaged_inside_is_refused_however_it_is_packed(tmp_path: Path, packing: int) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", packing) as archive:
        archive.writestr("a.csv", GOOD * 50)
    data = bytearray(path.read_bytes())
    for place in range(55, 75):
        data[place] ^= 0xFF
    path.write_bytes(bytes(data))

    assert "a.zip" in refusal(path)


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_damaged_workbook_is_refused(tmp_path: Path, keep: float) -> None:
    path = tmp_path / "a.xlsx"
    workbook = openpyxl.Workbook()
    for number in range(300):
        workbook.active.append([number, "2025-03-01", f"text {number}"])
    workbook.save(path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])

    assert "damaged" in refusal(path)


def test_a_workbook_without_rows_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")

    assert "no sheet has any rows" in refusal(tmp_path / "a.xlsx")


@pytest.mark.parametrize("tail", ['2,2025-03-02,"never closed\n3,2025-03-03,x\n', '2,2025-03-02,"', '2,2025-03-02,"x'])
def test_a_quote_that_is_never_closed_is_refused_with_its_line(tmp_path: Path, tail: str) -> None:
    assert "line 3 is never closed" in refusal(write_text(tmp_path / "a.csv", GOOD + tail))


def test_a_line_of_300_mb_is_refused_without_filling_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(GOOD.encode() + b"2,2025-03-02,")
        for _ in range(300):
            file.write(b"x" * 1_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert "a line of more than 16 MB (line 3)" in refusal(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # kilobytes
    path.unlink()


def test_an_unknown_source_lists_the_known_ones(tmp_path: Path) -> None:
    message = refusal(write_text(tmp_path / "a.csv", GOOD), source="zendeks")

    assert "'zendeks' is unknown" in message
    assert "zendesk, freshdesk, jira" in message


def test_an_unknown_date_order_lists_the_known_ones(tmp_path: Path) -> None:
    assert "dmy, mdy, ymd" in refusal(write_text(tmp_path / "a.csv", GOOD), date_order="american")


@pytest.mark.parametrize("text", ['[{"id": 1}, {"id"', '[{"id": 1} {"id": 2}]', '{"tickets": [{"id": 1},'])
def test_json_that_breaks_off_is_refused(tmp_path: Path, text: str) -> None:
    assert "no whole JSON" in refusal(write_text(tmp_path / "a.json", text))


@pytest.mark.parametrize("text", ["[]", '{"tickets": []}', '{"a": 1,\n "b": [2]}'])
def test_json_without_objects_is_refused(tmp_path: Path, text: str) -> None:
    assert "no objects" in refusal(path := write_text(tmp_path / "a.json", text)) or "no array" in refusal(path)


@pytest.mark.parametrize("text", ["[" * 100_000, '[{"id": ' + '{"a":' * 100_000, '{"a": ' + "[" * 100_000])
def test_json_that_nests_without_end_is_refused_without_filling_the_memory(tmp_path: Path, text: str) -> None:
    assert "nested without end" in refusal(write_text(tmp_path / "a.json", text))


def test_a_json_text_of_100_mb_is_refused_without_filling_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    with path.open("wb") as file:
        file.write(b'[{"id": 1, "body": "')
        for _ in range(100):
            file.write(b"x" * 1_000_000)

    assert "object 1 is longer than" in refusal(path)
    path.unlink()
