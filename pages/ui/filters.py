"""The filters in the sidebar: bound to the address, so that they hold across pages and a link shares them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from etl.marts.aliases import followed
from etl.marts.breakdowns import DataState
from etl.marts.filters import FILTERS, Filters, declaration
from pages.ui import data

ALWAYS = ("issue", "channel", "product")
OF_LISTS = ("kind", "excluded")
"""They say what a list shows; on a page that doesn't offer them they say nothing."""

_ARRIVAL, _HELD = "_headwater_arrival", "_headwater_held"

DEFAULTS = {"kind": ["complaint"]}
"""What is chosen until somebody chooses otherwise; it isn't put into the address."""

_UNKNOWN = "_headwater_unknown_departments"
_LONGEST_NAME = 80
"""Letters shown of a name that a link gives: anybody can write one."""

FOLDED = ("team", "language", "source", "priority", "weekday", "hour")
"""Offered where the data has more than one value; the rest of `FILTERS` comes by links alone."""


def sidebar(state: DataState, more: Sequence[str] = ()) -> Filters:
    """Draw the filters and give what is chosen.

    Values in the address that the data doesn't have are dropped by the widgets; what has no widget on this page
    (a requester, an order: they come with links) is read from the address as it stands.

    Parameters
    ----------
    more
        Further filters that the page offers, in front.
    """
    _take_up_arrival()
    _follow_renamings()
    _note_unknown()
    drawn = ("from", "to", "department", *more, *ALWAYS, *FOLDED)
    _hold(drawn)
    with st.sidebar:
        st.button("Clear filters", icon=":material/filter_alt_off:", on_click=_clear, type="tertiary", key="clear")
        limits: dict[str, Any] = {"min_value": state.first_day, "max_value": state.last_day, "format": "DD-MM-YYYY"}
        st.date_input("From", value=None, key="from", bind="query-params", **limits)
        st.date_input("To", value=None, key="to", bind="query-params", **limits)
        _one_of("department")
        for name in (*more, *ALWAYS):
            _some_of(name)
        with st.expander("More filters"):
            for name in FOLDED:
                _some_of(name)
    given = {key: _texts(st.session_state.get(key)) for key in drawn}
    linked = (key for each in FILTERS for key in each.keys if key not in drawn and key not in OF_LISTS)
    given |= {key: st.query_params.get_all(key) for key in linked}
    st.session_state[_ARRIVAL] = {}
    st.session_state[_HELD] = st.session_state.get(_HELD, {}) | {key: st.session_state.get(key) for key in drawn}
    return Filters.from_query(given)


def arrive() -> None:
    """Remember the filters of the address that opened the session, until a page has drawn them.

    Who follows a link and goes on to another page before the first is drawn keeps them by this.
    """
    if _ARRIVAL not in st.session_state:
        keys = (key for each in FILTERS for key in each.keys if key in st.query_params)
        st.session_state[_ARRIVAL] = {key: st.query_params.get_all(key) for key in keys}


def _take_up_arrival() -> None:
    for key, values in st.session_state.get(_ARRIVAL, {}).items():
        if key not in st.query_params and key not in st.session_state:
            st.query_params[key] = values


def _hold(drawn: Iterable[str]) -> None:
    """Keep what is chosen on the way to another page, also across one that draws no filters.

    Streamlit 1.67 drops a bound widget's value on the way when it came from the address and nobody touched it; with
    state and address both set anew before the widget is drawn, it stays.
    """
    held = st.session_state.get(_HELD, {})
    for key in drawn:
        value = st.session_state[key] if key in st.session_state else held.get(key)
        if value and key not in st.query_params and value != DEFAULTS.get(key):
            st.session_state[key] = value
            # A widget that this page drew before refuses this, and puts what it holds into the address by itself.
            with suppress(StreamlitAPIException):
                st.query_params[key] = _texts(value)


def _follow_renamings() -> None:
    """A link of before a renaming: its names as they are now, before the widgets read the address and drop them."""
    texts = {key: st.query_params.get_all(key) for key in ("department", "issue")}
    given = Filters.from_query(texts)
    now = followed(given, data.taxonomy())
    if now.department != given.department:
        st.session_state["department"] = now.department[-1]
    if now.issue != given.issue:
        st.session_state["issue"] = list(now.issue)


def _note_unknown() -> None:
    """Departments in the address that nothing is laid to: the widget is about to drop them."""
    given = followed(Filters.from_query({"department": st.query_params.get_all("department")}), data.taxonomy())
    st.session_state[_UNKNOWN] = tuple(name for name in given.department if name not in _offered("department"))


def unknown_words() -> str:
    """What is to be said of departments that the address names and that nothing is laid to; empty without any."""
    unknown: tuple[str, ...] = st.session_state.get(_UNKNOWN, ())
    if not unknown:
        return ""
    named, known = " and ".join(f"“{name:.{_LONGEST_NAME}}”" for name in unknown), data.taxonomy().names
    if set(unknown) <= set(known):
        return f"No ticket is laid to the department {named} of the link."
    return f"The link names the department {named}; this run's taxonomy has {', '.join(known[:-1])} and {known[-1]}."


def _one_of(name: str) -> None:
    st.selectbox(
        declaration(name).label,
        _offered(name),
        index=None,
        key=name,
        bind="query-params",
        placeholder="All",
        help="Originating department" if name == "department" else None,
    )


def _some_of(name: str) -> None:
    offered = _offered(name)
    if len(offered) > 1 or st.session_state.get(name):
        default = [value for value in DEFAULTS.get(name, ()) if value in offered] or None
        st.multiselect(
            declaration(name).label, offered, default=default, key=name, bind="query-params", placeholder="All"
        )


def _offered(name: str) -> list[str]:
    return [str(value) for value in data.options(name)]


def _texts(value: Any) -> list[str]:
    """What a widget holds, as the address would word it."""
    if value is None or value == "":
        return []
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)]


def choose(name: str, value: str) -> None:
    """Set a filter from a button on the page; the widget in the sidebar puts it into the address.

    A link to the page's own address would change what is shown and leave the address as it was.
    """
    st.session_state[name] = value


def _clear() -> None:
    """Back to everything: widgets by their state, the others by the address."""
    st.session_state[_HELD] = {}
    for each in FILTERS:
        for key in each.keys:
            if key in st.session_state:
                st.session_state[key] = None if key in ("from", "to", "department") else "" if key == "search" else []
            elif key in st.query_params:
                del st.query_params[key]
