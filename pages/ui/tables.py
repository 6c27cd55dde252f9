"""Tables of figures with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from etl.locales import number
from etl.marts.core.formatting import count, interval_kind, interval_of, is_sampled
from etl.marts.core.measured import Measured
from pages.ui.plain_text import plain

_UNKNOWN = "–"


def table(
    frame: pd.DataFrame,
    *,
    key: str,
    column_config: Mapping[str, Any] | None = None,
    column_order: Sequence[str] | None = None,
    **options: Any,
) -> Any:
    """Draw a table that can be sorted and scrolled on screen, and a complete one for print.

    Parameters
    ----------
    key
        Key of the table on screen.
    options
        Further options of ``st.dataframe``.

    Returns
    -------
    What ``st.dataframe`` does.
    """
    configured = dict(column_config or {})
    shown, told = by_locale(frame, configured)
    with st.container(key=f"screen_{key}"):
        event = st.dataframe(
            shown, key=key, column_config=told, column_order=column_order, hide_index=True,
            placeholder=_UNKNOWN, **options,
        )  # fmt: skip
    with st.container(key=f"paper_{key}"):
        st.table(on_paper(frame, configured, column_order or list(frame.columns)), hide_index=True)
    return event


def by_locale(frame: pd.DataFrame, configured: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """A frame whose numbers read as they do elsewhere on the page, and sort as numbers; and its columns.

    Streamlit's own formats write a number either as English does or by all that the browser knows, such as other
    digits; so the text of each cell is sent beside its number.

    Parameters
    ----------
    configured
        By column, as ``st.dataframe`` takes it; a number's format is read, such as "%,.1f".
    """
    forms = {name: form for name in frame.columns if (form := _form(configured.get(name)))}
    told = {name: _formless(config) if name in forms else config for name, config in configured.items()}
    styler = frame.style.format({name: partial(_cell, form=form) for name, form in forms.items()})
    return (styler if forms else frame), told


def _form(config: Any) -> str:
    """Format of a column of numbers, without its "%": ",.1f"; empty for other columns."""
    form = (config.get("type_config") or {}).get("format") if isinstance(config, Mapping) else None
    return form.removeprefix("%") if form and form.startswith("%") else ""


def _formless(config: Any) -> Any:
    return {**config, "type_config": {**config["type_config"], "format": None}}


def on_paper(frame: pd.DataFrame, configured: Mapping[str, Any], order: Sequence[str]) -> pd.DataFrame:
    """Cells and headers of a table as text (str), as on screen.

    Parameters
    ----------
    configured
        By column, as ``st.dataframe`` takes it; a number's format is read, such as "%,.1f".
    order
        The columns shown; others are left out.
    """
    shown = pd.DataFrame(index=frame.index)
    for name in order:
        config = configured.get(name)
        config = getattr(config, "config", config)  # a column of buttons wraps it
        label = config if isinstance(config, str) else (config or {}).get("label")
        shown[plain(label or name)] = [_cell(value, _form(config)) for value in frame[name]]
    return shown


def _cell(value: Any, form: str) -> str:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return _UNKNOWN
    return number(value, form) if form else plain(str(value))


def intervals(frame: pd.DataFrame, name: str) -> pd.Series:
    """Intervals of a column of figures, such as "12–15"; the figure alone if both ends read the same.

    Parameters
    ----------
    frame
        Columns `name`, low_<name> and high_<name> (float; missing where nothing is known).
    """
    rows = zip(frame[name], frame[f"low_{name}"], frame[f"high_{name}"], strict=True)
    told = [
        None if pd.isna(value) else interval_of(Measured(value, "tickets", low=low, high=high)) or count(value)
        for value, low, high in rows
    ]
    return pd.Series(told, index=frame.index, dtype="str")


def kind_words(complaints: Measured) -> str:
    """Sentence that explains a table's intervals; empty if nothing is estimated."""
    if not complaints.method:
        return ""
    return f"Intervals: {'95 %' if is_sampled(complaints) else interval_kind(complaints)}."
