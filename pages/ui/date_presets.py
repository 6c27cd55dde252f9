"""Usual periods beside the fields for days: one click each, in the address as its first and last day."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from etl.marts.core.presets import ALL, presets
from etl.marts.frames.breakdowns import DataState
from pages.ui import address

_KEY = "period"


def choose(first: Sequence[str], last: Sequence[str], state: DataState) -> None:
    """The periods, that of the address marked.

    Parameters
    ----------
    first, last
        What the address has of the two days.
    """
    offered = {
        name: ([], []) if span is None else ([span.first.isoformat()], [span.last.isoformat()])
        for name, span in presets(state.first_day, state.last_day).items()
    }
    if not offered:
        return
    chosen = list(first[-1:]), list(last[-1:])
    # The address decides: a link or a day typed in may be one of them, or none.
    st.session_state[_KEY] = next((name for name, days in offered.items() if days == chosen), None)
    st.pills(
        "Usual dates", list(offered), key=_KEY, on_change=_put, args=(offered,), label_visibility="collapsed",
        help="Counted back from the last day of the data.",
    )  # fmt: skip


def _put(offered: dict[str, tuple[list[str], list[str]]]) -> None:
    """Put the chosen period's days into the address; a second click on it takes them away."""
    first, last = offered[st.session_state[_KEY] or ALL]
    address.put({"from": first, "to": last, address.LEAF: []})
