"""The browser's address, which determines what a page shows: widgets are set from it, and choices are written to it.

Streamlit's own binding (``bind="query-params"``) isn't used: it replaces the browser's history entry where a new one is
due, adds extra entries on a page change, and drops values that a widget doesn't offer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from pages.ui.plain_text import plain

_SHOWN = "_headwater_shown"
"""Widgets of this run that show what the address says: key -> value that isn't put into it."""
_BEFORE = "_headwater_shown_before"
"""Keys of the widgets that the run before drew on the same page."""
_LAST = "_headwater_address"
LEAF = "page"
"""Key of a list's page number, dropped when a choice changes the list."""
_LONGEST = 80
"""Maximum characters shown of a link's value, which anybody can write."""


def texts(key: str) -> list[str]:
    """Values of a key; empty where the address doesn't have it."""
    return [text for text in st.query_params.get_all(key) if text != ""]


def is_cleared(key: str) -> bool:
    """Whether the address has the key without a value, because the default was deselected."""
    return key in st.query_params and not texts(key)


def every(keys: Iterable[str]) -> dict[str, list[str]]:
    """Values by key, of those keys that are in the address."""
    return {key: st.query_params.get_all(key) for key in keys if key in st.query_params}


def put(changes: Mapping[str, Sequence[str]]) -> None:
    """Change the address, with one browser history entry for all changes; an empty value removes its key."""
    now = every(st.query_params)
    wanted = {key: list(values) for key, values in {**now, **changes}.items() if values}
    if wanted != now:
        st.query_params.from_dict(wanted)
    st.session_state[_LAST] = (st.session_state.get(_LAST, ("", {}))[0], wanted)


def arrive(page: str) -> None:
    """Begin a run: reset the widgets, and correct the browser's address where it is stale.

    A link to a page from itself changes what is shown and, in Streamlit 1.67, leaves the browser's address as it was.
    """
    now, (last, known) = every(st.query_params), st.session_state.get(_LAST, ("", {}))
    if page == last and now != known:
        st.query_params.from_dict(now)
    st.session_state[_LAST] = (page, now)
    st.session_state[_BEFORE] = frozenset(st.session_state.get(_SHOWN, {}) if page == last else ())
    st.session_state[_SHOWN] = {}


def widget(key: str, value: Any, default: Any = None) -> dict[str, Any]:
    """Arguments of a widget that shows `value`, from the address, and writes a choice to the address.

    Parameters
    ----------
    default
        Value shown if the address has none, which is therefore not written to it.
    """
    # For the browser, a widget that wasn't drawn in the last run, or on another page, is new and has no value.
    is_new = key not in st.session_state.get(_BEFORE, ())
    if is_new or as_texts(st.session_state.get(key)) != as_texts(value):
        st.session_state[key] = value
    st.session_state.setdefault(_SHOWN, {})[key] = default
    return {"key": key, "on_change": _chosen, "args": (key,)}


def one_of(key: str, options: Sequence[Any], default: Any = None) -> Any:
    """The option that the address names, else `default`; an unknown name is reported next to the widget."""
    named = next(iter(texts(key)[-1:]), None)
    found = next((option for option in options if str(option) == named), default)
    if named is not None and found is default and str(default) != named:
        st.caption(plain(f"The link's “{named:.{_LONGEST}}” isn't an option here; it is ignored."))
    return found


def _chosen(key: str) -> None:
    """Write all choices to the address, because one made a moment earlier may not be there yet."""
    state, shown = st.session_state, st.session_state.get(_SHOWN, {})
    changes: dict[str, list[str]] = {LEAF: []}
    for each, default in shown.items():
        if each in state and (each != LEAF or key == LEAF):
            chosen = as_texts(state[each])
            is_default = chosen == as_texts(default)
            changes[each] = [] if is_default else chosen or ([""] if default else [])
    put(changes)


def as_texts(value: Any) -> list[str]:
    """What a widget holds, as the address words it."""
    if value is None or value == "" or value is False:
        return []
    if isinstance(value, (list, tuple)):
        return [str(one) for one in value]
    return ["true"] if value is True else [value.isoformat() if isinstance(value, date) else str(value)]
