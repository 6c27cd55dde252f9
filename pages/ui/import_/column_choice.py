"""Column mapping of an upload: the file's first rows, and a choice for each ticket field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd
import streamlit as st

from etl.model.fields import ALL_FIELDS, FIELDS, names
from etl.sources import VOLUME_FIELDS, suggest_mapping
from pages.ui.import_ import uploads
from pages.ui.plain_text import plain, undirected, undirected_texts

_NOT_MAPPED = "(none)"
_SHOWN_COLUMNS, _SHOWN_LETTERS = 40, 200
WORDS: Mapping[str, str] = {field.name: field.label for field in ALL_FIELDS} | {
    "day": "Day",
    "value": "Number of orders",
}
"""Fields in a support lead's words."""


def ask_mapping(survey: uploads.Survey) -> dict[str, str]:
    """Fields whose column the person changed; an empty column means not mapped."""
    if not survey.columns:
        return {}
    found = survey.mapping or suggest_mapping(survey.columns)
    is_volumes = survey.kind == "volumes"
    main = VOLUME_FIELDS if is_volumes else names(is_main=True)
    with st.expander("Columns", expanded=bool(survey.problem), icon=":material/view_column:"):
        _show_rows(survey, found)
        if not is_volumes:
            st.caption("Needed: when a ticket came in, and its title or what the customer wrote. Or times of changes.")
        chosen = _ask(main, survey, found)
    rest = () if is_volumes else tuple(name for name in FIELDS if name not in main)
    if rest:
        with st.expander(f"Further columns: {sum(name in found for name in rest)} found", icon=":material/more_horiz:"):
            chosen |= _ask(rest, survey, found)
    return chosen


def _show_rows(survey: uploads.Survey, found: Mapping[str, str]) -> None:
    """Show the first rows, with mapped columns first."""
    columns = [name for name in dict.fromkeys((*found.values(), *survey.columns)) if name in survey.rows]
    if columns:
        cells = {undirected(name): [_cut(cell) for cell in survey.rows[name]] for name in columns[:_SHOWN_COLUMNS]}
        rows = undirected_texts(pd.DataFrame(cells, dtype="str"))
        st.dataframe(rows, hide_index=True, alt="The first rows of the file")


def _ask(fields: Iterable[str], survey: uploads.Survey, found: Mapping[str, str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    offered = [_NOT_MAPPED, *survey.columns]
    with st.grid(3, min_column_width=220):
        for field in fields:
            at = offered.index(found[field]) if found.get(field) in offered else 0
            with st.container():
                picked = st.selectbox(WORDS[field], offered, index=at, key=f"map_{field}_{hash(survey.columns)}")
                if cells := [_cut(cell) for cell in survey.rows.get(picked, ()) if cell]:
                    st.caption(plain(" · ".join(cells)), width="stretch")
                if picked == survey.mapping.get(field) and (why := survey.reasons.get(field)):
                    st.caption(f"*{plain(_cut(why))}*", width="stretch")
            if picked == _NOT_MAPPED:
                chosen |= {field: ""} if field in survey.mapping else {}
            elif picked != survey.mapping.get(field):
                chosen[field] = picked
    return chosen


def _cut(cell: str | None) -> str:
    text = cell or ""
    return text if len(text) <= _SHOWN_LETTERS else f"{text[:_SHOWN_LETTERS]}…"
