"""What stands round a table, and rows that are written in unusual ways, are read as what they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import InputError
from etl.sources import open_export
from etl.sources.delimited import DELIMITERS
from etl.sources.dialect import escape_of, inner_of, lines_above
from tests.unit.sources.files import only_chunk, read, workbook_of, write_text

TABLE = 'ticket_id;created_at;body\n1;2025-03-01;"late, and later"\n2;2025-03-02;broken\n3;2025-03-03;lost\n'


@pytest.mark.parametrize(
    "above",
    [
        "Open tickets by group\n\n",
        "# made by a script\n# on 1 March\n",
        "Report;;\nFrom;2025-03-01;\n",
        "Meldungen, März, Stand heute\n",
        '"A title\nof two lines"\n',
    ],
    ids=["title", "comments", "padded", "commas", "quoted"],
)
def test_lines_above_the_table_are_passed_over_and_that_is_said(tmp_path: Path, above: str) -> None:
    export = open_export(write_text(tmp_path / "a.csv", above + TABLE))

    chunk = only_chunk(export)
    assert export.columns == ("ticket_id", "created_at", "body")
    assert chunk.frame["ticket_id"].tolist() == ["1", "2", "3"]
    first = above.count("\n") + 1
    assert chunk.frame.index[0] == first + 1
    assert any(f"begins on line {first}" in finding for finding in export.findings)


def test_a_table_without_anything_above_begins_on_its_first_line(tmp_path: Path) -> None:
    export = open_export(write_text(tmp_path / "a.csv", TABLE))

    assert not any("begins on line" in finding for finding in export.findings)


def test_empty_cells_that_the_header_has_no_column_for_are_no_misfit(tmp_path: Path) -> None:
    rows = TABLE.replace("lost\n", "lost;;\n").replace("broken\n", "broken;x\n")
    chunk = only_chunk(open_export(write_text(tmp_path / "a.csv", rows)))

    assert chunk.frame["ticket_id"].tolist() == ["1", "3"]
    assert len(chunk.malformed) == 1


def test_rows_may_leave_out_the_cells_of_columns_without_a_name(tmp_path: Path) -> None:
    text = "ticket_id,created_at,body,,\n1,2025-03-01,late\n2,2025-03-02,lost,,\n3,2025-03-03\n"
    chunk = only_chunk(open_export(write_text(tmp_path / "a.csv", text)))

    assert chunk.frame["ticket_id"].tolist() == ["1", "2"]
    assert len(chunk.malformed) == 1


def test_quotes_marked_by_a_backslash_stay_within_their_cell(tmp_path: Path) -> None:
    rows = "".join(f'{n},2025-03-0{n},"She said \\"no\\", and left"\n' for n in range(1, 6))
    export = open_export(write_text(tmp_path / "a.csv", "ticket_id,created_at,body\n" + rows))

    assert read(export)["body"].tolist() == ['She said "no", and left'] * 5


def test_a_backslash_where_quotes_are_doubled_is_a_letter(tmp_path: Path) -> None:
    text = 'ticket_id,created_at,body\n1,2025-03-01,"from C:\\""temp"", he says"\n2,2025-03-02,lost\n'
    export = open_export(write_text(tmp_path / "a.csv", text))

    assert read(export)["body"].tolist() == ['from C:\\"temp", he says', "lost"]


@pytest.mark.parametrize("outer", ["", ";;;", "\t\t"])
def test_rows_wrapped_in_one_cell_are_unwrapped(tmp_path: Path, outer: str) -> None:
    rows = ['"1,2025-03-01,""late, and later"""', '"2,2025-03-02,broken"', '"3,2025-03-03,lost"']
    lines = ["ticket_id,created_at,body", *rows]
    export = open_export(write_text(tmp_path / "a.csv", "".join(f"{line}{outer}\n" for line in lines)))

    assert read(export)["body"].tolist() == ["late, and later", "broken", "lost"]
    assert "Each row was wrapped in one quoted cell, and is unwrapped." in export.findings


@given(st.lists(st.text(max_size=40).map(lambda text: text + "\n"), max_size=8))
def test_no_lines_are_too_strange(lines: list[str]) -> None:
    assert 0 <= lines_above(lines, tuple(DELIMITERS)) <= sum(line.count("\n") + line.count("\r") for line in lines)
    assert escape_of(lines, ",") in (None, "\\")
    assert len(inner_of(lines, tuple(DELIMITERS))) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version https://git-lfs.github.com/spec/v1\noid sha256:55\nsize 1776525\n", "pointer of Git LFS"),
        ("\ufeff<html><body><table><tr><th>Id</th></tr></table></body></html>", "web page"),
        ("-- MySQL dump 10.13\nCREATE TABLE tickets (id int);\n", "dump of a database"),
        ("Received: from a by b\nSubject: late\n\nThe lamp is late\n", "e-mail"),
        ('<?xml version="1.0"?>\n<tickets><ticket><id>1</id></ticket></tickets>', "is XML"),
        ("5000\t20240311\tKETTLE\tTHE TOASTER HAS NOT COME AND I WAIT\n5001\t20240312\tKETTLE\tLATE\n", "no header"),
    ],
)
def test_what_is_no_table_is_told_apart(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        open_export(write_text(tmp_path / "a.csv", text))

    assert "--map" not in str(caught.value)


HEADER: list[object] = ["ticket_id", "created_at", "body"]


def test_rows_above_a_sheets_table_are_passed_over(tmp_path: Path) -> None:
    path = workbook_of(
        tmp_path / "a.xlsx", [["Complaints"], ["from", "March"], [], HEADER, ["1", "2025-03-01", "late"]]
    )
    export = open_export(path)

    assert read(export)["body"].to_dict() == {5: "late"}
    assert "Rows above the table are skipped: 2." in export.findings


def test_sheets_with_the_same_columns_are_one_table(tmp_path: Path) -> None:
    january, february = (
        [*above, HEADER, [number, "2025-03-01", "late"], [number + "b", "2025-03-02", "lost"]]
        for above, number in (([], "1"), ([["February"]], "2"))
    )
    export = open_export(workbook_of(tmp_path / "a.xlsx", january, [["Notes"], ["none"]], february))

    frame = read(export, 1)
    assert frame["ticket_id"].tolist() == ["1", "1b", "2", "2b"]
    assert frame.index.is_unique
    assert "Sheets with the same columns are read as one table: Sheet 0, Sheet 2." in export.findings
    assert "Of the workbook's sheets Sheet 0, Sheet 2 are read; Sheet 1 is not." in export.findings
