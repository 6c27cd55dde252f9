"""Date presets: usual periods, set by one click as first and last day in the address."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from etl.marts.core.presets import ALL, presets
from etl.marts.frames.breakdowns import DataState
from pages.ui import address

_KEY = "period"


def choose(first: Sequence[str], last: Sequence[str], state: DataState) -> None:
    """Show the presets, with the address's period selected.

    Parameters
    ----------
    first, last
        The two days in the address, if any.
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
    """Write the chosen period to the address; a second click removes it."""
    first, last = offered[st.session_state[_KEY] or ALL]
    address.put({"from": first, "to": last, address.LEAF: []})
