"""Runs on the Method page: stored runs, differences between two, and departments missing from the taxonomy."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count, percent
from etl.marts.frames import runs
from etl.marts.frames.unknown_names import unknown_names
from pages.ui import data, tables
from pages.ui.plain_text import plain, undirected_texts

_RUNS: dict[str, Any] = {
    "run_id": "Run",
    "started_at": "When (UTC)",
    "taxonomy_name": "Taxonomy",
    "engine_version": "Engine",
    "rulings": "Rulings it learned from",
    "threshold": "Confidence required",
    "tickets": st.column_config.NumberColumn("Tickets attributed", format="%,.0f"),
    "in_force": st.column_config.NumberColumn("Currently in use", format="%,.0f"),
}
_PAIRS: dict[str, Any] = {
    "from": "From",
    "to": "To",
    "complaints": st.column_config.NumberColumn("Complaints", format="%,.0f"),
    "because": st.column_config.TextColumn("Most frequent reasons", width="large"),
}
_EXAMPLES: dict[str, Any] = {
    "source": "Source",
    "ticket_id": "Ticket",
    "from": "From",
    "to": "To",
    "because": st.column_config.TextColumn("Because", width="large"),
}
_BEFORE = "the answers before this run"


def section() -> None:
    """Show every run, then the differences of one from an earlier one."""
    unknown(data.ask(unknown_names, Filters()))
    found = data.ask(runs.all_runs, Filters())
    st.subheader("Runs", anchor=False)
    st.caption(
        "A run is one attribution of tickets. It is never rewritten: attributing again makes a new one beside it."
    )
    asked = found["threshold"].map(percent, na_action="ignore").astype("str")
    _table(found.assign(threshold=asked), _RUNS, "Runs, newest first", "runs")
    if len(found) > 1:
        _comparison(found["run_id"].tolist())


def unknown(names: pd.DataFrame) -> None:
    """Departments with tickets that the taxonomy doesn't have: most likely renamed without an alias."""
    if names.empty:
        return
    told = [
        f"- **{plain(row['department'])}**: {count(row['tickets'])} {'ticket' if row['tickets'] == 1 else 'tickets'}, "
        f"{count(row['ruled'])} of them by people"
        for row in names.to_dict("records")
    ]
    st.warning(
        "Tickets are attributed to departments that the taxonomy doesn't have. They are shown under these names. Where "
        "one was renamed, add the old name to the new one's `aliases` in the taxonomy.\n\n" + "\n".join(told),
        icon=":material/label_off:",
    )


def _comparison(numbers: list[int]) -> None:
    st.subheader("What moved", anchor=False)
    with st.container(horizontal=True):
        later = st.selectbox("Run", numbers[:-1], key="run_later", format_func=lambda number: f"Run {number}")
        names = {_BEFORE: None} | {f"Run {number}": number for number in numbers if number < later}
        compared = st.selectbox("Compared with", list(names), key=f"run_before_{later}")
    found = data.ask(runs.moved, Filters(), run_id=later, before=names[compared])
    st.markdown(f"**{plain(found.text)}**" if found.tickets else "They have no complaint in common.")
    st.markdown("\n".join(f"- {plain(reason)}" for reason in found.reasons))
    if len(found.pairs):
        _table(found.pairs, _PAIRS, "Complaints by their department before and after", "moved")
        with st.expander("Examples"):
            _table(found.examples, _EXAMPLES, "Complaints that changed department", "moved_examples")


def _table(rows: pd.DataFrame, columns: dict[str, Any], alt: str, key: str) -> None:
    shown = undirected_texts(rows)
    tables.table(shown, key=key, column_order=list(columns), column_config=columns, alt=alt)
