"""Meanings of declared values on Set-up: a field for each; saving reattributes all tickets."""

from __future__ import annotations

from typing import Any

import streamlit as st

from etl.errors import InputError
from etl.marts.core.formatting import count
from etl.taxonomy import Taxonomy
from etl.taxonomy_help.mapping import declared_table, meanings, remapped
from pages.ui import data, refusal
from pages.ui.plain_text import undirected
from pages.ui.setup import choosing, taxonomy_saving

_FIELDS = "fields_all"


def section(taxonomy: Taxonomy) -> None:
    """Draw the declared values, column by column."""
    table = data.look_up(declared_table, taxonomy.text)
    if table.empty:
        st.caption("No complaint carries a declared reason, tag or code.")
        return
    st.markdown(
        "Choose the issue that each picked value stands for. A value that says nothing about the cause keeps “–”."
    )
    shown = table if st.checkbox("Also show other columns", key=_FIELDS) else table[table["is_reason"]]
    names = shown.groupby("field")["complaints"].sum().sort_values(ascending=False, kind="stable").index.tolist()
    if not names:
        st.caption("No column has a name like “reason”. Tick the box to choose from all columns.")
        return
    field = st.selectbox("Column", names, format_func=undirected, key="mapping_field")
    rows = shown[shown["field"] == field].reset_index(drop=True)
    told = [choosing.Row(row["value"], row["means"], _told(row)) for row in rows.to_dict("records")]
    key = f"mapping_{field}_{taxonomy.hash[:12]}"
    changes = choosing.choose(told, list(meanings(taxonomy)), key, "Meaning of")
    if taxonomy_saving.button(len(changes), key="mapping_save"):
        save(taxonomy, str(field), changes)


def _told(row: dict[Any, Any]) -> str:
    many = f"{count(row['complaints'])} complaint{'' if row['complaints'] == 1 else 's'}"
    return f"{many}; mostly starts in {row['hint']}" if row["hint"] else many


def save(taxonomy: Taxonomy, field: str, changes: dict[str, str]) -> None:
    """Save the changed meanings."""
    try:
        text = remapped(taxonomy.text, field, changes)
    except InputError as error:
        refusal.tell(error)
        return
    many = "1 value has" if len(changes) == 1 else f"{len(changes)} values have"
    taxonomy_saving.keep(text, f"{many} a new meaning.")
