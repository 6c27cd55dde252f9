"""The export's own columns as filters: a chosen column, and its chosen values in the address."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from etl.marts.core.filters import Filters
from etl.marts.core.own_columns import PREFIX, is_own
from etl.marts.cube import own_columns
from pages.ui import address, data
from pages.ui.plain_text import plain, undirected

_LONGEST = 60
"""Letters shown of a column's name: an export, and a link, may have any."""


def given() -> dict[str, list[str]]:
    """Values of own columns in the address, by key."""
    return {key: address.texts(key) for key in keys()}


def keys() -> list[str]:
    """Keys of own columns that the address has."""
    return [key for key in st.query_params if is_own(key)]


def offered() -> list[str]:
    """Columns that can be filtered and grouped by, the most useful first."""
    return [str(column) for column in data.ask(own_columns.own_columns, Filters())["column"]]


def values(column: str) -> list[str]:
    """Values of a column that form groups, most complaints first."""
    return [str(value) for value in data.ask(own_columns.own_values, Filters(), column=column)["value"]]


def choice(chosen: Mapping[str, list[str]]) -> None:
    """Fields for a column to filter by, and for the values of each filtered column.

    Parameters
    ----------
    chosen
        Values in the address, as from `given`.
    """
    columns = offered()
    if not columns and not chosen:
        return
    named = st.selectbox(
        "Column of the export", columns, index=None, placeholder="Choose a column", format_func=label,
        help=f"Filter by any column with up to {own_columns.MOST_VALUES} values. "
        f"Values of fewer than {own_columns.SMALLEST_GROUP} tickets aren't listed.",
        key="own_column",
    )  # fmt: skip
    for column in dict.fromkeys([*(key.removeprefix(PREFIX) for key in chosen), *([named] if named else [])]):
        _values(column, chosen.get(f"{PREFIX}{column}", []))


def _values(column: str, chosen: list[str]) -> None:
    found = values(column)
    others = [value for value in chosen if value not in found]
    st.multiselect(
        plain(label(column)), [*found, *others], placeholder="All", format_func=undirected,
        **address.widget(f"{PREFIX}{column}", chosen),
    )  # fmt: skip


def label(column: str) -> str:
    """A column's name for display, cut if long."""
    name = undirected(" ".join(column.split()))
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
