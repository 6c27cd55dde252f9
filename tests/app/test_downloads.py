"""What is taken along is harmless and says what it holds."""

from __future__ import annotations

import csv
import io

import pandas as pd
from openpyxl import load_workbook

from etl.marts.core.filters import Filters
from pages.ui.downloads import stamped


def test_a_downloaded_cell_is_never_run_as_a_formula() -> None:
    frame = pd.DataFrame({"subject": ["=1+1", "+1 call", "-x", "@me", "\tTab", "plain"]}, dtype="str")
    rows = list(csv.DictReader(io.StringIO(stamped(frame, Filters()).decode())))
    assert [row["subject"][0] for row in rows[:5]] == ["'"] * 5
    assert rows[5]["subject"] == "plain"


def test_every_row_says_under_which_filters_it_was_taken() -> None:
    frame = pd.DataFrame({"ticket_id": ["1", "2"]}, dtype="str")
    rows = list(csv.DictReader(io.StringIO(stamped(frame, Filters(department=("Logistics",))).decode())))
    assert {row["filters"] for row in rows} == {"department Logistics"}


def test_a_file_for_excel_is_a_workbook_in_which_no_mark_parts_a_cell() -> None:
    frame = pd.DataFrame({"subject": ["x;=HYPERLINK(1)", "=1+1", "Größe, 5 €"]}, dtype="str")
    sheet = load_workbook(io.BytesIO(stamped(frame, Filters(), ".xlsx"))).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0] == ["subject", "filters"]
    assert [row[0] for row in cells[1:]] == frame["subject"].tolist()
    assert {row[1] for row in cells[1:]} == {"no filters"}
