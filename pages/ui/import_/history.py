"""History of loads, with what each accepted and refused, and undo of the last."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from etl.errors import InputError
from etl.locales import number
from etl.marts.core.filters import Filters
from etl.marts.frames import breakdowns
from etl.usecases.undo import undo_load
from pages.ui import data, downloads, exposure, refusal, tables
from pages.ui.plain_text import plain, undirected_columns
from pages.ui.reader import day_format

_SHOWN = {
    "load_id": ("Load", 50),
    "file_name": ("File", 262),
    "source": ("Source", 76),
    "started_at": ("When (UTC)", 158),
    "count_read": ("Read", 76),
    "count_rejected": ("Rejected", 78),
    "count_loaded": ("Loaded", 78),
}
"""Columns and their pixels: all of them fit a window of 1280 beside the sidebar, and names of thirty letters theirs.

What was accepted and what was known already follows from the others, and stands in the sentence of each load.
"""
_SHOWN_REJECTS, _REJECT_PIXELS = 200, 76
"""Refused rows that are shown, each of them so high that its reason breaks and isn't cut."""
_POLICIES = {"refuse_row": "row refused", "refuse_file": "file refused", "file": "file refused", "warn": "warning"}


def show(loads: pd.DataFrame) -> None:
    """History of loads, newest first, and one of them in detail."""
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.subheader("Loads", anchor=False)
        if st.button("Undo the last load", icon=":material/undo:", key="undo", disabled=exposure.is_closed()):
            confirm_undo(str(loads["file_name"].iloc[0]))
    loads = undirected_columns(loads, "file_name")
    shown, columns = tables.by_locale(loads, _configured())
    st.dataframe(shown, column_order=list(_SHOWN), column_config=columns, hide_index=True, alt="Loads, newest first")
    names = dict(zip(loads["load_id"], loads["file_name"], strict=True))
    # The field is new after each load: an existing one would still show the earlier load.
    newest = loads["load_id"].iloc[0]
    chosen = st.selectbox(
        "Details of", list(names), format_func=lambda number: f"Load {number}: {names[number]}", key=f"load_{newest}"
    )
    load = loads[loads["load_id"] == chosen].iloc[0]
    st.caption(plain(str(load["sentence"])))
    _expectations(int(chosen))
    if load["count_rejected"]:
        _rejects(int(chosen))


def _configured() -> dict[str, Any]:
    """Names of the columns; counts with their thousands separated."""
    columns: dict[str, Any] = {
        name: st.column_config.NumberColumn(label, format="%,.0f", width=pixels)
        if name.startswith("count_") else st.column_config.Column(label, width=pixels)
        for name, (label, pixels) in _SHOWN.items()
    }  # fmt: skip
    label, pixels = _SHOWN["started_at"]
    columns["started_at"] = st.column_config.DatetimeColumn(label, format=f"{day_format()} HH:mm", width=pixels)
    return columns


def _expectations(load_id: int) -> None:
    results = data.ask(breakdowns.expectation_results, Filters(), load_id=load_id)
    if results.empty:
        return
    failed = results[~results["is_met"]]
    st.markdown("**Checks on its rows**")
    told = [f"- {plain(row['text'])}: {plain(row['reason'])}" for row in failed.to_dict("records")]
    st.markdown("\n".join(told) or "All rows are as expected.")
    with st.expander(f"All {len(results)} expectations"):
        _table(results)


def _table(results: pd.DataFrame) -> None:
    st.dataframe(
        results.assign(policy=results["policy"].map(_POLICIES).fillna(results["policy"])),
        column_order=["reason", "severity", "policy", "count_checked", "count_failed", "name"],
        column_config={
            "reason": st.column_config.TextColumn("Expected, and why", width="large"),
            "severity": "Severity",
            "policy": "If not",
            "count_checked": "Checked",
            "count_failed": "Failed",
            "name": "Name",
        },
        hide_index=True,
        alt="Expectations and how many rows failed each",
    )


def _rejects(load_id: int) -> None:
    rows = data.ask(breakdowns.rejects_of, Filters(), load_id=load_id)
    if exposure.is_closed():
        rows = rows.assign(raw="")  # all columns of a table are sent to the browser, including hidden ones
    rows = rows.drop(columns=[] if rows["file"].notna().any() else "file")
    st.markdown("**Rows that were refused**")
    st.dataframe(
        undirected_columns(rows.head(_SHOWN_REJECTS), "reason", "raw"),
        column_order=["file", "line", "reason", "expectation", "raw"],
        column_config={
            "file": st.column_config.TextColumn("File", width=110),
            "line": st.column_config.Column("Line", width=54),
            "reason": st.column_config.TextColumn("Why", width=300),
            "expectation": st.column_config.Column("Expectation", width=190),
            "raw": st.column_config.TextColumn("Raw value", width=240),
        },
        row_height=_REJECT_PIXELS,
        hide_index=True,
        alt="Refused rows with their reason",
    )
    downloads.download(
        f"Download all {number(len(rows))}" if len(rows) > 1 else "Download it",
        lambda: rows,
        f"rejects-of-load-{load_id}",
        Filters(),
        key=f"rejects_{load_id}",
        holds_words=True,
    )


@st.dialog("Undo the last load")
def confirm_undo(file_name: str) -> None:
    """Ask for confirmation, then restore the snapshot before."""
    st.markdown(f"The store goes back to what it was before **{plain(file_name)}**. Rulings stay.")
    if st.button("Undo it", type="primary", key="undo_sure"):
        try:
            exposure.refuse()
            undo_load(data.settings())
        except InputError as error:
            refusal.tell(error)
            return
        st.rerun()
