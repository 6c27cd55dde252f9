"""The export's own columns: their values in SQL, and the filter on them.

A ticket keeps the columns of its export as one JSON object (`etl.model.tickets`, column fields), except those about
people, and with texts masked. So tickets can be filtered and grouped by a region or a brand that has no column of its
own in the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from etl.errors import InputError
from etl.marts.core.filter_kinds import Columns, Filter, either_words, is_one_of

PREFIX = "col."
"""Prefix of an own column in addresses and wherever filters are named; no other filter starts with it."""

Chosen = tuple[tuple[str, tuple[str, ...]], ...]
"""Columns and the values chosen of each, by the column's name."""


def own_value(fields: Any, column: str) -> ColumnElement[str]:
    """SQL: a ticket's value in a column of its export; null where it has none.

    Parameters
    ----------
    fields
        The column fields of tickets.
    """
    return _OwnValue(fields, sa.cast(sa.literal(column), sa.Text))


class _OwnValue(FunctionElement[str]):
    type = sa.Text()
    inherit_cache = True


@compiles(_OwnValue, "duckdb")
def _in_duckdb(element: Any, compiler: Any, **keywords: Any) -> str:
    """Extract by JSON pointer (RFC 6901): a path would interpret characters of a name, such as `$` and `*`."""
    fields, column = (compiler.process(each, **keywords) for each in element.clauses)
    return f"json_extract_string({fields}, '/' || replace(replace({column}, '~', '~0'), '/', '~1'))"


@compiles(_OwnValue, "postgresql")
def _in_postgresql(element: Any, compiler: Any, **keywords: Any) -> str:
    fields, column = (compiler.process(each, **keywords) for each in element.clauses)
    return f"(CAST({fields} AS JSON) ->> {column})"


class OwnColumns(Filter):
    """One of several values in each of some columns of the export; "(unknown)" stands for a missing one."""

    @property
    def metavar(self) -> str:
        """Placeholder in the command line's help."""
        return "COLUMN=VALUE"

    def conditions(self, values: tuple[Any, ...], columns: Columns) -> list[ColumnElement[bool]]:
        """Each column is one of its values."""
        (chosen,) = values
        if "fields" not in columns:
            return []
        return [is_one_of(own_value(columns["fields"], column), wanted) for column, wanted in chosen]

    def words(self, values: tuple[Any, ...]) -> str:
        """Such as "Region: North or South"."""
        return " · ".join(f"{column}: {either_words(wanted)}" for column, wanted in values[0])

    def texts(self, values: tuple[Any, ...]) -> dict[str, list[str]]:
        """One key per column, one text per value."""
        return {f"{PREFIX}{column}": list(wanted) for column, wanted in values[0]}

    def parse(self, key: str, texts: list[str]) -> Chosen:
        """Read ``Region=North``, as the command line takes it; raise InputError when it can't be read."""
        pairs = []
        for text in texts:
            column, _, value = text.partition("=")
            if not column or not value:
                raise InputError(
                    f"--{key} {text!r} can't be read; write --{key} Column=Value, such as --{key} Region=North.\n"
                    f'Tickets that have nothing there: --{key} "Region=(unknown)".'
                )
            pairs.append((column, value))
        return _together(pairs)

    def read(self, given: Mapping[str, list[str]]) -> dict[str, Any]:
        """Choice from the address's keys and from the command line."""
        named = [(key.removeprefix(PREFIX), text) for key, texts in given.items() if is_own(key) for text in texts]
        chosen = _together([*self.parse(self.keys[0], given.get(self.keys[0], [])), *named])
        return {self.names[0]: chosen} if chosen else {}


def is_own(name: str) -> bool:
    """Whether a name or key is that of an own column: "col.Region"."""
    return name.startswith(PREFIX) and len(name) > len(PREFIX)


def _together(pairs: Any) -> Chosen:
    """Each column and each of its values once; sorted by column, so that the same filters are equal."""
    found: dict[str, dict[str, None]] = {}
    for column, values in pairs:
        found.setdefault(column, {}).update(dict.fromkeys((values,) if isinstance(values, str) else values))
    return tuple((column, tuple(found[column])) for column in sorted(found))
