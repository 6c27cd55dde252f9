"""Who may only look: where others reach the server, nobody signs in, so it takes and gives nothing unless the settings
open it; and a program that reads pages through Streamlit's agent interface never does more than look.
"""

from __future__ import annotations

from ipaddress import ip_address

import streamlit as st
from streamlit.elements.lib.agent_spec import is_recording

from etl.errors import InputError
from pages.ui import data

CLOSED = (
    "Others can reach this server, and nobody signs in. So loading, undoing, ruling and downloading customers' words "
    "are switched off. HEADWATER_OPEN=yes switches them on."
)
EARLIER = "An earlier state of the data is shown, where nothing can be recorded. Choose today's data first."
PROGRAM = (
    "A program reads these pages through Streamlit's agent interface. It may look, filter and follow links. Loading, "
    "undoing, ruling, saving and downloading customers' words are for a person in a browser."
)
OPEN = (
    "Others can reach this server, and nobody signs in. Anyone who opens this page can load, undo, rule and download."
)


def is_loopback(address: str | None) -> bool:
    """Whether a listening address is reachable only from its own machine; Streamlit's default isn't."""
    named = (address or "").strip().rstrip(".").casefold()
    if named == "localhost" or named.startswith("unix://"):
        return True
    try:
        return ip_address(named.strip("[]")).is_loopback
    except ValueError:
        return False  # also for a host name, whose address is unknown


def is_exposed() -> bool:
    """Whether this server was started on an address that others reach, by file, environment or command line."""
    return not is_loopback(st.get_option("server.address"))


def is_program() -> bool:
    """Whether this session belongs not to a browser but to Streamlit's agent interface (``server.enableAgentApi``).

    Streamlit stores this where its elements describe themselves to a program, and has no other API for it (1.67).
    """
    return is_recording()


def is_closed() -> bool:
    """Whether uploads, changes and downloads are blocked, including while an earlier state is shown."""
    return is_program() or _is_shut() or data.earlier() is not None


def _is_shut() -> bool:
    return is_exposed() and not data.settings().open


def words() -> str:
    """Warning for every page; empty for a browser on a server that others can't reach."""
    if is_program():
        return PROGRAM
    if not is_exposed():
        return ""
    return CLOSED if _is_shut() else OPEN


def refuse() -> None:
    """Refuse an action if closed. Called before each action, because forged messages don't need a button.

    Raises
    ------
    InputError
        If the server is closed, a program asks, or an earlier state of the data is shown.
    """
    if is_program():
        raise InputError(PROGRAM)
    if is_closed():
        raise InputError(CLOSED if _is_shut() else EARLIER)
