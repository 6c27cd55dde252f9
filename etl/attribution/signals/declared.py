"""Declared reasons: codes, tags and custom fields that people filled in, as the taxonomy maps them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.attribution.claims import NO_ISSUE, Claims, Integers, join
from etl.attribution.matching.folded_chunk import Reading
from etl.staging.kinds.declared import about_whom
from etl.taxonomy import Taxonomy
from etl.text import comparable
from etl.text.folding import fold, key
from etl.values.reasons import column_key, columns_named, values_of, wholes_of

NAME = "declared"
_ABOUT = ("reason", "subject", "tags")
"""Columns, besides those in the taxonomy, whose values may name a department."""
_LONGEST_ABOUT = 120


def sources(taxonomy: Taxonomy) -> tuple[str, ...]:
    """Every declared value, in the taxonomy's order, then every department by name: the `source` of a claim."""
    values = (
        f"{field}: {value}"
        for d in taxonomy.departments
        for issue in d.issues
        for field, values in issue.reasons.items()
        for value in values
    )
    return (*values, *(f"{d.name}: …" for d in taxonomy.departments))


def values_that_claim(taxonomy: Taxonomy) -> frozenset[str]:
    """Values of any column that claim an issue, folded like the model's units."""
    issues = (issue for department in taxonomy.departments for issue in department.issues)
    return frozenset(comparable.fold(value) for each in issues for values in each.reasons.values() for value in values)


def claim(reading: Reading) -> Claims:
    """Claims of the declared values that the taxonomy maps to an issue.

    A column matches regardless of case and wrapping ("Contact reason [list]", "Custom field (Contact reason)", "Contact
    reason #2"), and a cell may hold several values separated by semicolons, commas, bars or line ends. A value or
    subject such as "Public Works: Complaint" claims the department that it names.
    """
    asked = _asked(reading.taxonomy)
    parts = []
    for its_key, name, cells in columns_named(asked.keys(), reading.chunk.fields, reading.chunk.tickets):
        parts += _found(name, cells, asked[its_key])
        parts += _named(name, cells, reading.taxonomy)
    for name in _ABOUT:
        parts += _named(name, reading.chunk.tickets[name], reading.taxonomy)
    return _once(join(NAME, parts))


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
        for value in sorted(values_of(cell) & wanted.keys()):
            rows = np.flatnonzero(codes == code)
            for department, issue, source in wanted[value]:
                parts.append(_claims(rows, department, issue, source, name, cell))
    return parts


def _named(name: str, column: pd.Series[str], taxonomy: Taxonomy) -> list[Claims]:
    """Claims of the values that name a department, by its name, an earlier name or one of its teams."""
    shaped = column.where(column.str.len() <= _LONGEST_ABOUT)
    shaped = shaped.where(shaped.str.contains(r":|\s[-–—]\s", regex=True, na=False))
    codes, distinct = pd.factorize(shaped)
    owners = _owners(taxonomy)
    first_source = len(sources(taxonomy)) - len(taxonomy.departments)
    parts = []
    for code, cell in enumerate(distinct):
        named = {key(about) for value in wholes_of(str(cell)) if (about := about_whom(value))}
        for department in sorted({owners[each] for each in named if each in owners}):
            rows = np.flatnonzero(codes == code)
            parts.append(_claims(rows, department, NO_ISSUE, first_source + department, name, str(cell)))
    return parts


def _owners(taxonomy: Taxonomy) -> dict[str, int]:
    """Department number by each of its names and teams, spelt with letters and digits only ("PublicWorks")."""
    teams = {key(team): number for number, d in enumerate(taxonomy.departments) for team in d.teams}
    return teams | {key(name): number for number, d in enumerate(taxonomy.departments) for name in (d.name, *d.aliases)}


def _claims(rows: Integers, department: int, issue: int, source: int, field: str, detail: str) -> Claims:
    def same(number: int) -> Integers:
        return np.full(len(rows), number, dtype=np.int64)

    words = np.full(len(rows), detail[:200], dtype=object)
    return Claims(
        NAME, rows, same(department), same(issue), same(source), same(1), np.full(len(rows), field, object), words
    )


def _once(claims: Claims) -> Claims:
    """One claim per ticket and value, even where two columns hold the same value."""
    frame = pd.DataFrame({"row": claims.row, "source": claims.source})
    return claims.take(~frame.duplicated().to_numpy(bool))
