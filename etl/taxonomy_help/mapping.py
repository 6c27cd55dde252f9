"""Current meanings of declared values, and a person's changes of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd
import sqlalchemy as sa

from etl.errors import InputError
from etl.settings import Settings
from etl.taxonomy import Taxonomy, load_taxonomy, parse_taxonomy
from etl.taxonomy.editing import with_value_mapped
from etl.taxonomy_help.attributed import Attributed, read_attributed
from etl.taxonomy_help.declared import cells_of, is_reason
from etl.taxonomy_help.leaning import Leaning, leaning
from etl.text.comparable import fold
from etl.values.reasons import column_key, parts_of

NOTHING = "–"
"""Label for no meaning."""
MOST_VALUES = 300
NEW_ISSUE = "a new issue, named as the value"
_LONGEST = 200
_LONGEST_NAME = 60
_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Unicode's bidirectional classes of embeddings, overrides and isolates."""

_COLUMNS = {"field": "str", "value": "str", "complaints": "int64", "means": "str", "hint": "str", "is_reason": "bool"}


def taxonomy_to_edit(settings: Settings, in_force: Taxonomy) -> Taxonomy:
    """Taxonomy to edit: the store's own file, which may be newer than the last run, else the one in force.

    Raises
    ------
    InputError
        If the file isn't a taxonomy.
    """
    return load_taxonomy(settings.taxonomy_file) if settings.taxonomy_file.is_file() else in_force


def meanings(taxonomy: Taxonomy) -> dict[str, tuple[str, str] | None]:
    """Possible meanings of a value: label to department and issue (empty for a new one), None for no meaning."""
    told: dict[str, tuple[str, str] | None] = {NOTHING: None}
    for department in taxonomy.departments:
        told |= {_told(department.name, issue.name): (department.name, issue.name) for issue in department.issues}
        told[_told(department.name, NEW_ISSUE)] = (department.name, "")
    return told


def declared_table(connection: sa.Connection, text: str) -> pd.DataFrame:
    """Declared fields and values of the complaints, with their current meanings.

    Parameters
    ----------
    text
        The taxonomy to edit.

    Returns
    -------
    DataFrame
        One row per field and value, fields of reasons first, then the commonest value: field, value (str), complaints
        (int, of at most 20,000 drawn), means (str, one of `meanings`), hint (str: where its attributed complaints
        start; empty unknown), is_reason (bool: the field is named as one of reasons, or mapped). Fields of more than
        300 values are left out: they are no codes.
    """
    attributed, mapped = read_attributed(connection), _mapped(parse_taxonomy(text))
    rows = [row for name, column in attributed.columns() for row in _rows(attributed, name, column, mapped)]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    order = ["is_reason", "field", "complaints", "value"]
    return frame.sort_values(order, ascending=[False, True, False, True], kind="stable", ignore_index=True)


def _rows(
    attributed: Attributed, name: str, column: pd.Series[str], mapped: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, str, int, str, str, bool]]:
    is_complaint = (attributed.tickets["kind"] == "complaint").to_numpy(bool)
    cells = cells_of(name, column)
    cells = cells[(cells.str.len() <= _LONGEST) & is_complaint[cells.index.to_numpy()]]
    counts, key = cells.value_counts(), column_key(name)
    if not key or not 0 < len(counts) <= MOST_VALUES or len(name) > _LONGEST:
        return
    is_listed = name == "tags" or is_reason(attributed, name, column) or any(field == key for field, _ in mapped)
    for value, count in counts.items():
        has_it = np.zeros(len(is_complaint), dtype=bool)
        has_it[cells.index[(cells == value).to_numpy(bool)].to_numpy()] = True
        leans = leaning(attributed, has_it) if is_listed else Leaning()
        meant = (mapped.get((key, fold(part))) for part in parts_of(str(value)))
        means = next(filter(None, meant), NOTHING)
        yield name, str(value), int(count), means, leans.department if leans.is_known else "", is_listed


def remapped(text: str, field: str, changes: Mapping[str, str]) -> str:
    """Taxonomy text with a person's changes of the meanings of a field's values.

    Parameters
    ----------
    changes
        Value to one of `meanings`.

    Raises
    ------
    InputError
        If a meaning isn't one of them, or what comes out isn't a taxonomy.
    """
    known = meanings(parse_taxonomy(text))
    for value, means in changes.items():
        if means not in known:
            raise InputError(f"{means!r} is no department and issue of the taxonomy; choose one of the list.")
        to = known[means]
        if to is not None and not to[1]:
            to = (to[0], _name_of(value))
        text = with_value_mapped(text, field, value, to, _same)
    return text


def _name_of(value: str) -> str:
    """A value as the name of an issue: on one line, without characters that change the writing direction."""
    kept = "".join(sign for sign in value if unicodedata.bidirectional(sign) not in _TURNING)
    return " ".join(kept.split())[:_LONGEST_NAME].strip()


def _told(department: str, issue: str) -> str:
    return f"{department}: {issue}"


def _mapped(taxonomy: Taxonomy) -> dict[tuple[str, str], str]:
    """(Field key, folded value) to the first issue that it means."""
    found: dict[tuple[str, str], str] = {}
    for department in taxonomy.departments:
        for issue in department.issues:
            for field, value in _pairs(issue.reasons):
                found.setdefault((column_key(field), fold(value)), _told(department.name, issue.name))
    return found


def _pairs(reasons: Mapping[str, Iterable[str]]) -> Iterable[tuple[str, str]]:
    return ((field, value) for field, values in reasons.items() for value in values)


def _same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether the declared signal treats two pairs of field and value as the same."""
    return column_key(one[0]) == column_key(other[0]) and fold(one[1]) == fold(other[1])
