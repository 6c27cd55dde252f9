"""Cells have the columns that the sums over them were written for."""

from __future__ import annotations

from etl.marts.core.filters import Filters
from etl.marts.cube.aggregates import CELL, PART_SUMS, READ
from etl.marts.cube.cells import cells
from etl.marts.shares.scope import Scope
from tests.store_rows import store, taxonomy, ticket


def test_cells_have_the_columns_that_sums_are_written_over() -> None:
    with store(tickets=[ticket("1")]) as connection:
        scope = Scope(connection, Filters(), taxonomy())
        assert set(cells(scope, is_travelled=True).c.keys()) == set(CELL.c.keys())
        parts = set(cells(scope, is_travelled=False).c.keys())
    assert {column for name in PART_SUMS for column in READ[name]} <= parts
