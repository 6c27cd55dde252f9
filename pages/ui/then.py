"""The earlier state that the address asks for: read here, so that every answer is of the state that is shown."""

from __future__ import annotations

import streamlit as st

from etl.ledger.links import AS_OF, Moment
from etl.settings import Settings
from etl.store import open_warehouse

SHOWN = "shown"
"""Key of the address: whether the state that a link carries (`AS_OF`) or today's is shown."""
NOW, THEN = "now", "then"


def given() -> str | None:
    """What the address carries as its state; None where it carries none."""
    return next((text for text in reversed(st.query_params.get_all(AS_OF)) if text), None)


def shown_then(settings: Settings) -> Moment | None:
    """The earlier state that is to be shown; None where it is today's, or nothing is kept of the earlier one."""
    if st.query_params.get(SHOWN) != THEN or (text := given()) is None:
        return None
    moment = Moment.read(text)
    return moment if moment is not None and open_warehouse(settings).keeps(moment.snapshot) else None


def onward() -> dict[str, list[str]]:
    """What of the address goes with a link to another page while an earlier state is shown; else nothing."""
    if st.query_params.get(SHOWN) != THEN or (text := given()) is None:
        return {}
    return {AS_OF: [text], SHOWN: [THEN]}
