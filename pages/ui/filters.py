"""The filters in the sidebar, which show the address and write choices to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from etl.marts.core.aliases import followed
from etl.marts.core.filter_kinds import FOLDED, FRONT, OF_LISTS, OF_MARKS, WEEKDAYS
from etl.marts.core.filters import FILTERS, Filters, declaration, names
from etl.marts.frames.breakdowns import DataState
from pages.ui import address, data, date_presets, own_columns, unmatched
from pages.ui.reader import date_field_format

KEYS = tuple(key for each in FILTERS for key in each.keys)
OF_TICKETS = (*names(place=OF_LISTS), *names(place=OF_MARKS))
"""Filters of the page that lists tickets: on another nobody would see what they leave out."""


def sidebar(state: DataState, more: Sequence[str] = ()) -> Filters:
    """Draw the filters and return those of the address.

    A value that isn't in the data stays selected and can be removed, because the numbers follow the address. Filters
    without a widget on this page (a requester or an order, from links) apply, too.

    Parameters
    ----------
    more
        Further filters of the page, shown first.

    Raises
    ------
    InputError
        If a day or number in the address can't be read; raised after the widgets to fix it are drawn.
    """
    given = {key: address.texts(key) for key in KEYS if key not in OF_TICKETS or key in more}
    own = own_columns.given()
    _follow_renamings(given)
    is_of_a_mark = any(given.get(name) for name in names(place=OF_MARKS))
    for name in () if is_of_a_mark else more:
        # Defaults aren't written to the address.
        if not given[name] and not address.is_cleared(name):
            given[name] = [value for value in declaration(name).default if value in offered(name)]
    with st.sidebar:
        st.button("Clear filters", icon=":material/filter_alt_off:", on_click=clear, type="tertiary", key="clear")
        for key, label in (("from", "From"), ("to", "To")):
            _day(key, label, given[key], state)
        date_presets.choose(given["from"], given["to"], state)
        for name in (*(name for name in more if name not in names(place=OF_MARKS) or given[name]), *names(place=FRONT)):
            _some_of(name, given[name])
        with st.expander("More filters"):
            for name in names(place=FOLDED):
                _some_of(name, given[name])
            own_columns.choice(own)
    chosen = Filters.from_query({**given, **own})
    unmatched.note(chosen, state, offered)
    return chosen


def of_address() -> Filters:
    """Filters of the address, without drawing widgets.

    Raises
    ------
    InputError
        If a day or a number of the address can't be read.
    """
    given = {key: address.texts(key) for key in KEYS if key not in OF_TICKETS}
    _follow_renamings(given)
    return Filters.from_query(given)


def carried() -> dict[str, list[str]]:
    """Parts of the address to keep when changing pages."""
    keys = [key for key in KEYS if key not in (*OF_TICKETS, "search")]
    return address.every([*keys, *own_columns.keys()])


def _follow_renamings(given: dict[str, list[str]]) -> None:
    """Replace earlier names in a link by current ones."""
    named = Filters(department=tuple(given["department"]), issue=tuple(given["issue"]))
    now = followed(named, data.taxonomy())
    given["department"], given["issue"] = list(now.department), list(now.issue)


def _day(key: str, label: str, texts: list[str], state: DataState) -> None:
    """A date field; it accepts a day outside of the data if the address has one."""
    try:
        day = date.fromisoformat(texts[-1]) if texts else None
    except ValueError:
        day = None  # reported when the filters are read
    days = [each for each in (state.first_day, state.last_day, day) if each]
    limits: dict[str, Any] = {"min_value": min(days, default=None), "max_value": max(days, default=None)}
    st.date_input(label, value=None, format=date_field_format(), **limits, **address.widget(key, day))


def _some_of(name: str, chosen: Sequence[str]) -> None:
    choices = offered(name)
    unknown = [value for value in chosen if value not in choices]
    if len(choices) > 1 or chosen or (name == "department" and choices):
        st.multiselect(
            declaration(name).label,
            [*choices, *unknown],
            format_func=lambda value: (
                f"{_words(name, value)} (not in the data)" if value in unknown else _words(name, value)
            ),
            placeholder="All",
            help="Originating department" if name == "department" else None,
            **address.widget(name, list(chosen), list(declaration(name).default)),
        )


def _words(name: str, value: str) -> str:
    """A value as its filter words it."""
    if name in names(place=OF_MARKS):
        return declaration(name).words(((value,),))
    if name == "weekday" and value in {"0", "1", "2", "3", "4", "5", "6"}:
        return WEEKDAYS[int(value)]
    return f"{value}:00" if name == "hour" else value


def offered(name: str) -> list[str]:
    """Values in the whole store; for filters set only by marks, the possible values."""
    if name in names(place=OF_MARKS):
        return [str(value) for value in declaration(name).known]
    return [str(value) for value in data.options(name)]


def choose(name: str, value: str) -> None:
    """Set a filter from a button on the page, replacing its value."""
    address.put({name: [value], address.LEAF: []})


def clear() -> None:
    """Remove all filters."""
    address.put({key: [] for key in (*KEYS, *own_columns.keys(), address.LEAF)})
