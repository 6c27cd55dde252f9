"""Filter values in the address that the data doesn't have: they stay in force, and the page says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from etl.marts.core.filter_kinds import OF_MARKS, UNKNOWN
from etl.marts.core.filters import FILTERS, Filters, declaration, names
from etl.marts.core.formatting import day_words, period_words
from etl.marts.frames import breakdowns
from etl.marts.frames.breakdowns import DataState
from pages.ui import data

_NOTED = "_headwater_unmatched"
_LONGEST = 80
"""Maximum characters shown of a link's name, which anybody can write."""
_BY_LINKS = ("requester", "order")
"""Without a widget: whether the data has one is asked for that one alone."""
_OTHERWISE = ("date_from", "search", "own")
"""Filters whose values aren't those of one list."""


def note(chosen: Filters, state: DataState, offered: Callable[[str], list[str]]) -> None:
    """Keep the message to show under the page's strip."""
    st.session_state[_NOTED] = words(chosen, state, offered)


def said() -> str:
    """Message kept by `note`; empty if the data has all values."""
    return str(st.session_state.get(_NOTED, ""))


def words(chosen: Filters, state: DataState, offered: Callable[[str], list[str]]) -> str:
    """Sentences about filters that match nothing; departments last, with the existing names."""
    told, longest, is_nothing = [], "", False
    period, is_outside = _period(chosen, state)
    if period:
        told.append(period)
        is_nothing |= is_outside
    for column, wanted in chosen.own:
        absent = [value for value in wanted if not _has(Filters(own=((column, (value,)),)))]
        if absent:
            told.append(f"No ticket has {_quoted(absent, ' or ')} in the column {_quoted([column], '')}.")
            is_nothing |= len(absent) == len(wanted)
    for each in FILTERS:
        name = each.names[0]
        values = [str(value) for value in getattr(chosen, name)] if name not in _OTHERWISE else []
        missing = [value for value in values if not _is_there(name, value, offered)]
        if missing:
            if name == "department" and not set(missing) <= set(data.taxonomy().names):
                longest = _unknown_departments(missing)
            elif name == "department":
                told.append(f"No ticket is attributed to the department {_quoted(missing, ' or ')} of the link.")
            else:
                told.append(_of_a_filter(name, missing))
            is_nothing |= len(missing) == len(values)
    sentences = [*told, *filter(None, [longest])]
    return " ".join(["Nothing matches these filters.", *sentences] if is_nothing else sentences)


def within(chosen: Filters, state: DataState) -> tuple[date, date] | None:
    """First and last day of the filters within the data; None if there is no overlap."""
    if state.first_day is None or state.last_day is None:
        return None
    first = max(chosen.date_from or state.first_day, state.first_day)
    last = min(chosen.date_to or state.last_day, state.last_day)
    return (first, last) if first <= last else None


def _period(chosen: Filters, state: DataState) -> tuple[str, bool]:
    """Words for the chosen days outside of the data, and whether all are."""
    if state.first_day is None or state.last_day is None:
        return "", False
    begins_before = chosen.date_from is not None and chosen.date_from < state.first_day
    ends_after = chosen.date_to is not None and chosen.date_to > state.last_day
    inside = within(chosen, state)
    holds = f"The data covers {_days(state.first_day, state.last_day)}"
    if inside is None:
        return f"{holds}: no day of the chosen period.", True
    if begins_before or ends_after:
        return f"{holds}: of the chosen period only {_days(*inside)}.", False
    return "", False


def _days(first: date, last: date) -> str:
    return day_words(first) if first == last else period_words(first, last)


def _is_there(name: str, value: str, offered: Callable[[str], list[str]]) -> bool:
    if name in _BY_LINKS:
        return value == UNKNOWN or _has(Filters().with_(**{name: (value,)}))
    return value in offered(name) or (name in names(place=OF_MARKS) and not declaration(name).known)


def _has(filters: Filters) -> bool:
    return data.ask(breakdowns.count_tickets, filters).tickets > 0


def _of_a_filter(name: str, missing: Sequence[str]) -> str:
    """Such as: No ticket has the channel “fax”."""
    return f"No ticket has the {declaration(name).label.lower()} {_quoted(missing, ' or ')}."


def _unknown_departments(missing: Sequence[str]) -> str:
    known = data.taxonomy().names
    named = _quoted(missing, " and ")
    return f"The link names the department {named}; this run's taxonomy has {', '.join(known[:-1])} and {known[-1]}."


def _quoted(names: Sequence[str], joined: str) -> str:
    return joined.join(f"“{name:.{_LONGEST}}”" for name in names)
