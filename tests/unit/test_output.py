"""Files that leave the store are harmless in a spreadsheet and keep what they say."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from etl.errors import InputError
from etl.reports.table_files import csv_text, harmless, write_table, xlsx_bytes


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")'])
def test_a_cell_that_would_run_as_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert harmless(pd.DataFrame({"subject": [cell]}))["subject"].tolist() == ["'" + cell]


def test_numbers_and_ordinary_text_stay_as_they_are() -> None:
    frame = pd.DataFrame({"subject": ["late", "-5.2", None], "minutes": [-1.5, 2.0, 3.0]})
    assert harmless(frame)["subject"].tolist()[:2] == ["late", "-5.2"]
    assert harmless(frame)["minutes"].tolist() == [-1.5, 2.0, 3.0]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), min_size=1))
def test_no_text_starts_a_formula_in_any_spreadsheet(texts: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(csv_text(pd.DataFrame({"body": texts})), newline="")))[1:]
    for row in rows:
        cell = row[0] if row else ""
        is_number = pd.notna(pd.to_numeric(cell, errors="coerce"))
        assert is_number or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_times_are_written_in_utc_iso_8601() -> None:
    frame = pd.DataFrame({"created_at": pd.to_datetime(["2026-03-01 14:05"])})
    assert csv_text(frame) == "created_at\n2026-03-01T14:05:00Z\n"


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.parquet"])
def test_a_file_that_cannot_be_written_is_said_plainly_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(InputError, match="can't be written"):
        write_table(pd.DataFrame({"a": [1]}), tmp_path / name)
    assert list(tmp_path.iterdir()) == [tmp_path / name]


TABLE = pd.DataFrame(
    {
        "ticket_id": ["007", "=1+1", "https://example.org/a", "+49 171 1"],
        "created_at": pd.to_datetime(["2026-03-01 14:05", "2026-03-02 00:00", None, "2026-03-04 00:00"]),
        "share": [0.5, None, float("inf"), 1.0],
        "subject": ["a;=HYPERLINK(1)", None, "\x01bell", "late"],
    }
)


def test_a_workbook_stores_texts_as_texts_and_nothing_as_a_formula_or_a_link(tmp_path: Path) -> None:
    write_table(TABLE, tmp_path / "t.xlsx")
    sheet = load_workbook(tmp_path / "t.xlsx").active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[0] for row in rows] == TABLE["ticket_id"].tolist()
    assert [row[1] for row in rows] == ["2026-03-01T14:05:00Z", "2026-03-02T00:00:00Z", None, "2026-03-04T00:00:00Z"]
    assert [row[2] for row in rows] == [0.5, None, None, 1]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    # A cell that somebody edits and leaves again would be read anew, and run.
    assert [sheet.cell(row, 1).quotePrefix for row in (2, 3, 5)] == [False, True, True]
    parts = zipfile.ZipFile(tmp_path / "t.xlsx")
    assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    held = pd.DataFrame({"body": ["x" * 32_767, "x" * 32_768, "\U0001f621" * 20_000]})
    sheet = load_workbook(io.BytesIO(xlsx_bytes(held))).active
    whole, cut, wide = (sheet.cell(row, 1).value for row in (2, 3, 4))
    assert whole == "x" * 32_767
    assert cut.endswith("x … [cut]")
    assert len(cut) == 32_767
    assert wide.endswith("\U0001f621 … [cut]")


def test_a_parquet_file_keeps_kinds_and_says_that_times_are_utc(tmp_path: Path) -> None:
    write_table(TABLE, tmp_path / "t.parquet")
    read = pd.read_parquet(tmp_path / "t.parquet")
    assert str(read["created_at"].dtype).endswith("UTC]")
    assert read["created_at"].iloc[0].isoformat() == "2026-03-01T14:05:00+00:00"
    assert read["ticket_id"].tolist() == TABLE["ticket_id"].tolist()


def test_more_rows_than_a_sheet_holds_are_refused() -> None:
    with pytest.raises(InputError, match=r"A sheet holds 1,048,575 rows and there are 1,048,576: write .csv"):
        xlsx_bytes(pd.DataFrame({"a": range(1_048_576)}))
