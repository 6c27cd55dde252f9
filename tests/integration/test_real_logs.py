"""Real logs through the whole pipeline, each measure beside a count written here with csv and dictionaries alone."""

from __future__ import annotations

import json
import resource
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
import sqlalchemy as sa

from etl import model
from etl.calendars.opening_hours import Calendar
from etl.marts.core.filters import Filters
from etl.marts.core.measured import Measured
from etl.marts.frames import teams
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.settings import Settings
from etl.store import Reader, open_warehouse
from etl.taxonomy import Taxonomy, load_taxonomy
from etl.taxonomy.hours import DAYS, weekly_hours
from tests.real_records import real, records
from tests.stores import etl

pytestmark = pytest.mark.real

LOG = "servicenow_event_log/incident_event_log.csv.gz"
HISTORY = "warehouse_shapes/dbt_zendesk/ticket_field_history_data.csv"
SCHEDULE = "warehouse_shapes/dbt_zendesk/schedule_data.csv"
MOST_CPU_SECONDS = 60
"""Two cores for the thirty seconds that the log may take; the clock itself says little on a shared machine."""


def measured(reader: Reader, taxonomy: Taxonomy) -> dict[str, Measured]:
    return compute(Scope(reader.connection, Filters(), taxonomy))


@pytest.fixture(scope="module")
def incidents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Reader, dict[str, Any], float]]:
    """Store of the log, what the load said, and the CPU seconds that it took."""
    path, home = real(LOG), tmp_path_factory.mktemp("incidents")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    report = json.loads(etl(home, "load", str(path), "--json"))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    with open_warehouse(Settings(home=home)).reader() as reader:
        yield reader, report, spent


@pytest.fixture(scope="module")
def ways() -> dict[str, tuple[list[str], int]]:
    """Known groups of each incident in turn, and its last declared number of reassignments: counted by hand."""
    rows: dict[str, list[tuple[datetime, int, str, int]]] = defaultdict(list)
    for number, row in enumerate(records(LOG)):
        at = datetime.strptime(row["sys_updated_at"], "%d/%m/%Y %H:%M")
        rows[row["number"]].append((at, number, row["assignment_group"], int(row["reassignment_count"])))
    found = {}
    for name, changes in rows.items():
        way: list[str] = []
        for _, _, group, _ in sorted(changes):
            if group != "?" and (not way or way[-1] != group):
                way.append(group)
        found[name] = (way, max(declared for *_, declared in changes))
    return found


def test_every_row_of_the_log_is_read_and_within_its_time(incidents: tuple[Reader, dict[str, Any], float]) -> None:
    _, report, spent = incidents
    assert report["read"] == report["accepted"] == 141_712
    assert report["rejected"] == 0
    assert spent < MOST_CPU_SECONDS


def test_45_6_percent_of_the_incidents_are_reassigned(incidents: Any, ways: dict[str, tuple[list[str], int]]) -> None:
    found = measured(incidents[0], load_taxonomy("it_service_desk"))["handed_on"]
    reassigned = sum(declared > 0 or len(way) > 1 for way, declared in ways.values())
    assert (found.numerator, found.denominator) == (reassigned, len(ways)) == (reassigned, 24_918)
    assert f"{found.value:.1%}" == "45.6%"


def test_2628_incidents_return_to_an_earlier_group(incidents: Any, ways: dict[str, tuple[list[str], int]]) -> None:
    found = measured(incidents[0], load_taxonomy("it_service_desk"))
    returning = sum(len(way) > len(set(way)) for way, _ in ways.values())
    assert found["pingpong"].numerator == returning == 2_628
    assert found["pingpong_returns"].value == sum(len(way) - len(set(way)) for way, _ in ways.values())


def test_hand_offs_are_the_larger_of_declared_and_seen(incidents: Any, ways: dict[str, tuple[list[str], int]]) -> None:
    found = measured(incidents[0], load_taxonomy("it_service_desk"))["handoffs"]
    assert found.numerator == sum(max(declared, len(way) - 1) for way, declared in ways.values())


def test_changes_of_group_are_the_events_of_the_log(incidents: Any, ways: dict[str, tuple[list[str], int]]) -> None:
    e = model.events.c
    select = sa.select(e.ticket_id, e.new_value).where(e.field == "team").order_by(e.ticket_id, e.sequence)
    kept: dict[str, list[str]] = defaultdict(list)
    for ticket_id, team in incidents[0].connection.execute(select):
        kept[ticket_id].append(team)
    assert kept == {name: way for name, (way, _) in ways.items() if way}


def test_no_group_holds_incidents_for_less_than_no_time(incidents: Any) -> None:
    scope = Scope(incidents[0].connection, Filters(), load_taxonomy("it_service_desk"))
    frame = teams.by_team(scope)
    assert (frame["held_hours"].dropna() >= 0).all()
    assert frame["handle_hours"].sum() == pytest.approx(measured(incidents[0], scope.taxonomy)["handle_hours"].value)


def test_a_field_history_gives_states_and_reopens_and_no_stations(tmp_path: Path) -> None:
    rows = [row for row in records(HISTORY) if row["field_name"] == "status"]
    by_hand: dict[str, list[str]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["updated"]):
        if not by_hand[row["ticket_id"]] or by_hand[row["ticket_id"]][-1] != row["value"]:
            by_hand[row["ticket_id"]].append(row["value"])
    etl(tmp_path, "load", str(real(HISTORY)))
    e, t = model.events.c, model.tickets.c
    with open_warehouse(Settings(home=tmp_path)).reader() as reader:
        select = sa.select(e.ticket_id, e.new_value).where(e.field == "status").order_by(e.ticket_id, e.sequence)
        kept: dict[str, list[str]] = defaultdict(list)
        for ticket_id, state in reader.connection.execute(select):
            kept[ticket_id].append(state)
        known = reader.connection.execute(sa.select(t.ticket_id, t.count_reopens, t.count_stations)).all()
    assert kept == by_hand
    done = ("solved", "closed")
    reopens = {
        name: sum(old in done and new not in done for old, new in pairwise(way)) for name, way in by_hand.items()
    }
    assert {name: count for name, count, _ in known if name in reopens} == reopens
    assert Counter(row["ticket_id"] for row in rows)["102"] == 4  # four times solved in a row is one solution
    assert reopens["102"] == 0
    assert {stations for *_, stations in known} == {None}  # the history names no group


def test_business_minutes_follow_the_schedule_through_the_change_of_clocks() -> None:
    spans = [(int(row["start_time"]), int(row["end_time"])) for row in records(SCHEDULE)]
    clock = "{:02d}:{:02d}".format
    # The connector counts minutes from Sunday midnight, in local time.
    days = [
        (DAYS[(start // 1440 - 1) % 7], f"{clock(*divmod(start % 1440, 60))}-{clock(*divmod(end % 1440, 60))}")
        for start, end in spans
    ]
    calendar = Calendar(weekly_hours(days), "America/Los_Angeles")
    changes = sorted(
        datetime.fromisoformat(row["updated"])
        for row in records(HISTORY)
        if row["ticket_id"] == "11071" and row["field_name"] == "status"
    )
    pairs = [pair for pair in pairwise(changes) if pair[0] < pair[1]]
    starts, ends = (pd.Series(times, dtype="datetime64[us]") for times in zip(*pairs, strict=True))
    found = calendar.business_minutes_between(starts, ends)
    for (start, end), minutes in zip(pairs, found, strict=True):
        assert minutes == pytest.approx(_open_minutes(start, end, spans), abs=1)
    assert sum(found) > 0
    assert pairs[0][0] < datetime(2020, 11, 1) < pairs[-1][1]  # the clocks changed in between


def _open_minutes(start: datetime, end: datetime, spans: list[tuple[int, int]]) -> float:
    """Minutes open, one after the other."""
    zone, utc, open_minutes = ZoneInfo("America/Los_Angeles"), ZoneInfo("UTC"), 0
    at = start.replace(tzinfo=utc)
    while at < end.replace(tzinfo=utc):
        local = at.astimezone(zone)
        minute = (local.weekday() + 1) % 7 * 1440 + local.hour * 60 + local.minute
        open_minutes += any(opening <= minute < closing for opening, closing in spans)
        at += timedelta(minutes=1)
    return open_minutes
