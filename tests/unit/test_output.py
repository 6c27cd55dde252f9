"""Files that leave the store are harmless in a spreadsheet and keep what they say."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.commands.output import csv_text, harmless, write_csv
from etl.errors import InputError


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


def test_a_file_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be written"):
        write_csv(pd.DataFrame({"a": [1]}), tmp_path)
