"""Sums by name, fetched when a measure first asks for them."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import sqlalchemy as sa

from etl.marts.base import Scope
from etl.marts.sums import part_sums
from etl.taxonomy import Taxonomy

Source = Callable[[], dict[str, float]]


class Totals:
    """The sums of one filter, or of one group within it.

    Attributes
    ----------
    taxonomy
        Departments, costs and hours in force.
    """

    def __init__(self, taxonomy: Taxonomy, sources: tuple[Source, ...]) -> None:
        self.taxonomy = taxonomy
        self._waiting = list(sources)
        self._known: dict[str, float] = {}

    def __getitem__(self, name: str) -> float:
        while name not in self._known and self._waiting:
            self._known |= self._waiting.pop(0)()
        return self._known[name]


def totals_of(scope: Scope) -> Totals:
    """Sums over everything within the filters."""
    return Totals(scope.taxonomy, (lambda: _parts_row(scope),))


def _parts_row(scope: Scope) -> dict[str, float]:
    p = scope.parts
    row = scope.connection.execute(sa.select(*_labelled(part_sums(scope, p))).select_from(p)).one()
    return {name: float(value) for name, value in row._mapping.items()}


def part_groups(scope: Scope, **by: sa.ColumnElement[object]) -> pd.DataFrame:
    """Sums over parts for each group: one row per group, columns the groups' names and `part_sums`."""
    p = scope.parts
    select = sa.select(*(column.label(name) for name, column in by.items()), *_labelled(part_sums(scope, p)))
    return scope.frame(select.select_from(p).group_by(*by.values()))


def group_totals(scope: Scope, row: dict[str, float]) -> Totals:
    """Sums of one row of `part_groups`, for the measures."""
    return Totals(scope.taxonomy, (lambda: row,))


def _labelled(expressions: dict[str, sa.ColumnElement[object]]) -> list[sa.Label[object]]:
    return [expression.label(name) for name, expression in expressions.items()]
