"""Declared reasons: how columns of reasons are named, and how several values stand in one cell.

The one rule for all who read them: whether somebody recorded a failure, what a ticket's reasons claim, the units that
the model learns, and the values that are proposed for a taxonomy.
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
    """Name of a column as taxonomies and exports are compared by it: letters and digits alone, without a wrapping.

    "Contact reason [list]", "Custom field (Contact reason)" and "Contact reason #2" are the column "contact_reason".
    """
    bare = _SUFFIX.sub("", name)
    wrapped = _WRAPPED.match(bare)
    return key(wrapped.group(1) if wrapped and wrapped.group(1) else bare)


def wholes_of(cell: str) -> list[str]:
    """Values of one cell, as they are written, each once: semicolons, bars and line ends part them."""
    return list(dict.fromkeys(text for part in PARTED.split(cell) if (text := part.strip())))


def parts_of(cell: str) -> list[str]:
    """As `wholes_of`, each followed by what commas part it into: a comma may part two values or stand within one."""
    wholes = wholes_of(cell)
    parts = (part for whole in wholes for part in (whole, *(whole.split(",") if "," in whole else ())))
    return list(dict.fromkeys(text for part in parts if (text := part.strip())))


def values_of(cell: str) -> set[str]:
    """Folded values that one cell can be looked up by: all of it, and its parts."""
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
        The export's own columns and the canonical ones; of the latter those that no own column is named as.
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
