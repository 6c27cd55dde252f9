"""Complaints alone, or all failure demand: the choice on Overview, with the definition beside it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from etl.marts.frames import breakdowns
from etl.marts.measures.demand import FAILURE_DEMAND
from pages.ui import address, data, parts, tables
from pages.ui.plain_text import plain
from pages.ui.start import Begun

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
    parts.cards(("failure_demand", "share_failure_demand", "chasing", "repeat_contacts"), page.measured, page.filters)
    rows = data.ask(breakdowns.demand_by_department, page.filters, seed=data.settings().seed)
    cells, columns = {_COLUMNS["department"]: rows["department"]}, dict[str, Any]()
    for name, label in list(_COLUMNS.items())[1:]:
        beside = f"{label}, interval"
        cells |= {label: rows[name], beside: tables.intervals(rows, name)}
        columns |= {
            label: st.column_config.NumberColumn(format="%,.0f"),
            beside: st.column_config.TextColumn("interval"),
        }
    tables.table(
        pd.DataFrame(cells), column_config=columns, key="demand", alt="Failure demand by originating department"
    )  # fmt: skip
    if kind := tables.kind_words(page.complaints):
        st.caption(kind)
