"""Notes of every measure of the sample: what has no number says why, and what has one gives no reason against it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from etl.marts.core.filters import Filters
from etl.marts.core.note_words import note_words
from etl.marts.core.notes import reasons
from etl.marts.measures.catalogue import measures
from etl.marts.measures.compute import as_json, compute
from etl.marts.measures.totals import groups
from etl.marts.shares.scope import Scope
from etl.session import open_view
from etl.settings import Settings

FILTERS = (
    Filters(),
    Filters(department=("Logistics",)),
    Filters(channel=("email",)),
    Filters(kind=("request",)),
    Filters(date_from=date(2026, 1, 1), date_to=date(2026, 1, 10)),
    Filters(date_from=date(2031, 1, 1)),
)


@pytest.fixture(params=FILTERS, ids=lambda filters: filters.sentence())
def scope(request: pytest.FixtureRequest, sample_home: Path) -> Iterator[Scope]:
    with open_view(Settings(home=sample_home)) as view:
        yield view.scope(request.param)


def test_reasons_stand_where_there_is_no_number_and_nowhere_else(scope: Scope) -> None:
    for name, found in compute(scope).items():
        assert bool(reasons(found.notes)) == (found.value is None), name


def test_the_same_holds_of_single_departments(scope: Scope) -> None:
    for key, totals in groups(scope, lambda part: {"department": part.department}):
        for each in measures():
            found = each.function(totals)
            assert bool(reasons(found.notes)) == (found.value is None), (key, each.name)


def test_the_words_of_the_notes_are_what_is_printed(scope: Scope) -> None:
    found = compute(scope)
    printed = as_json(found, scope.filters, None)["measures"]
    assert {name: told["note"] for name, told in printed.items()} == {
        name: note_words(each.notes) for name, each in found.items()
    }
