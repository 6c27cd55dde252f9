"""What holds in any store, whatever the rows: small random stores, and the measures counted again in pandas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import model
from etl.marts.core.filters import Filters
from etl.marts.frames import breakdowns
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from tests.store_rows import Row, fill, laid, moved, store, taxonomy, ticket

DEPARTMENTS = ("Support", "Logistics", "Finance", "Unattributed", "Renamed long ago")
TEAMS = ("First line", "Second line", "Warehouse", "Billing", "Night watch", None)
RATES = (
    "share_elsewhere", "share_unattributed", "absorption_contact", "absorption_effort", "absorption_closure",
    "frontline_view", "off_hours", "participation", "handed_on", "pingpong", "bounce_back",
    "came_home", "solved", "one_touch",
    "reopened", "satisfied", "mean_confidence",
)  # fmt: skip

FILTERS = (
    Filters(),
    Filters(department=("Logistics",)),
    Filters(department=("Logistics", "Unattributed"), channel=("email",)),
    Filters(issue=("Late",)),
    Filters(date_from=datetime(2026, 3, 8).date()),
    Filters(search="BROKEN"),
)


@st.composite
def tickets_with_origins(draw: st.DrawFn) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {"tickets": [], "attributions": [], "events": []}
    for number in range(draw(st.integers(0, 7))):
        name = str(number)
        at = datetime(2026, 3, 2) + timedelta(minutes=draw(st.integers(0, 14 * 24 * 60)))
        drawn = {
            "kind": draw(st.sampled_from(model.KINDS[:2])),
            "excluded_as": draw(st.sampled_from([None, None, None, "spam"])),
            "channel": draw(st.sampled_from(["email", "phone", None])),
            "team": draw(st.sampled_from(TEAMS)),
            "first_team": draw(st.sampled_from(TEAMS)),
            "count_stations": draw(st.sampled_from([None, 1, 1, 2, 3])),
            "is_solved": draw(st.sampled_from([True, False, None])),
            "handle_minutes": draw(st.sampled_from([None, 6.0, 12.5])),
            "count_replies": draw(st.sampled_from([None, 1, 2])),
            "satisfaction": draw(st.sampled_from([None, "good", "bad"])),
            "body": draw(st.sampled_from(["it is broken", "late again", None])),
        }
        rows["tickets"].append(ticket(name, at, minutes_basis="estimated", **drawn))
        origins = draw(st.lists(st.sampled_from(DEPARTMENTS), min_size=1, max_size=3, unique=True))
        issue = draw(st.sampled_from(["Late", "Broken", None]))
        rows["attributions"] += [laid(name, origin, 1 / len(origins), issue) for origin in origins]
        if draw(st.booleans()):
            rows["events"] += moved(name, *draw(st.lists(st.sampled_from(TEAMS), min_size=2, max_size=5)))
    return rows


@pytest.fixture(scope="module")
def connection() -> Iterator[sa.Connection]:
    with store() as connection:
        yield connection


def put(connection: sa.Connection, rows: dict[str, list[Row]]) -> None:
    for name in ("tickets", "attributions", "events"):
        connection.execute(sa.delete(model.warehouse.tables[name]))
    fill(connection, **rows)


any_store = given(rows=tickets_with_origins(), filters=st.sampled_from(FILTERS))
quick = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@any_store
def test_origins_add_up_to_the_complaints(
    connection: sa.Connection, rows: dict[str, list[Row]], filters: Filters
) -> None:
    put(connection, rows)
    names = ["complaints", "caused_elsewhere", "caused_by_frontline", "unattributed"]
    complaints, *parts = (result.value for result in compute(Scope(connection, filters, taxonomy()), names).values())
    assert sum(parts) == pytest.approx(complaints)
    frame = breakdowns.by_department(Scope(connection, filters, taxonomy()))
    assert frame["complaints"].sum() == pytest.approx(complaints)
    assert frame.empty or frame["share"].sum() == pytest.approx(1)
    for breakdown in (breakdowns.by_issue, breakdowns.by_month, breakdowns.weekday_hour):
        assert breakdown(Scope(connection, filters, taxonomy()))["complaints"].sum() == pytest.approx(complaints)


@quick
@any_store
def test_rates_lie_between_none_and_all_and_within_their_bounds(
    connection: sa.Connection, rows: dict[str, list[Row]], filters: Filters
) -> None:
    put(connection, rows)
    for name, result in compute(Scope(connection, filters, taxonomy()), RATES).items():
        if result.value is None:
            assert result.note, name
            continue
        assert 0 <= result.value <= 1, name
        if result.denominator is not None:
            assert result.denominator > 0, name
        if result.low is not None and result.high is not None:
            assert 0 <= result.low <= result.value + 1e-9, name
            assert result.value <= result.high + 1e-9 <= 1 + 2e-9, name


@quick
@any_store
def test_a_filter_only_shrinks_what_is_counted(
    connection: sa.Connection, rows: dict[str, list[Row]], filters: Filters
) -> None:
    put(connection, rows)
    names = ["complaints", "tickets", "caused_elsewhere", "unattributed", "handle_hours", "requests", "excluded"]
    everything, within = (compute(Scope(connection, each, taxonomy()), names) for each in (Filters(), filters))
    for name in names:
        assert (within[name].value or 0) <= (everything[name].value or 0) + 1e-9, name


@quick
@any_store
def test_the_list_holds_what_the_number_counts(
    connection: sa.Connection, rows: dict[str, list[Row]], filters: Filters
) -> None:
    put(connection, rows)
    behind = filters.with_(kind=("complaint",))
    said = breakdowns.count_tickets(Scope(connection, behind, taxonomy()))
    pages = [breakdowns.tickets_page(Scope(connection, behind, taxonomy()), page=page, size=2) for page in range(1, 6)]
    listed = pd.concat(pages)
    assert len(listed) == said.tickets == listed[["source", "ticket_id"]].drop_duplicates().shape[0]
    assert listed["share"].sum() == pytest.approx(said.complaints)
    complaints = compute(Scope(connection, filters, taxonomy()), ["complaints"])["complaints"].value
    assert said.complaints == pytest.approx(complaints)


@quick
@given(rows=tickets_with_origins(), seed=st.randoms())
def test_the_order_of_rows_does_not_matter(connection: sa.Connection, rows: dict[str, list[Row]], seed: Any) -> None:
    put(connection, rows)
    before = compute(Scope(connection, Filters(), taxonomy()))
    put(connection, {name: seed.sample(table, len(table)) for name, table in rows.items()})
    after = compute(Scope(connection, Filters(), taxonomy()))
    for name, result in before.items():
        assert result.value == pytest.approx(after[name].value), name


@quick
@given(rows=tickets_with_origins())
def test_measures_equal_an_independent_count(connection: sa.Connection, rows: dict[str, list[Row]]) -> None:
    put(connection, rows)
    result = compute(Scope(connection, Filters(), taxonomy()))
    for name, (part, whole) in counted_in_pandas(rows).items():
        assert (result[name].numerator or 0) == pytest.approx(part), name
        if result[name].value is not None:
            assert result[name].value == pytest.approx(part / whole), name


def counted_in_pandas(rows: dict[str, list[Row]]) -> dict[str, tuple[float, float]]:
    """Numerator and denominator of some measures, ticket by ticket."""
    department = taxonomy().department_of_team
    sums = dict.fromkeys(
        (
            "met", "met_known", "front", "placed", "alone", "closed", "took_part", "part_known", "handed",
            "handed_known", "back", "back_known",
        ),
        0.0,
    )  # fmt: skip
    for row in rows["tickets"]:
        if row["excluded_as"] or row["kind"] != "complaint":
            continue
        path = stations(row, [event for event in rows["events"] if event["ticket_id"] == row["ticket_id"]])
        known = row["count_stations"]
        handoffs = known - 1 if known else len(path) - 1 if path else None
        if handoffs is not None:
            sums["handed_known"] += 1
            sums["handed"] += handoffs > 0
        if path or handoffs == 0:
            sums["back_known"] += 1
            sums["back"] += len(path) > len(set(path))
        first = department(row["first_team"] or (row["team"] if known == 1 else None))
        holders = [department(team) for team in path]
        if not path and known:
            holders = (
                [department(row["team"])] if known == 1 else [department(row["first_team"]), department(row["team"])]
            )
        holders += [None] * ((known or 0) - len(holders))  # declared, and shown by no change
        for laid_row in rows["attributions"]:
            origin = laid_row["department"]
            if laid_row["ticket_id"] != row["ticket_id"] or origin in ("Support", "Unattributed"):
                continue
            share = laid_row["share"]
            if first:
                sums["met_known"] += share
                sums["met"] += share * (first == "Support")
            for holder in holders:
                minutes = share * (row["handle_minutes"] or 0) / len(holders) / 60
                sums["placed"] += minutes * (holder is not None)
                sums["front"] += minutes * (holder == "Support")
            if not holders or origin not in taxonomy().names or None in holders:
                continue
            sums["part_known"] += share
            sums["took_part"] += share * (origin in holders)
            sums["closed"] += share * (row["is_solved"] is True)
            sums["alone"] += share * (row["is_solved"] is True and origin not in holders)
    return {
        "absorption_contact": (sums["met"], sums["met_known"]),
        "absorption_effort": (sums["front"], sums["placed"]),
        "absorption_closure": (sums["alone"], sums["closed"]),
        "participation": (sums["took_part"], sums["part_known"]),
        "handed_on": (sums["handed"], sums["handed_known"]),
        "pingpong": (sums["back"], sums["back_known"]),
    }


def stations(row: Row, events: list[Row]) -> list[str]:
    """Teams that held a ticket in turn, by its known changes; none where one team alone is said to have held it."""
    if row["count_stations"] == 1:
        return []
    kept = [event for event in events if event["new_value"] is not None]
    path: list[str] = [kept[0]["old_value"]] if kept and kept[0]["old_value"] else []
    for event in kept:
        if not path or path[-1] != event["new_value"]:
            path.append(event["new_value"])
    return path
