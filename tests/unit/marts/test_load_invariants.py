"""What holds of load, lenses and journeys in any store, whatever the rows and the filters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import model
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count
from etl.marts.frames import breakdowns, workload_distribution
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from tests.drawn_stores import put, tickets_with_origins
from tests.store_rows import Row, moved, store, taxonomy, ticket

quick = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def connection() -> Iterator[sa.Connection]:
    with store() as connection:
        yield connection


@quick
@given(rows=tickets_with_origins(), late=st.lists(st.sampled_from(["Billing", "Warehouse", "Second line"]), min_size=1))
def test_reassigning_a_solved_ticket_moves_no_attribution(
    connection: sa.Connection, rows: dict[str, list[Row]], late: list[str]
) -> None:
    solved = datetime(2026, 3, 20)
    for row in rows["tickets"]:
        row |= {"is_solved": True, "solved_at": solved, "agent": "agent-1"}
    put(connection, rows)
    names = ["caused_elsewhere", "caused_by_frontline", "unattributed", "mean_confidence"]
    before = (
        compute(Scope(connection, Filters(), taxonomy()), names),
        breakdowns.by_issue(Scope(connection, Filters(), taxonomy())),
    )
    table = connection.execute(sa.select(model.attributions)).all()
    for row in rows["tickets"]:
        own = [event for event in rows["events"] if event["ticket_id"] == row["ticket_id"]]
        after = moved(row["ticket_id"], row["team"], *late, start=solved + timedelta(days=30))
        rows["events"] += [event | {"sequence": len(own) + number} for number, event in enumerate(after)]
        row |= {"team": late[-1], "agent": "agent-2"}
    put(connection, rows)
    after_all = (
        compute(Scope(connection, Filters(), taxonomy()), names),
        breakdowns.by_issue(Scope(connection, Filters(), taxonomy())),
    )
    assert connection.execute(sa.select(model.attributions)).all() == table
    for name in names:
        assert after_all[0][name].value == pytest.approx(before[0][name].value), name
    keys = ["department", "issue"]
    shown = [
        frame[[*keys, "complaints", "share"]].sort_values(keys, ignore_index=True) for _, frame in (before, after_all)
    ]
    pd.testing.assert_frame_equal(*shown)


@quick
@given(loads=st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=8), min_size=1, max_size=3))
def test_a_month_with_fewer_than_five_people_is_never_shown(connection: sa.Connection, loads: list[list[int]]) -> None:
    tickets = [
        ticket(f"{month}-{person}-{n}", datetime(2026, month, 11, 12), agent=f"agent-{person}", team="First line")
        for month, people in enumerate(loads, start=1)
        for person, load in enumerate(people)
        for n in range(load)
    ]
    ends = [ticket("first", datetime(2026, 1, 1)), ticket("last", datetime(2026, 4, 30))]
    put(connection, {"tickets": [*tickets, *ends], "attributions": [], "events": []})
    frame = workload_distribution.person_spread(Scope(connection, Filters(), taxonomy()))
    enough = [people for people in loads if sum(load > 0 for load in people) >= workload_distribution.LEAST_PEOPLE]
    assert frame["people"].tolist() == [sum(load > 0 for load in people) for people in enough]
    assert all(count(number) for number in frame["median"])


@quick
@given(minutes=st.lists(st.integers(0, 6 * 24 * 60), max_size=20))
def test_every_ticket_within_the_opening_hours_is_in_one_shift(connection: sa.Connection, minutes: list[int]) -> None:
    # The clocks change within these days: on Sunday 29 March 2026.
    zone = ZoneInfo("Europe/Amsterdam")
    first = datetime(2026, 3, 26, tzinfo=ZoneInfo("UTC"))
    arrivals = [(first + timedelta(minutes=minute)).astimezone(zone) for minute in minutes]
    rows: list[Any] = [ticket(str(n), at.replace(tzinfo=None)) for n, at in enumerate(arrivals)]
    put(connection, {"tickets": rows, "attributions": [], "events": []})
    load = workload_distribution.load_by_shift(Scope(connection, Filters(), taxonomy()))
    assert load["load"].sum() == sum(8 <= at.hour < 22 for at in arrivals)
