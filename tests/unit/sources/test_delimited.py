"""Delimited text is read row by row with its line, whatever its delimiter, encoding and line ends."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from etl.sources import open_export
from tests.unit.sources.files import only_chunk, read, write_table, write_text

ROWS = [("1", "2025-03-01", "café, «late»"), ("2", "2025-03-02", 'she said "no"'), ("3", "2025-03-03", "two\nlines")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"])
def test_every_delimiter_and_encoding_is_found(tmp_path: Path, delimiter: str, encoding: str) -> None:
    export = open_export(write_table(tmp_path / "a.csv", ROWS, delimiter=delimiter, encoding=encoding))

    assert export.delimiter == delimiter
    assert read(export)["body"].tolist() == [row[2] for row in ROWS]


def test_a_letter_beyond_ascii_on_the_last_of_many_lines_settles_the_encoding(tmp_path: Path) -> None:
    rows = [(str(number), "2025-03-01", "plain" * 40) for number in range(20_000)]

    export = open_export(write_table(tmp_path / "a.csv", [*rows, ("x", "2025-03-01", "größer")], encoding="cp1252"))

    assert export.encoding == "Windows-1252"
    assert read(export)["body"].iloc[-1] == "größer"


def test_a_few_damaged_characters_do_not_turn_utf_8_into_windows_1252(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "".join(f"{number},2025-03-01,größer\n" for number in range(9))
    path.write_bytes(b"ticket_id,created_at,body\n" + rows.encode() + b"x,2025-03-01,gr\xf6\xdfer\n")

    export = open_export(path)

    assert export.encoding == "UTF-8"
    assert "2 characters are damaged (the first near line 11)" in " ".join(export.findings)
    assert read(export)["body"].tolist()[0] == "größer"


def test_a_replacement_character_that_the_export_itself_holds_is_no_damage(tmp_path: Path) -> None:
    export = open_export(write_table(tmp_path / "a.csv", [("1", "2025-03-01", "gr\N{REPLACEMENT CHARACTER}ß")]))

    assert not any("damaged" in finding for finding in export.findings)


def test_a_row_is_known_by_the_line_at_which_it_starts(tmp_path: Path) -> None:
    text = (
        'ticket_id,created_at,body\n1,2025-03-01,"a\nb\nc"\n\n2,2025-03-02,d\r\n3,2025-03-03,"e\r\nf"\n4,2025-03-04,g'
    )

    frame = read(open_export(write_text(tmp_path / "a.csv", text)))

    assert frame.index.tolist() == [2, 6, 7, 9]
    assert frame["body"].tolist() == ["a\nb\nc", "d", "e\r\nf", "g"]


def test_rows_with_too_many_or_too_few_cells_are_malformed(tmp_path: Path) -> None:
    text = "ticket_id,created_at,body\n1,2025-03-01,a, b\n2,2025-03-02\n3,2025-03-03,c\n"

    chunk = only_chunk(open_export(write_text(tmp_path / "a.csv", text)))

    assert chunk.malformed["line"].tolist() == [2, 3]
    assert chunk.malformed["raw"].tolist() == ["1,2025-03-01,a, b", "2,2025-03-02"]
    assert set(chunk.malformed["expectation"]) == {"row_has_the_headers_columns"}
    assert chunk.malformed["reason"].str.contains("cells").all()
    assert (chunk.count_read, len(chunk.frame)) == (3, 1)


def test_chunks_together_hold_what_one_chunk_holds(tmp_path: Path) -> None:
    rows = [(str(number), "2025-03-01", "x" if number % 5 else "x,y\nz") for number in range(23)]
    export = open_export(write_table(tmp_path / "a.csv", rows))

    sizes = [chunk.count_read for chunk in export.chunks(4)]

    assert (sizes, sum(sizes)) == ([4] * 5 + [3], export.count_rows)
    assert read(export, 4).equals(read(export))


def test_a_chunk_ends_early_when_its_texts_are_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.sources.delimited.BLOCK_BYTES", 1_000_000)
    rows = [(str(number), "2025-03-01", "x" * 20_000) for number in range(200)]

    sizes = [len(chunk.frame) for chunk in open_export(write_table(tmp_path / "a.csv", rows)).chunks()]

    assert max(sizes) < 100
    assert sum(sizes) == 200


def test_a_cell_of_a_million_letters_is_read(tmp_path: Path) -> None:
    export = open_export(write_table(tmp_path / "a.csv", [("1", "2025-03-01", "long " * 200_000)]))

    assert read(export)["body"].str.len().tolist() == [1_000_000]


def test_repeated_and_nameless_columns_get_names_of_their_own(tmp_path: Path) -> None:
    header = ("ticket_id", "created_at", "body", "Note", "Note", "", "Note #2")
    export = open_export(write_table(tmp_path / "a.csv", [("1", "2025-03-01", "late", "a", "b", "c", "d")], header))

    assert export.columns == ("ticket_id", "created_at", "body", "Note", "Note #2", "Column 6", "Note #2 #2")
    assert read(export).iloc[0].tolist()[3:] == ["a", "b", "c", "d"]


def test_empty_cells_are_missing_and_blanks_are_kept(tmp_path: Path) -> None:
    frame = read(open_export(write_table(tmp_path / "a.csv", [("1", "2025-03-01", "  x "), ("2", "2025-03-01", "")])))

    assert frame["body"].isna().tolist() == [False, True]
    assert frame["body"].iloc[0] == "  x "
    assert set(map(str, frame.dtypes)) == {"str"}


def test_a_first_line_that_states_the_delimiter_is_no_header(tmp_path: Path) -> None:
    export = open_export(write_text(tmp_path / "a.csv", "sep=;\nticket_id;created_at;body\n1;2025-03-01;a,b,c\n"))

    assert export.delimiter == ";"
    assert read(export)["body"].to_dict() == {3: "a,b,c"}


def test_a_header_that_two_delimiters_split_is_settled_by_the_rows(tmp_path: Path) -> None:
    text = "ticket_id;created_at;body;Orders, open\n1;2025-03-01;late;2\n2;2025-03-01;a, b;3\n"

    export = open_export(write_text(tmp_path / "a.csv", text), mapping={"body": "body"})

    assert export.delimiter == ";"
    assert export.columns[3] == "Orders, open"


def test_gzip_and_zip_are_unpacked(tmp_path: Path) -> None:
    plain = write_table(tmp_path / "a.csv", ROWS)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(plain, "folder/a.csv")
        archive.writestr("__MACOSX/a.csv", "x")

    exports = [open_export(tmp_path / name) for name in ("a.csv", "a.csv.gz", "a.zip")]

    assert [export.compression for export in exports] == ["none", "gzip", "zip"]
    assert all(read(export).equals(read(exports[0])) for export in exports)
    assert len({export.file_hash for export in exports}) == 3
