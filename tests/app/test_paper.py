"""What stands on paper in place of a table of the screen, and in the margins of a sheet."""

from __future__ import annotations

import re

import pandas as pd
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some

from pages.ui.plain_text import plain
from pages.ui.printing import quoted
from pages.ui.tables import on_paper
from tests.stores import ROOT


def test_cells_on_paper_read_as_on_the_screen() -> None:
    frame = pd.DataFrame(
        {"department": ["A*B", None], "hours": [1234.56, float("nan")], "weight": [1.25, -0.5], "left out": [1, 2]}
    )
    configured = {
        "department": "Origin",
        "hours": st.column_config.NumberColumn("Hours", format="%,.1f"),
        "weight": st.column_config.NumberColumn(format="%+.1f"),
    }
    found = on_paper(frame, configured, ["hours", "department", "weight"])
    assert found.to_dict("list") == {
        "Hours": ["1,234.6", "–"], "Origin": ["A\\*B", "–"], "weight": ["+1.2", "−0.5"],
    }  # fmt: skip


def test_whole_numbers_and_moments_are_read_too() -> None:
    frame = pd.DataFrame({"tickets": [12345], "at": [pd.Timestamp("2026-03-04 10:15")]})
    configured = {
        "tickets": st.column_config.NumberColumn(format="%,.0f"),
        "at": st.column_config.DatetimeColumn(format="D MMM YYYY HH:mm"),
    }
    found = on_paper(frame, configured, list(frame.columns)).iloc[0]
    assert found.tolist() == ["12,345", plain("2026-03-04 10:15:00")]


def test_no_table_writes_its_numbers_by_the_browsers_locale() -> None:
    by_locale = re.compile(
        r"format\s*=\s*[\"'](localized|percent|dollar|euro|yen|accounting|bytes|compact|scientific|engineering|"
        r"automatic|distance|calendar)[\"']"
    )
    found = [str(path) for path in (ROOT / "pages").rglob("*.py") if by_locale.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_a_column_of_buttons_reads_as_what_stands_on_them() -> None:
    configured = {"id": st.column_config.ButtonColumn("Ticket", key="read")}
    found = on_paper(pd.DataFrame({"id": ["A-7"]}), configured, ["id"])
    assert found.to_dict("list") == {"Ticket": [plain("A-7")]}


@given(some.text())
def test_a_sheets_margin_holds_text_and_nothing_else(text: str) -> None:
    assert re.fullmatch(r'"([a-zA-Z0-9]|\\[0-9a-f]{6})*"', quoted(text))


def test_a_long_line_of_a_margin_is_cut_between_words() -> None:
    line = quoted("department Logistics " * 40)
    assert line.endswith('Logistics\\000020\\002026"')
