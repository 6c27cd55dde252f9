"""Every measure and every breakdown says the same on DuckDB and on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from etl.marts.core.filters import Filters
from etl.marts.cube import own_columns
from etl.marts.frames import (
    bounce_backs,
    breakdowns,
    cost_by_cause,
    hours_sankey,
    lenses,
    teams,
    workload_distribution,
)
from etl.marts.measures.catalogue import measures
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from tests.integration.marts.alike import same
from tests.store_rows import Row, laid, moved, orders, store, taxonomy, ticket

pytestmark = pytest.mark.database

QUOTED = "My parcel is broken and nobody answers; it's 100% your _courier_, I paid € 20."
OWN = {'100% "Région": ~a/b': r"Noord \ \u0031%", "$.x": "it's :one"}
FIELDS = json.dumps(OWN, ensure_ascii=False)


def rows() -> dict[str, list[Row]]:
    held = {"handle_minutes": 12.0, "minutes_basis": "estimated", "is_solved": True}
    solved = {"solved_at": datetime(2026, 3, 5, 9), "count_replies": 1, "count_reopens": 0, "satisfaction": "good"}
    tickets = [
        ticket(
            "1",
            team="First line",
            count_stations=1,
            channel="email",
            subject="Late",
            body=QUOTED,
            fields=FIELDS,
            **held,
            **solved,
        ),
        ticket("2", datetime(2026, 3, 7, 20, 45), team="Warehouse", first_team="First line", count_stations=2, **held),
        ticket(
            "3",
            datetime(2026, 2, 2, 9, 15),
            fields=FIELDS,
            team="First line",
            first_team="First line",
            count_stations=3,
            **held,
        ),
        ticket("4", datetime(2026, 1, 5, 8), team="Elsewhere", count_stations=1, language="nl", order_ref="A1"),
        ticket("5", kind="request", requester="p1", channel="email", team="First line", count_stations=1, **held),
        ticket("6", excluded_as="spam"),
        ticket("7", kind="praise", goodwill_amount=5.0, product="Lamp"),
        ticket(
            "8", datetime(2026, 3, 29, 23, 30), requester="p1", product="Lamp", is_solved=False, goodwill_amount=7.5
        ),
    ]
    shares = [
        laid("1", "Logistics", 0.5, "Broken"),
        laid("1", "Finance", 0.5, "Refund"),
        *(laid(name, "Logistics", issue="Late") for name in "23"),
        laid("4", "Support", confidence=0.8),
        *(laid(name, "Unattributed", confidence=0.3) for name in "5678"),
    ]
    seen = {"run_id": 1, "source": "shop", "signal": "phrases", "issue": "Broken", "weight": 1.5}
    return {
        "tickets": tickets,
        "attributions": shares,
        "events": moved("3", None, "First line", "Warehouse", "First line") + moved("2", "First line", "Warehouse"),
        "evidence": [seen | {"ticket_id": "1", "department": "Logistics", "field": "body", "detail": "broken"}],
        "volumes": [orders(date(2026, 3, 4), 50.0), orders(date(2026, 2, 2), 30.0)],
    }


@pytest.fixture(scope="module")
def both(postgres_url: str) -> Iterator[tuple[sa.Connection, sa.Connection]]:
    with store(**rows()) as duck, store(postgres_url, **rows()) as postgres:
        yield duck, postgres


RULINGS = pd.DataFrame(
    [
        {"source": None, "ticket_id": "8", "department": "Finance's", "issue": None, "share": 1.0},
        {"source": "shop", "ticket_id": "2", "department": "Logistics", "issue": "Late", "share": 1.0},
    ]
).assign(is_ruled=[True, False], is_disputed=[False, True])

FILTERS = (
    Filters(),
    Filters(date_from=date(2026, 2, 1), date_to=date(2026, 3, 28)),
    Filters(department=("Logistics", "Unattributed")),
    Filters(issue=("Late",), channel=("(unknown)",)),
    Filters(search="100% YOUR _courier_", kind=("complaint",)),
    Filters(weekday=(2,), hour=(12, 23), source=("shop",)),
    Filters(own=tuple((name, (value,)) for name, value in OWN.items())),
)


@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: filters.sentence())
@pytest.mark.parametrize("rulings", [None, RULINGS], ids=["engine", "ruled"])
def test_every_measure_says_the_same(both: Any, filters: Filters, rulings: pd.DataFrame | None) -> None:
    duck, postgres = (compute(Scope(each, filters, taxonomy(), rulings)) for each in both)
    assert list(duck) == [each.name for each in measures()]
    for name, result in duck.items():
        assert same(asdict(result), asdict(postgres[name])), name


BREAKDOWNS: dict[str, Callable[..., Any]] = {
    name: getattr(breakdowns, name)
    for name in (
        "by_department", "by_issue", "demand_by_department", "by_month", "months_around", "two_views", "weekday_hour",
        "handoff_matrix", "tickets_page", "count_tickets", "quotes",
    )
}  # fmt: skip
BREAKDOWNS["department_summary"] = lambda scope: breakdowns.department_summary(scope, "Logistics")
BREAKDOWNS["options_for"] = lambda scope: breakdowns.options_for(scope, "department")
BREAKDOWNS["options_of_store"] = lambda scope: breakdowns.options_of_store(scope.with_filters(Filters()))
BREAKDOWNS["by_column"] = lambda scope: breakdowns.by_column(scope, "team")
BREAKDOWNS["measures_by"] = lambda scope: breakdowns.measures_by(
    scope, "department", [each.name for each in measures()]
)
BREAKDOWNS["measure_over_time"] = lambda scope: breakdowns.measure_over_time(scope, "absorption_effort")
OF_THE_STORE: dict[str, Callable[..., Any]] = {
    "data_state": lambda c: breakdowns.data_state(Scope(c, Filters(), taxonomy())),
    "all_loads": lambda c: breakdowns.all_loads(Scope(c, Filters(), taxonomy())),
    "rejects_of": lambda c: breakdowns.rejects_of(Scope(c, Filters(), taxonomy()), 1),
    "expectation_results": lambda c: breakdowns.expectation_results(Scope(c, Filters(), taxonomy()), 1),
    "ticket_detail": lambda c: breakdowns.ticket_detail(Scope(c, Filters(), taxonomy()), "shop", "3"),
}


def test_no_breakdown_is_left_out() -> None:
    functions = {name for name in breakdowns.__all__ if name[0].islower()}
    assert functions == set(BREAKDOWNS) | set(OF_THE_STORE)


@pytest.mark.parametrize("filters", FILTERS[:3], ids=lambda filters: filters.sentence())
@pytest.mark.parametrize("name", BREAKDOWNS)
def test_every_breakdown_says_the_same(both: Any, name: str, filters: Filters) -> None:
    for rulings in (None, RULINGS):
        duck, postgres = (BREAKDOWNS[name](Scope(each, filters, taxonomy(), rulings)) for each in both)
        assert same(duck, postgres)


@pytest.mark.parametrize("sort", breakdowns.SORTS)
@pytest.mark.parametrize("descending", [True, False])
def test_every_order_of_the_list_is_the_same(both: Any, sort: str, descending: bool) -> None:
    lists = [breakdowns.tickets_page(Scope(c, Filters(), taxonomy()), sort=sort, descending=descending) for c in both]
    assert len(lists[0]) == 7
    assert lists[0]["ticket_id"].tolist() == lists[1]["ticket_id"].tolist()


@pytest.mark.parametrize("name", OF_THE_STORE)
def test_what_is_said_of_the_store_is_the_same(both: Any, name: str) -> None:
    duck, postgres = (OF_THE_STORE[name](each) for each in both)
    assert same(duck, postgres)


SCOPED: dict[str, Callable[[Scope], Any]] = {
    "by_team": teams.by_team,
    "own columns": own_columns.own_columns,
    "own values": lambda scope: own_columns.own_values(scope, next(iter(OWN))),
    "by an own column": lambda scope: breakdowns.by_column(scope, f"col.{next(iter(OWN))}"),
    "time_lost": bounce_backs.time_lost,
    "came_home": bounce_backs.came_home,
    "burden": cost_by_cause.burden,
    "burden by issue": lambda scope: cost_by_cause.burden(scope, is_by_issue=True),
    "lenses by department": lambda scope: lenses.absorption_by(scope, "department"),
    "lenses by month": lambda scope: lenses.absorption_by(scope, "month"),
    "hours_by_origin": hours_sankey.hours_by_origin,
    "load_by_shift": workload_distribution.load_by_shift,
    "load_by_person": workload_distribution.load_by_person,
}


@pytest.mark.parametrize("filters", FILTERS[:4], ids=lambda filters: filters.sentence())
@pytest.mark.parametrize("name", SCOPED)
def test_what_the_frontline_carries_and_hands_on_says_the_same(both: Any, name: str, filters: Filters) -> None:
    duck, postgres = (SCOPED[name](Scope(each, filters, taxonomy(), RULINGS)) for each in both)
    assert same(duck, postgres)
