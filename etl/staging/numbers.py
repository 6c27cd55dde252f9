"""Counts and durations as exports write them."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.staging.arrow import mapped, to_arrow


def numbers(text: pd.Series[Any]) -> pd.Series[Any]:
    """Numbers (``float64``) of cells with a point or comma for decimals; missing where a cell isn't one."""
    cells = pc.replace_substring(pc.utf8_trim_whitespace(to_arrow(text)), ",", ".")
    is_number = pc.match_substring_regex(cells, r"^[+\-]?\d{1,15}(?:\.\d+)?$")
    values = pc.if_else(is_number, cells, pa.scalar(None, pa.large_string())).cast(pa.float64())
    return pd.Series(values.to_numpy(zero_copy_only=False), index=text.index)


def counts(text: pd.Series[Any]) -> pd.Series[Any]:
    """Whole numbers (``Int64``); missing where a cell isn't one."""
    values = numbers(text)
    return values.where(values % 1 == 0).astype("Int64")


_GROUPED = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?P<mark>[.,'’ \u00a0\u202f])\d{3}(?:(?P=mark)\d{3})*)(?:(?!(?P=mark))[.,](?P<part>\d+))?"
)


def totals(text: pd.Series[Any]) -> pd.Series[Any]:
    """Numbers (``float64``) of cells that count something: as `numbers`, and with marks between thousands.

    "1.200" and "1,200" are twelve hundred: nobody counts orders in thousandths.
    """
    return numbers(mapped(text, _without_marks))


def _without_marks(cell: str) -> str:
    found = _GROUPED.fullmatch(cell.strip())
    return re.sub(r"\D", "", found["whole"]) + (f".{found['part']}" if found["part"] else "") if found else cell


_CLOCK = re.compile(r"(-?)(\d{1,5}):(\d{2})(?::(\d{2}))?")
_UNITS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(d|h|m|s)[a-z]*\.?\s*", re.IGNORECASE)
_MINUTES = {"d": 8 * 60.0, "h": 60.0, "m": 1.0, "s": 1 / 60}
"""A day of logged work is eight hours, as Jira counts it."""


def durations(text: pd.Series[Any]) -> pd.Series[Any]:
    """Minutes (``float64``) of "90", "1:30", "01:30:00" or "1h 30m"; missing where a cell is none of these."""
    values = numbers(text)
    others = text[values.isna() & text.notna()]
    if len(others):
        values = values.fillna(mapped(others, _minutes).astype("float64").reindex(text.index))
    return values


def _minutes(cell: str) -> str | None:
    clock = _CLOCK.fullmatch(cell.strip())
    if clock:
        minutes = int(clock.group(2)) * 60 + int(clock.group(3)) + int(clock.group(4) or 0) / 60
        return str(-minutes if clock.group(1) else minutes)
    if _UNITS.sub("", cell.strip()) == "":
        parts = _UNITS.findall(cell)
        return str(sum(float(n.replace(",", ".")) * _MINUTES[unit.lower()] for n, unit in parts)) if parts else None
    return None
