"""What kept parts tell is what the database adds up over the parts themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from etl.marts.core.filters import Filters
from etl.marts.core.own_columns import own_value
from etl.marts.core.periods import start_columns
from etl.marts.cube.gathered import gathered
from etl.marts.cube.opening_hours import timed
from etl.marts.cube.part import PART
from etl.marts.estimates.by_group import departments_told, issues_told, periods_told
from etl.marts.estimates.uncertainty import complaints_range, count_tickets, ranges_of
from etl.marts.estimates.unnamed_issues import unnamed_notes
from etl.marts.measures.totals import group_rows, totals_of
from etl.marts.shares.probabilities import classes_of
from etl.marts.shares.scope import Scope
from etl.session import View, open_view
from etl.settings import Settings

GROUPINGS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "nothing": lambda part: {},
    "department": lambda part: {"key": part.department},
    "issue": lambda part: {"key": part.issue, "department": part.department},
    "month": lambda part: start_columns(part, "month"),
    "week and class": lambda part: {**start_columns(part, "week"), "class": part.department, "at": part.stratum_group},
    "channel": lambda part: {"key": part.channel},
    "period": lambda part: {"key": sa.case((part.created_date.between(date(2026, 3, 2), date(2026, 4, 8)), 0))},
    "agent": lambda part: {"key": part.agent},
    "own column": lambda part: {"key": own_value(part["fields"], "Country")},
}
FILTERS = {
    "none": Filters(),
    "days and channel": Filters(date_from=date(2026, 1, 5), date_to=date(2026, 5, 20), channel=("email", "(unknown)")),
    "department": Filters(department=("Logistics", "Finance"), team=("Support",)),
    "kind": Filters(kind=("request", "complaint"), weekday=(0, 4)),
    "excluded": Filters(excluded=("duplicate", "(unknown)"), hour=(9, 10, 11)),
    "words": Filters(search="refund"),
    "issue": Filters(issue=("(unknown)",)),
    "journeys": Filters(met=("frontline",), passed_on=("yes",)),
}


@pytest.fixture(scope="module")
def view(sample_home: Path) -> Iterator[View]:
    with open_view(Settings(home=sample_home)) as opened:
        yield opened


def scopes(view: View, filters: Filters) -> dict[str, Scope]:
    """Scopes that differ in their shares; those without rulings are the engine's probabilities as they are."""
    ruled = view.scope(filters)
    unruled = Scope(view.reader.connection, filters, view.taxonomy, keeps_rows=True)
    return {"corrected": ruled, "judged": ruled.as_judged(), "whole": ruled.as_whole_tickets(), "unruled": unruled,
            "undisputed": ruled.with_disputed(False)}  # fmt: skip


def asked(scope: Scope) -> Scope:
    """The same scope, which asks the database each time."""
    return replace(scope, keeps_rows=False, _kept={}, _under={})


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows in an order of their own; sums of hours and money may differ by the order of adding."""
    keys = [name for name in frame if name in ("key", "department", "class", "at", "year", "month", "day")]
    return frame.sort_values(keys, ignore_index=True) if keys else frame


@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
@pytest.mark.parametrize("by", GROUPINGS.values(), ids=GROUPINGS)
def test_sums_of_kept_parts_are_those_of_the_parts(view: View, filters: Filters, by: Any) -> None:
    for name, scope in scopes(view, filters).items():
        assert gathered(scope, by(PART.c), is_light=False) is not None, "nothing was kept, and nothing is tested"
        told, expected = group_rows(scope, by), group_rows(asked(scope), by)
        pd.testing.assert_frame_equal(in_order(told), in_order(expected), rtol=1e-9, atol=1e-7, obj=name)


@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
def test_a_sum_alone_is_the_same_as_among_all(view: View, filters: Filters) -> None:
    scope = Scope(view.reader.connection, filters, view.taxonomy, view.rulings, view.judged, keeps_rows=True)
    light = group_rows(scope, GROUPINGS["department"], ("complaints", "elsewhere"))
    full = group_rows(scope, GROUPINGS["department"])[["key", "complaints", "elsewhere"]]
    pd.testing.assert_frame_equal(light, full, rtol=1e-9)


@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
def test_estimates_and_other_answers_are_the_same(view: View, filters: Filters) -> None:
    for name in ("corrected", "unruled"):
        scope = scopes(view, filters)[name]
        for question in (_departments, issues_told, _months, _returns, _ranges, timed, unnamed_notes):
            assert _rounded(question(scope)) == _rounded(question(asked(scope))), (name, question.__name__)


def _departments(scope: Scope) -> Any:
    return {name: tuple(told.values()) for name, told in departments_told(scope).items()}


def _months(scope: Scope) -> Any:
    return periods_told(scope, "month") | periods_told(scope, "week")


def _returns(scope: Scope) -> Any:
    totals = totals_of(scope)
    return [*totals.returns.items(), totals.frontline_minutes_all]


def _ranges(scope: Scope) -> Any:
    names = classes_of(scope)
    families = [frozenset(names[:1]), frozenset(names[1:4]), frozenset(names)]
    return [*ranges_of(scope, families), complaints_range(scope), count_tickets(scope)]


def _rounded(told: Any) -> Any:
    """The same with every number to nine digits."""
    if isinstance(told, float):
        return float(f"{told:.9g}") if abs(told) > 1e-7 else 0.0
    if isinstance(told, dict):
        return {key: _rounded(each) for key, each in told.items()}
    if isinstance(told, (list, tuple)):
        return [_rounded(each) for each in told]
    if hasattr(told, "low"):
        return [_rounded(float(each)) for each in (told.value, told.low, told.high)]
    return _rounded(vars(told)) if hasattr(told, "__dict__") else told
