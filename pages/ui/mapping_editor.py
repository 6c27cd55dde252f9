"""What declared values mean: a table to edit, kept as the store's taxonomy, and the offer to trace again under it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from etl.errors import InputError
from etl.marts.words import count
from etl.taxonomy import Taxonomy
from etl.taxonomy_help.mapping import declared_table, keep_mapping, meanings, taxonomy_to_edit
from pages.ui import data, running
from pages.ui.words import plain, undirected, undirected_columns

_SAVED = "_headwater_mapping_saved"
_FIELDS = "fields_all"


def section() -> None:
    """The editor, opened by a switch: reading what was declared takes a moment."""
    if _SAVED in st.session_state:
        _offer_trace()
    if not st.toggle("Say what declared reasons mean", key="mapping", help="Lay their values to departments."):
        return
    try:
        taxonomy = taxonomy_to_edit(data.settings(), data.taxonomy())
    except InputError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    with st.container(border=True):
        _editor(taxonomy, data.look_up(declared_table, taxonomy.text))


def _editor(taxonomy: Taxonomy, table: pd.DataFrame) -> None:
    if table.empty:
        st.caption("No complaint carries a declared reason, tag or code.")
        return
    st.markdown(
        "Lay the values that people picked to a department and an issue. A value that means nothing for the origin "
        "stays without one."
    )
    shown = (
        table if st.checkbox("Columns that aren't named as a reason too", key=_FIELDS) else table[table["is_reason"]]
    )
    names = list(dict.fromkeys(shown["field"]))
    if not names:
        st.caption("No column is named as a reason; tick the box to choose from all.")
        return
    field = st.selectbox("Column", names, format_func=undirected, key="mapping_field")
    rows = shown[shown["field"] == field].reset_index(drop=True)
    edited = st.data_editor(
        undirected_columns(rows[["value", "complaints", "means", "hint"]], "value", "hint"),
        column_config=_configured(taxonomy),
        disabled=["value", "complaints", "hint"],
        hide_index=True,
        key=f"mapping_{field}_{taxonomy.hash[:12]}",
        alt=undirected(f"Values of {field} and what they mean"),
    )
    changes = changed(rows, edited)
    words = f"Save {len(changes)} {'change' if len(changes) == 1 else 'changes'}" if changes else "Save"
    if st.button(words, type="primary", disabled=not changes, icon=":material/save:", key="mapping_save"):
        save(taxonomy, str(field), changes)


def _configured(taxonomy: Taxonomy) -> dict[str, Any]:
    return {
        "value": st.column_config.TextColumn("Value", width=190),
        "complaints": st.column_config.NumberColumn("Complaints", format="localized", width=96),
        "means": st.column_config.SelectboxColumn("Means", options=list(meanings(taxonomy)), required=True, width=290),
        "hint": st.column_config.TextColumn(
            "Mostly starts in", width=170, help="Where its attributed complaints start; empty where that isn't clear"
        ),
    }


def changed(rows: pd.DataFrame, edited: pd.DataFrame) -> dict[str, str]:
    """Value, as the store has it, to its new meaning, for the rows whose meaning was edited."""
    is_changed = rows["means"] != edited["means"]
    return dict(zip(rows.loc[is_changed, "value"], edited.loc[is_changed, "means"], strict=True))


def save(taxonomy: Taxonomy, field: str, changes: dict[str, str]) -> None:
    """Keep the changes, then show the page anew with what to do next."""
    try:
        kept = keep_mapping(data.settings(), taxonomy, field, changes)
    except InputError as error:
        st.error("\n\n".join(plain(line) for line in str(error).splitlines()), icon=":material/error:")
        return
    st.session_state[_SAVED] = "" if kept is None else kept.name
    st.rerun()


def _offer_trace() -> None:
    """After saving: what it changes and when, and tracing again now."""
    before = st.session_state[_SAVED]
    with st.container(border=True):
        st.markdown(
            "**The taxonomy is saved.** The numbers stay as they are until the next load, or until all tickets are "
            "traced again; that makes a new run beside the old ones."
        )
        if before:
            st.caption(f"The taxonomy before is kept as {plain(before)}.")
        now, later = st.columns(2)
        if later.button("Later", key="trace_later", width="stretch"):
            del st.session_state[_SAVED]
            st.rerun()
        if now.button("Trace all tickets again", type="primary", key="trace_now", width="stretch"):
            outcome = running.run_with_progress(["trace", "--json"])
            if not outcome.is_done:
                st.error("\n\n".join(plain(line) for line in outcome.lines), icon=":material/error:")
                return
            del st.session_state[_SAVED]
            st.toast(f"Traced again: {count(outcome.found['attributed'])} complaints attributed.")
            st.rerun()
