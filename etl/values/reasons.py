"""Declared reasons: names of their columns, and splitting of cells with several values.

All readers share these rules: recorded failures, claims, the model's units, and values proposed for a taxonomy.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import pandas as pd

from etl.text.folding import fold, key

_WRAPPED = re.compile(r"^custom[ _]field[s]?[ _.]*\(?(.*?)\)?$", re.IGNORECASE)
_SUFFIX = re.compile(r"\s*(\[[^\]]*\]|#\d+)\s*$")
PARTED = re.compile(r"[;|\n]")


def column_key(name: str) -> str:
    """Column name for comparing taxonomies and exports: letters and digits only, unwrapped.

    "Contact reason [list]", "Custom field (Contact reason)" and "Contact reason #2" are the column "contact_reason".
    """
    bare = _SUFFIX.sub("", name)
    wrapped = _WRAPPED.match(bare)
    return key(wrapped.group(1) if wrapped and wrapped.group(1) else bare)


def wholes_of(cell: str) -> list[str]:
    """Distinct values of a cell as written, separated by semicolons, bars or line ends."""
    return list(dict.fromkeys(text for part in PARTED.split(cell) if (text := part.strip())))


def parts_of(cell: str) -> list[str]:
    """As `wholes_of`, each followed by its comma-separated parts: a comma may separate values or be within one."""
    wholes = wholes_of(cell)
    parts = (part for whole in wholes for part in (whole, *(whole.split(",") if "," in whole else ())))
    return list(dict.fromkeys(text for part in parts if (text := part.strip())))


def values_of(cell: str) -> set[str]:
    """Folded lookup values of a cell: the whole, and its parts."""
    return {folded for text in (cell, *parts_of(cell)) if (folded := fold(text))}


def columns_named(
    wanted: Collection[str], fields: pd.DataFrame, tickets: pd.DataFrame
) -> Iterator[tuple[str, str, pd.Series[str]]]:
    """Columns of text whose `column_key` is wanted: key, name, cells.

    Parameters
    ----------
    wanted
        Keys.
    fields, tickets
        The export's own columns and the canonical ones; of the latter, only those whose name no own column has.
    """
    seen: set[str] = set()
    for frame in (fields, tickets):
        of_frame = [(column_key(str(name)), str(name)) for name in frame.columns]
        for its_key, name in of_frame:
            cells = frame[name]
            if its_key in wanted and its_key not in seen and is_text(cells):
                yield its_key, name, cells
        seen |= {its_key for its_key, _ in of_frame}


def is_text(cells: pd.Series[str]) -> bool:
    """Whether a column holds text."""
    return bool(pd.api.types.is_string_dtype(cells) or cells.dtype == object)
