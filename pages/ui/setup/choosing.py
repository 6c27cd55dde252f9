"""One choice for each of many rows, paged, in plain fields that are accessible by keyboard and screen reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from pages.ui import exposure
from pages.ui.plain_text import plain, undirected

PAGE_ROWS = 8
_CHOSEN = "_headwater_chosen_"


@dataclass(frozen=True)
class Row:
    """A row to choose an option for.

    Attributes
    ----------
    name
        Name in the store.
    now
        The current option.
    told
        Its amount, shown next to the name.
    example
        Line below the name, such as a ticket's subject; empty for none.
    """

    name: str
    now: str
    told: str
    example: str = ""


def choose(rows: Sequence[Row], options: Sequence[str], key: str, question: str) -> dict[str, str]:
    """Draw a field for each row, with pages if there are many; returns the choices of all pages.

    Parameters
    ----------
    key
        Key of the choices; use another for rows of another meaning.
    question
        Text that a screen reader reads before a row's name.

    Returns
    -------
    dict
        Row's name to the option, for changed rows only.
    """
    waiting = _waiting(key)
    pages = -(-len(rows) // PAGE_ROWS)
    leaf = st.session_state.get(f"{key}_leaf") or 1
    first = (min(leaf, pages) - 1) * PAGE_ROWS
    with st.container(gap="small", key=f"rows_{key}"):
        for row in rows[first : first + PAGE_ROWS]:
            text, field = st.columns([5, 4], vertical_alignment="center", gap="small")
            below = f"  \n:small[:gray[“{plain(row.example)}”]]" if row.example else ""
            text.markdown(f"**{plain(row.name)}** · {plain(row.told)}{below}")
            chosen = waiting.get(row.name, row.now)
            field.selectbox(
                undirected(f"{question} {row.name}"), options, options.index(chosen) if chosen in options else 0,
                key=_field(key, row.name), label_visibility="collapsed", disabled=exposure.is_closed(),
                on_change=_note, args=(key, row.name),
            )  # fmt: skip
    if pages > 1:
        st.pagination(pages, key=f"{key}_leaf")
    now = {row.name: row.now for row in rows}
    return {name: to for name, to in waiting.items() if name in now and to != now[name] and to in options}


def take(key: str, chosen: Mapping[str, str]) -> None:
    """Choose for several rows at once; for a button's callback."""
    _waiting(key).update(chosen)
    for name, to in chosen.items():
        st.session_state[_field(key, name)] = to


def _waiting(key: str) -> dict[str, str]:
    found: dict[str, str] = st.session_state.setdefault(_CHOSEN + key, {})
    return found


def _note(key: str, name: str) -> None:
    _waiting(key)[name] = st.session_state[_field(key, name)]


def _field(key: str, name: str) -> str:
    return f"{key}: {name}"
