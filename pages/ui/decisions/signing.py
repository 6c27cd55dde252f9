"""Signs rulings: the author's name, asked once; the button that records; and the confirmation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from etl.errors import InputError
from etl.ledger.rulings import By, Drawn, Ruling
from pages.ui import data, exposure
from pages.ui.decisions import decided
from pages.ui.plain_text import plain

AUTHOR_KEY = "author"
_WORK_KEY, _ELSEWHERE = "works_in", "None of these"
_DONE_KEY, _PROBLEM_KEY = "_headwater_ruled", "_headwater_not_ruled"

Make = Callable[[By], Ruling]
"""From who rules and why to the ruling."""


def author() -> str:
    """The author's name, asked once per session; not in the address, because a link mustn't sign for its sender."""
    name = st.text_input(
        "Your name", key=AUTHOR_KEY, persist_state="session", placeholder="Shown with every ruling", max_chars=100,
        help="Shown with every ruling you make. Kept for this session.",
    )  # fmt: skip
    return (name or "").strip()


def workplace(name: str) -> None:
    """Ask once where a reviewer works, and store it with the name, because the headline says who checked it."""
    departments = [*data.taxonomy().names, _ELSEWHERE]
    known = decided.workplace(name) if name else None
    shown = None if known is None else known or _ELSEWHERE
    st.selectbox(
        "You work in", departments, index=departments.index(shown) if shown in departments else None,
        key=f"{_WORK_KEY}_{name}", placeholder="Not said", disabled=not name or exposure.is_closed(),
        help="Kept with your name. The headline says how many of its reviewers work outside the frontline.",
        on_change=_work, args=(name,),
    )  # fmt: skip


def _work(name: str) -> None:
    said = st.session_state.get(f"{_WORK_KEY}_{name}")
    if said is None:
        return
    try:
        decided.work_in(name, "" if said == _ELSEWHERE else str(said))
    except InputError as error:
        st.session_state[_PROBLEM_KEY] = str(error)


def button(
    label: str,
    make: Make,
    *,
    key: str,
    why: str = "",
    speaks_for: str | None = None,
    is_random: bool = False,
    drawn: Drawn | None = None,
    **look: Any,
) -> None:
    """A button that records a ruling, signed with the name that `author` asked for.

    It records before the page is redrawn, so that the page already counts it.

    Parameters
    ----------
    why
        Key of the reason's field; empty if no reason is asked for.
    drawn
        How the ticket came into the random sample.
    look
        Other arguments of ``st.button``.
    """
    signed = {"why": why, "speaks_for": speaks_for, "is_random": is_random, "drawn": drawn}
    look["disabled"] = bool(look.get("disabled")) or exposure.is_closed()
    st.button(label, key=key, on_click=_sign, args=(make,), kwargs=signed, **look)


def _sign(make: Make, why: str, speaks_for: str | None, is_random: bool, drawn: Drawn | None) -> None:
    state = st.session_state
    by = By(state.get(AUTHOR_KEY) or "", state.get(why) or "" if why else "", speaks_for, is_random, drawn=drawn)
    try:
        ruling = make(by)
        decided.rule(ruling)
    except InputError as error:
        state[_PROBLEM_KEY] = str(error)
        return
    state[_DONE_KEY] = ruling


def problem(text: str) -> None:
    """Keep a problem for `tell` to show."""
    st.session_state[_PROBLEM_KEY] = text


def tell() -> None:
    """Say once what is missing for a ruling, or that it was recorded."""
    missing = st.session_state.pop(_PROBLEM_KEY, None)
    if missing is not None:
        st.error(plain(missing), icon=":material/error:")
    elif st.session_state.get(_DONE_KEY) is not None:
        st.toast("Recorded. Every number includes it now.", icon=":material/gavel:")
        st.session_state[_DONE_KEY] = None
