"""Prepares refused rows for storage: personal cells removed, the others masked like texts."""

from __future__ import annotations

import re

import pandas as pd

from etl.sources.table import MISFIT, as_line, cells_of_line
from etl.staging.masking.columns_by_cells import PeopleColumns
from etl.staging.masking.columns_by_name import is_personal
from etl.staging.masking.names import is_name, without_full_names
from etl.staging.masking.texts import mask

LEFT_OUT = "[left out]"
_PAIR = re.compile(r'("((?:[^"\\]|\\.){1,80})"\s*:\s*)("(?:[^"\\]|\\.)*"|[\d.]+)')
"""A key and its value in a malformed line of JSON."""


def without_people(rejects: pd.DataFrame, people: PeopleColumns) -> pd.DataFrame:
    """Remove personal data from refused rows.

    Parameters
    ----------
    rejects
        Columns of the table rejects; ``raw`` is a line of CSV.
    people
        Which columns are personal, and their order.
    """
    if rejects.empty:
        return rejects
    hidden = people.left_out.union(people.writers, people.teams)
    rows = [cells_of_line(line) for line in rejects["raw"].fillna("")]
    fits = [
        name != MISFIT and len(row) == len(people.columns)
        for name, row in zip(rejects["expectation"], rows, strict=True)
    ]
    kept = [
        _of_columns(row, people.columns, hidden) if is_fit else _of_damaged(row, people.columns, hidden)
        for row, is_fit in zip(rows, fits, strict=True)
    ]
    names = [
        pd.Series(_cells_of(rows, fits, people, column), index=rejects.index, dtype="str") for column in people.writers
    ]
    raw = mask(pd.Series([as_line(row) for row in kept], index=rejects.index, dtype="str"), names, people.common)
    reasons = mask(rejects["reason"].map(without_full_names).astype("str"), names, people.common)
    return rejects.assign(raw=raw, reason=reasons)


def _cells_of(rows: list[list[str]], fits: list[bool], people: PeopleColumns, column: str) -> list[str | None]:
    at = people.columns.index(column)
    return [row[at] if is_fit else None for row, is_fit in zip(rows, fits, strict=True)]


def _of_columns(row: list[str], columns: tuple[str, ...], hidden: frozenset[str]) -> list[str]:
    return [_shown(cell, column in hidden) for cell, column in zip(row, columns, strict=True)]


def _of_damaged(row: list[str], columns: tuple[str, ...], hidden: frozenset[str]) -> list[str]:
    """A row of another width: a cell's column may be counted from either end."""
    missing = len(columns) - len(row)
    kept = []
    for at, cell in enumerate(row):
        under = {columns[place] for place in (at, at + missing) if 0 <= place < len(columns)}
        kept.append(without_full_names(_PAIR.sub(_of_pair, _shown(cell, bool(under & hidden)))))
    return kept


def _of_pair(found: re.Match[str]) -> str:
    return f'{found.group(1)}"{LEFT_OUT}"' if is_personal(found.group(2)) else found.group()


def _shown(cell: str, is_hidden: bool) -> str:
    return LEFT_OUT if cell.strip() and (is_hidden or is_name(cell.strip())) else cell
