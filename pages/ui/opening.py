"""Opens the tickets of a chart's mark, by a click or by a menu at the end of the page."""

from __future__ import annotations

from typing import Any

import streamlit as st

from etl.errors import InputError
from etl.marts.core.filters import Filters
from pages.ui.charts.opening import CLICK, narrowed, rows_that_open
from pages.ui.page_list import FOLDER

_TICKETS = str(FOLDER / "tickets.py")
_ASKED = "_headwater_opening"
"""Address of the tickets that a click has asked for."""
_MARKS = "_headwater_marks"
"""Charts of this run whose marks open tickets: name -> (filters of the page, what each mark says)."""
_LINK = "opened_tickets"
_FOLLOW = f"""
export default function () {{
  const follow = (tries) => {{
    const link = document.querySelector(".st-key-{_LINK} a");
    if (link && !link.dataset.followed) {{
      link.dataset.followed = "yes";
      link.click();
    }} else if (!link && tries > 0) {{
      setTimeout(() => follow(tries - 1), 50);
    }}
  }};
  follow(40);
}}
"""
_OPENED = "_headwater_opened"
"""Counter of opened tickets, part of the charts' keys: a chart that kept its selection would reopen them on Back."""


def key_of(key: str) -> str:
    """Widget key of a chart, new each time that tickets were opened."""
    return f"{key}_{st.session_state.get(_OPENED, 0)}"


def begin() -> None:
    """Begin a run: reset the charts."""
    st.session_state[_MARKS] = {}


def go() -> None:
    """Go to the tickets of a pending click, by a link that the browser follows at once.

    Streamlit's ``switch_page`` adds two history entries if the query changes, too; a link adds one, and Back leads to
    the chart. If the browser doesn't follow it, the link can be clicked.

    The frame calls this after it has drawn the sidebar: a timer of the run before would otherwise fire into a place
    that is gone, and the browser would fail before it follows the link.
    """
    if (asked := st.session_state.pop(_ASKED, None)) is None:
        return
    with st.container(key=_LINK):
        st.page_link(_TICKETS, label="Open these tickets", icon=":material/confirmation_number:", query_params=asked)
        st.components.v2.component("follow_the_link", js=_FOLLOW)()
    st.stop()


def note(words: str, drawn: Any, base: Filters) -> None:
    """Keep a chart's marks for the menu."""
    st.session_state.setdefault(_MARKS, {})[words] = (base, rows_that_open(drawn))


def clicked(key: str, base: Filters) -> None:
    """Ask for the tickets of the mark that was clicked."""
    picked = st.session_state[key].selection.get(CLICK) or []
    _ask(base, next((str(row.get("opens", "")) for row in picked), ""))


def _ask(base: Filters, said: str) -> None:
    try:
        chosen = narrowed(base, said)
    except InputError:
        return  # not a value that our marks have
    if chosen is not None:
        st.session_state[_OPENED] = st.session_state.get(_OPENED, 0) + 1
        st.session_state[_ASKED] = chosen.to_query()


@st.fragment
def menu() -> None:
    """Keyboard access to the tickets of each mark; nothing on a page without such charts."""
    marks: dict[str, tuple[Filters, list[str]]] = st.session_state.get(_MARKS, {})
    named = [words for words, (_, rows) in marks.items() if rows]
    if not named:
        return
    with st.expander("Open the tickets behind a chart", icon=":material/keyboard:", key="open_marks"):
        of, which = st.columns(2)
        count = st.session_state.get(_OPENED, 0)
        chart = of.selectbox("Chart", named, index=None, key=f"open_chart_{count}")
        base, rows = marks[chart] if chart else (Filters(), [])
        key = f"open_mark_{count}_{named.index(chart) if chart else ''}"
        which.selectbox(
            "What it counts", rows, index=None, format_func=_words, key=key, disabled=not rows,
            on_change=_picked, args=(key, base),
        )  # fmt: skip
    go()


def _picked(key: str, base: Filters) -> None:
    _ask(base, str(st.session_state.get(key) or ""))


def _words(said: str) -> str:
    """A mark's filters in words."""
    chosen = narrowed(Filters(), said)
    return " · ".join(chosen.words()) or "All of it" if chosen else ""
