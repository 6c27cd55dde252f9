"""Repeat contacts are found over all tickets, and counted beside chasing and complaints, alike on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from etl import model
from etl.marts.core.filters import Filters
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.frames.demand import demand_by_department
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.staging.repeats import mark_repeats
from tests.store_rows import Row, fill, laid, store, taxonomy, ticket

START = datetime(2026, 3, 2, 9)


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.database)])
def connection(request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    url = "duckdb:///:memory:" if request.param == "duckdb" else request.getfixturevalue("postgres_url")
    with store(url) as opened:
        yield opened


def asked(ticket_id: str, days: float, **changes: Any) -> Row:
    return ticket(ticket_id, START + timedelta(days=days), kind="request", **{"requester": "ann", **changes})


def marked(connection: sa.Connection, tickets: list[Row], attributions: list[Row] | None = None) -> dict[str, Any]:
    fill(connection, tickets=tickets, attributions=attributions or [])
    mark_repeats(connection)
    t = model.tickets.c
    return {row.ticket_id: row.is_repeat for row in connection.execute(sa.select(t.ticket_id, t.is_repeat))}


def test_the_same_requester_about_the_same_order_within_seven_days_repeats(connection: sa.Connection) -> None:
    rows = [
        asked("first", 0, order_ref="A"), asked("again", 6.9, order_ref="A"), asked("late", 14.5, order_ref="A"),
        asked("other order", 1, order_ref="B"), asked("other person", 1, order_ref="A", requester="bob"),
        asked("other desk", 1, order_ref="A", source="b"), asked("nobody", 1, order_ref="A", requester=None),
        asked("spam", 15, order_ref="A", excluded_as="spam"),
    ]  # fmt: skip
    found = marked(connection, rows)
    assert {name for name, is_repeat in found.items() if is_repeat} == {"again"}
    assert {name for name, is_repeat in found.items() if is_repeat is None} == {"nobody"}


def test_the_same_issue_repeats_and_another_one_does_not(connection: sa.Connection) -> None:
    rows = [asked("first", 0), asked("same", 2), asked("other", 3), asked("unknown", 3)]
    shares = [
        laid("first", "Logistics", issue="Late"), laid("same", "Logistics", issue="Late"),
        laid("other", "Logistics", issue="Broken"), laid("unknown", "Unattributed"),
    ]  # fmt: skip
    found = marked(connection, rows, shares)
    assert {name for name, is_repeat in found.items() if is_repeat} == {"same"}
    # another run that says otherwise, now in force, takes the mark back
    connection.execute(sa.update(model.tickets).values(run_id=2))
    fill(connection, attributions=[laid("same", "Logistics", issue="Broken", run_id=2)])
    mark_repeats(connection)
    t = model.tickets.c
    assert connection.execute(sa.select(sa.func.count()).where(t.is_repeat)).scalar() == 0


def measured(connection: sa.Connection) -> dict[str, Measured]:
    names = ["chasing", "repeat_contacts", "failure_demand", "share_failure_demand", "complaints"]
    return compute(Scope(connection, Filters(), taxonomy()), names)


def test_failure_demand_counts_each_ticket_once(connection: sa.Connection) -> None:
    rows = [
        asked("question", 0, order_ref="A"), asked("chase", 1, order_ref="A", is_chasing=True),
        ticket("complaint", START, is_chasing=True), asked("spam", 1, is_chasing=True, excluded_as="spam"),
        asked("fine", 0, requester="bob"),
    ]  # fmt: skip
    marked(connection, rows)
    found = measured(connection)
    assert {name: each.value for name, each in found.items()} == {
        "chasing": 2, "repeat_contacts": 1, "failure_demand": 2, "share_failure_demand": 0.5, "complaints": 1,
    }  # fmt: skip


def test_where_nobody_is_named_repeats_cannot_be_told(connection: sa.Connection) -> None:
    marked(connection, [asked("one", 0, requester=None)])
    repeats = measured(connection)["repeat_contacts"]
    assert (repeats.value, note_words(repeats.notes)) == (None, "No export within the filters says who wrote.")


def test_failure_demand_adds_up_over_where_it_starts(connection: sa.Connection) -> None:
    rows = [
        asked("question", 0, order_ref="A"), asked("again", 1, order_ref="A"),
        ticket("complaint", START, is_chasing=True),
    ]  # fmt: skip
    shares = [
        laid("question", "Finance"), laid("again", "Logistics", 0.75), laid("again", "Finance", 0.25),
        laid("complaint", "Logistics"),
    ]  # fmt: skip
    marked(connection, rows, shares)
    found = demand_by_department(Scope(connection, Filters(), taxonomy()))
    assert found.iloc[:, :5].to_numpy().tolist() == [
        ["Logistics", 1.0, 1.0, 0.75, 1.75],
        ["Finance", 0.0, 0.0, 0.25, 0.25],
    ]
    assert found["failure_demand"].sum() == measured(connection)["failure_demand"].value
