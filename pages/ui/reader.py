"""Whoever looks at a page: how numbers and days are written there."""

from __future__ import annotations

from typing import Literal

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from etl import locales
from etl.locales import Order

DateField = Literal["DD-MM-YYYY", "MM-DD-YYYY", "YYYY-MM-DD"]

_DAYS = {Order.DAY_FIRST: "D MMM YYYY", Order.MONTH_FIRST: "MMM D, YYYY", Order.YEAR_FIRST: "YYYY MMM D"}
_FIELDS: dict[Order, DateField] = {
    Order.DAY_FIRST: "DD-MM-YYYY", Order.MONTH_FIRST: "MM-DD-YYYY", Order.YEAR_FIRST: "YYYY-MM-DD"
}  # fmt: skip


def _locale() -> str | None:
    """Locale of the browser that this thread draws for; None where it draws for none."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    return st.context.locale


locales.asked_of(_locale)


def day_format() -> str:
    """Days as a table's column of times takes their format."""
    return _DAYS[locales.current().order]


def date_field_format() -> DateField:
    """Order in which a field for a day shows and takes it."""
    return _FIELDS[locales.current().order]
