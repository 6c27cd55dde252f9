"""A workbook's sheet with the tickets is read as text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from etl.errors import InputError
from etl.sources import open_export, read_head
from etl.sources.sheet import _text
from tests.unit.sources.files import read, workbook_of


def test_a_row_is_known_by_its_number_in_the_sheet_and_empty_rows_are_passed_over(tmp_path: Path) -> None:
    rows = [
        [],
        ["ticket_id", "created_at", "body"],
        [1, datetime(2025, 3, 1, 10, 5), "late"],
        [],
        [2, date(2025, 3, 2), None],
    ]
    export = open_export(workbook_of(tmp_path / "a.xlsx", rows))
    frame = read(export)

    assert frame.index.tolist() == [3, 5]
    assert frame["created_at"].tolist() == ["2025-03-01 10:05:00", "2025-03-02"]
    assert frame["body"].isna().tolist() == [False, True]
    assert export.encoding == "XLSX"
    assert export.date_order == "ymd"


def test_of_several_sheets_the_one_with_the_tickets_is_read(tmp_path: Path) -> None:
    cover = [["Export of March"], ["Made by the night shift"]]
    guessed = [["ticket_id", "created_at", "body"], ["1", "2025-03-01", "late"]]
    known = [["Id", "Created at", "Via", "Group"], ["1", "2025-03-01", "Mail", "Support"]]
    plain = open_export(workbook_of(tmp_path / "a.xlsx", cover, guessed))
    better = open_export(workbook_of(tmp_path / "b.xlsx", cover, guessed, known))

    assert plain.mapping["body"] == "body"
    assert "Of the workbook's sheets only Sheet 1 is read; Sheet 0 is not." in plain.findings
    assert better.format.name == "zendesk"


COVER: list[list[object]] = [["Report of", "March"], ["by", "Ann"]]
UNKNOWN: list[list[object]] = [["Nr", "Wann", "Was"], [1, "2025-03-01", "late"], [2, "2025-03-02", "broken"]]


def test_of_several_sheets_the_one_with_the_columns_that_were_named_is_read(tmp_path: Path) -> None:
    known: list[list[object]] = [["Ticket ID", "Subject", "Status", "Priority", "Created time", "Group"],
                                 [1, "late", "Open", "Low", "2025-03-01 10:00", "Support"]]  # fmt: skip
    named = {"ticket_id": "Nr", "created_at": "Wann", "body": "Was"}
    export = open_export(workbook_of(tmp_path / "a.xlsx", COVER, known, UNKNOWN, COVER), mapping=named)
    assert export.columns == ("Nr", "Wann", "Was")


def test_where_no_sheet_fits_the_message_names_the_largest(tmp_path: Path) -> None:
    path = workbook_of(tmp_path / "a.xlsx", COVER, UNKNOWN)
    assert tuple(read_head(path)) == ("Nr", "Wann", "Was")
    with pytest.raises(InputError, match=r"a\.xlsx, sheet Sheet 1 fits no known format.* It has: Nr, Wann, Was"):
        open_export(path)
    with pytest.raises(
        InputError, match=r"a\.xlsx, sheet Sheet 1 has no column 'Text' for body; it has: Nr, Wann, Was"
    ):
        open_export(path, mapping={"body": "Text"})


def test_of_several_sheets_the_first_with_rows_is_read_and_that_is_said(tmp_path: Path) -> None:
    first = [["ticket_id", "created_at", "body"], ["1", "2025-03-01", "late"]]
    export = open_export(workbook_of(tmp_path / "a.xlsx", [], first, [["x"]]))

    assert read(export)["ticket_id"].tolist() == ["1"]
    assert any("Sheet 2 is not" in finding for finding in export.findings)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("", None),
        ("x", "x"),
        (10_300_612_345_678.0, "10300612345678"),
        (1.5, "1.5"),
        (True, "true"),
        (datetime(2025, 3, 1, 9, 59, 59, 999_900), "2025-03-01 10:00:00"),
        (date(2025, 3, 1), "2025-03-01"),
        (time(3, 4), "03:04:00"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
    ],
)
def test_a_cell_becomes_the_text_that_a_person_reads(value: object, text: str | None) -> None:
    assert _text(value) == text
