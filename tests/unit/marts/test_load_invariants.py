"""What holds of load, lenses and journeys in any store, whatever the rows and the filters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from etl import model
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count
from etl.marts.frames import bounce_backs, breakdowns, cost_by_cause, lenses, teams, workload_distribution
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from tests.store_rows import Row, moved, store, taxonomy, ticket
from tests.unit.marts.test_invariants import any_store, put, quick, tickets_with_origins

DIMENSIONS = ("department", "issue", "channel", "product", "month")


@pytest.fixture(scope="module")
def connection() -> Iterator[sa.Connection]:
    with store() as connection:
        yield connection


@quick
@any_store
def test_lenses_lie_between_none_and_all_and_their_parts_add_up_by_every_dimension(
    connection: sa.Connection, rows: dict[str, list[Row]], filters: Filters
) -> None:
    put(connection, rows)
    scope, whole = (
        Scope(connection, filters, taxonomy()),
        compute(Scope(connection, filters, taxonomy()), lenses.LENSES),
    )
    for name in DIMENSIONS:
        frame = lenses.absorption_by(scope, name)
        known = frame.dropna(subset=["value"])
        assert known["value"].between(0, 1).all()
        assert (known["low"] <= known["value"] + 1e-9).all()
        assert (known["value"] <= known["high"] + 1e-9).all()
        assert (frame.loc[frame["value"].isna(), "note"] != "").all()
        for lens, groups in frame.groupby("lens"):
            for part in ("numerator", "denominator"):
                assert groups[part].sum() == pytest.approx(getattr(whole[str(lens)], part) or 0.0), (name, lens)


@quick
@any_store
def test_the_burden_of_all_causes_is_the_burden(
    connection: sa.Connection, rows: dict[str, list[Row]], filters: Filters
) -> None:
    put(connection, rows)
    scope = Scope(connection, filters, taxonomy())
    names = ["complaints", "touches", "reopens", "waiting_days", "frontline_hours_elsewhere"]
    whole = {name: found.value or 0.0 for name, found in compute(Scope(connection, filters, taxonomy()), names).items()}
    for is_by_issue in (False, True):
        frame = cost_by_cause.burden(scope, is_by_issue=is_by_issue)
        for name in names[:4]:
            assert frame[name].sum() == pytest.approx(whole[name]), name
        elsewhere = frame[~frame["is_frontline"] & ~frame["is_unattributed"]]
        assert elsewhere["frontline_hours"].sum() == pytest.approx(whole["frontline_hours_elsewhere"])


@quick
@any_store
def test_minutes_by_team_are_all_the_minutes_and_the_frontlines_are_its_own(
    connection: sa.Connection, rows: dict[str, list[Row]], filters: Filters
) -> None:
    put(connection, rows)
    scope = Scope(connection, filters, taxonomy())
    frame = teams.by_team(scope)
    hours = compute(Scope(connection, filters, taxonomy()), ["handle_hours"])["handle_hours"].value or 0.0
    assert frame["handle_hours"].sum() == pytest.approx(hours)
    carried = cost_by_cause.burden(scope)["frontline_hours"].sum()
    assert frame.loc[frame["is_frontline"], "handle_hours"].sum() == pytest.approx(carried)
    assert not (frame["held_hours"] < 0).any()
    assert not (frame["held_business_hours"] > frame["held_hours"] + 1e-9).any()


@quick
@any_store
def test_what_came_home_is_what_the_matrix_and_the_measures_say(
    connection: sa.Connection, rows: dict[str, list[Row]], filters: Filters
) -> None:
    put(connection, rows)
    scope = Scope(connection, filters, taxonomy())
    found = compute(Scope(connection, filters, taxonomy()), ["bounce_back", "lost_hours", "came_home"])
    back = bounce_backs.returned(scope)
    assert back["share"].sum() == pytest.approx(found["bounce_back"].numerator or 0.0)
    assert (back["hours"] * back["share"]).sum() == pytest.approx(found["lost_hours"].value or 0.0)
    assert (found["came_home"].numerator or 0.0) <= (found["came_home"].denominator or 0.0) + 1e-9
    assert not (back["business_hours"] > back["hours"] + 1e-9).any()


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
