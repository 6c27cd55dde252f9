"""Opens the ledger for pages, adds to it, and confirms once what was recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import streamlit as st

from etl.errors import InputError
from etl.ledger.annotations import utc_now
from etl.store import Ledger, open_ledger
from pages.ui import data, exposure, refusal
from pages.ui.plain_text import plain

_DONE_KEY = "_headwater_recorded"
NAME_KEY = "author"
"""One name a session, whatever it signs."""


@contextmanager
def opened() -> Iterator[Ledger]:
    """The ledger that the settings name."""
    ledger = open_ledger(data.settings())
    try:
        yield ledger
    finally:
        ledger.close()


def recorded(add: Callable[[Ledger], object], said: str) -> None:
    """Add to the ledger and rerun the page; an InputError is shown as plain lines."""
    try:
        exposure.refuse()
        with opened() as ledger:
            add(ledger)
    except InputError as error:
        refusal.tell(error)
        return
    st.session_state[_DONE_KEY] = said
    st.rerun()


def tell() -> None:
    """Say once that something was recorded."""
    if said := st.session_state.pop(_DONE_KEY, ""):
        st.toast(plain(said), icon=":material/check:")


def name_field(label: str, help_text: str) -> str:
    """Field for the signer's name, asked once per session; not in the address: a link mustn't sign for its sender."""
    given = st.text_input(label, key=NAME_KEY, persist_state="session", max_chars=100, help=help_text)
    return (given or "").strip()


def now() -> datetime:
    """Current UTC time, as stored in the ledger."""
    return utc_now()
