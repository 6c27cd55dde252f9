"""Complaints alone, or all failure demand: the choice on Overview, with the definition beside it."""

from __future__ import annotations

import streamlit as st

from etl.marts import breakdowns
from etl.marts.demand import FAILURE_DEMAND
from pages.ui import address, data, parts
from pages.ui.start import Begun
from pages.ui.words import plain

COMPLAINTS, ALL = "Complaints alone", "All failure demand"
_COLUMNS = {
    "department": "Starts in", "failure_demand": "Failure demand", "complaints": "Complaints", "chasing": "Chasing",
    "repeat_contacts": "Repeat contacts",
}  # fmt: skip


def section(page: Begun) -> None:
    """The choice; where all failure demand is chosen its measures, what it is, and where it starts."""
    shown = address.widget("count", address.one_of("count", (COMPLAINTS, ALL), COMPLAINTS), COMPLAINTS)
    chosen = st.segmented_control("Count", (COMPLAINTS, ALL), required=True, label_visibility="collapsed", **shown)
    if chosen != ALL:
        return
    st.caption(plain(f"Failure demand: {FAILURE_DEMAND}"))
    parts.cards(("failure_demand", "share_failure_demand", "chasing", "repeat_contacts"), page.measured)
    rows = data.ask(breakdowns.demand_by_department, page.filters)
    columns = {
        label: st.column_config.NumberColumn(format="%,.0f") for name, label in _COLUMNS.items() if name != "department"
    }
    st.dataframe(
        rows[list(_COLUMNS)].rename(columns=_COLUMNS), hide_index=True, column_config=columns, key="demand",
        alt="Failure demand by originating department",
    )  # fmt: skip
