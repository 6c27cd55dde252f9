"""Agents' declared reasons compared with rulings on the origin: a part of the Method page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count
from etl.marts.frames import tagging
from pages.ui import data, parts, tables, theme
from pages.ui.charts.tagging_grid import tagging_grid
from pages.ui.plain_text import plain, undirected_texts

_COLUMNS: dict[str, Any] = {
    "reason": "Reason",
    "complaints": st.column_config.NumberColumn("Complaints", format="%,.0f"),
    "rulings": "Rulings",
    "means": "Department that it means",
    "text": "Started there",
}


def section() -> None:
    """Show the sentences, the grid if there are enough rulings, and every reason with its rulings."""
    st.subheader("Do the reasons that agents pick name the right department?", anchor=False)
    found = data.ask(tagging.tagging, Filters())
    for sentence in tagging.tagging_words(found):
        st.markdown(plain(sentence))
    if not found.cells.empty:
        ruled = found.reasons.loc[found.reasons["reason"].isin(found.cells["reason"]), "rulings"].sum()
        subtitle = f"share of each reason's complaints, 95 % interval; {count(ruled)} complaints ruled on at random"
        drawn = tagging_grid(
            found.cells, found.reasons["reason"].tolist(), "What was declared, and where it started",
            f"{subtitle}\noutlined: the department that the taxonomy takes the reason for", theme.ink(),
        )  # fmt: skip
        parts.chart(
            drawn, "Declared reasons against the departments where complaints started", key="tagging", opens=Filters()
        )
    if not found.reasons.empty:
        shown = found.reasons[list(_COLUMNS)]
        tables.table(
            undirected_texts(shown), column_config=_COLUMNS, key="reasons",
            alt="Declared reasons with their complaints and rulings",
        )  # fmt: skip
