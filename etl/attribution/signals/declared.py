"""Declared reasons: codes, tags and custom fields that people filled in, as the taxonomy maps them."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from etl.attribution.claims import Claims, Integers, join
from etl.attribution.reading import Reading
from etl.attribution.text import fold, key
from etl.taxonomy import Taxonomy

NAME = "declared"

_WRAPPED = re.compile(r"^custom[ _]field[s]?[ _.]*\(?(.*?)\)?$", re.IGNORECASE)
_SUFFIX = re.compile(r"\s*(\[[^\]]*\]|#\d+)\s*$")
_SEPARATORS = r"[;,|\n]"


def sources(taxonomy: Taxonomy) -> tuple[str, ...]:
    """Every declared value, in the taxonomy's order: its place is the `source` of a claim."""
    return tuple(
        f"{field}: {value}"
        for d in taxonomy.departments
        for issue in d.issues
        for field, values in issue.reasons.items()
        for value in values
    )


def speak(reading: Reading) -> Claims:
    """Claims of the declared values that the taxonomy lays to an issue.

    A column is found whatever its case and wrapping ("Contact reason [list]", "Custom field (Contact reason)",
    "Contact reason #2"), and a cell may hold several values parted by semicolons, commas, bars or lines.
    """
    by_key: dict[str, list[tuple[str, pd.Series[str]]]] = {}
    chunk = reading.chunk
    for frame in (chunk.fields, chunk.tickets):
        for column in frame.columns:
            names = by_key.setdefault(column_key(str(column)), [])
            if frame is chunk.fields or not names:
                names.append((str(column), frame[column]))
    asked = _asked(reading.taxonomy)
    parts = []
    for field_key, wanted in asked.items():
        for name, cells in by_key.get(field_key, []):
            if pd.api.types.is_string_dtype(cells) or cells.dtype == object:
                parts += _found(name, cells, wanted)
    return _once(join(NAME, parts))


def column_key(name: str) -> str:
    """Name of a column without its wrapping, letters and digits only."""
    bare = _SUFFIX.sub("", name)
    wrapped = _WRAPPED.match(bare)
    return key(wrapped.group(1) if wrapped and wrapped.group(1) else bare)


def _asked(taxonomy: Taxonomy) -> dict[str, dict[str, list[tuple[int, int, int]]]]:
    """Folded value to (department, issue, source), by key of the declared field."""
    asked: dict[str, dict[str, list[tuple[int, int, int]]]] = {}
    source, issue_number = -1, -1
    for number, department in enumerate(taxonomy.departments):
        for issue in department.issues:
            issue_number += 1
            for field, values in issue.reasons.items():
                wanted = asked.setdefault(column_key(field), {})
                for value in values:
                    source += 1
                    wanted.setdefault(fold(value), []).append((number, issue_number, source))
    return asked


def _found(name: str, column: pd.Series[str], wanted: dict[str, list[tuple[int, int, int]]]) -> list[Claims]:
    cells = column.astype("str")
    codes, distinct = pd.factorize(cells)
    parts = []
    for code, cell in enumerate(distinct):
        values = {fold(cell), *map(fold, re.split(_SEPARATORS, cell))}
        for value in values & wanted.keys():
            rows = np.flatnonzero(codes == code)
            for department, issue, source in wanted[value]:
                parts.append(_claims(rows, department, issue, source, name, cell))
    return parts


def _claims(rows: Integers, department: int, issue: int, source: int, field: str, detail: str) -> Claims:
    def same(number: int) -> Integers:
        return np.full(len(rows), number, dtype=np.int64)

    words = np.full(len(rows), detail[:200], dtype=object)
    return Claims(
        NAME, rows, same(department), same(issue), same(source), same(1), np.full(len(rows), field, object), words
    )


def _once(claims: Claims) -> Claims:
    """One claim per ticket and value, also where two columns say the same."""
    frame = pd.DataFrame({"row": claims.row, "source": claims.source})
    return claims.take(~frame.duplicated().to_numpy(bool))
