"""The earlier state requested by the address, read here so that every answer is of the state shown."""

from __future__ import annotations

import streamlit as st

from etl.ledger.links import AS_OF, Moment
from etl.settings import Settings
from etl.store import open_warehouse

SHOWN = "shown"
"""Key of the address: whether the state that a link carries (`AS_OF`) or today's is shown."""
NOW, THEN = "now", "then"


def given() -> str | None:
    """State in the address; None if there is none."""
    return next((text for text in reversed(st.query_params.get_all(AS_OF)) if text), None)


def shown_then(settings: Settings) -> Moment | None:
    """The earlier state to show; None for today's, or if the earlier one isn't kept."""
    if st.query_params.get(SHOWN) != THEN or (text := given()) is None:
        return None
    moment = Moment.read(text)
    return moment if moment is not None and open_warehouse(settings).keeps(moment.snapshot) else None


def onward() -> dict[str, list[str]]:
    """Parameters for links to other pages while an earlier state is shown; else empty."""
    if st.query_params.get(SHOWN) != THEN or (text := given()) is None:
        return {}
    return {AS_OF: [text], SHOWN: [THEN]}
