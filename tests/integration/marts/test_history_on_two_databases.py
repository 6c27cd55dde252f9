"""Renamed departments and frozen runs say the same on DuckDB and on PostgreSQL."""

from __future__ import annotations

import pandas as pd
import pytest

from etl.marts.core.filters import Filters
from etl.marts.frames.runs import all_runs, moved
from etl.marts.frames.unknown_names import unknown_names
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.taxonomy import parse_taxonomy
from etl.taxonomy_help.attributed import read_attributed
from tests.store_rows import store, taxonomy
from tests.unit.marts.renamings import MERGED, RENAMED
from tests.unit.marts.two_runs import rows

pytestmark = pytest.mark.database


@pytest.mark.parametrize("text", [RENAMED, MERGED], ids=["renamed", "merged"])
def test_measures_under_new_names_are_the_same(postgres_url: str, text: str) -> None:
    with store(**rows()) as duck, store(postgres_url, **rows()) as postgres:
        known, given = parse_taxonomy(text), Filters(department=("Logistics",))
        assert compute(Scope(duck, given, known)) == compute(Scope(postgres, given, known))
        names = [unknown_names(Scope(one, Filters(), known)) for one in (duck, postgres)]
        pd.testing.assert_frame_equal(*names)


def test_runs_and_what_moved_are_the_same(postgres_url: str) -> None:
    with store(**rows()) as duck, store(postgres_url, **rows()) as postgres:
        scopes = [Scope(each, Filters(), taxonomy()) for each in (duck, postgres)]
        pd.testing.assert_frame_equal(*(all_runs(scope) for scope in scopes), check_dtype=False)
        one, other = (moved(scope, 2) for scope in scopes)
        assert (one.text, one.reasons) == (other.text, other.reasons)
        pd.testing.assert_frame_equal(one.pairs, other.pairs)
        pd.testing.assert_frame_equal(one.examples, other.examples)


def test_what_proposals_read_is_the_same(postgres_url: str) -> None:
    with store(**rows()) as duck, store(postgres_url, **rows()) as postgres:
        one, other = read_attributed(duck), read_attributed(postgres)
        assert (one.count_complaints, one.count_open, one.teams) == (
            other.count_complaints,
            other.count_open,
            other.teams,
        )
        pd.testing.assert_frame_equal(one.tickets, other.tickets, check_dtype=False)
