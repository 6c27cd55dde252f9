"""What the changes of a ticket say of its way: who met it first, hand-offs, reopens, and the minutes that follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from etl import model
from etl.journeys import summary
from etl.settings import Settings
from etl.store import open_warehouse
from tests.store_rows import Row, fill, taxonomy, ticket

START = datetime(2026, 3, 4, 11)


def changed(*steps: tuple[int, str, str | None, str | None], ticket_id: str = "1") -> list[Row]:
    """Changes of one ticket: minutes after the start, field, old and new value."""
    names = ("field", "old_value", "new_value")
    return [
        {
            "source": "shop",
            "ticket_id": ticket_id,
            "sequence": number,
            "changed_at": START + timedelta(minutes=minutes),
            "actor": None,
            **dict(zip(names, values, strict=True)),
        }
        for number, (minutes, *values) in enumerate(steps)
    ]


def summarised(home: Path, tickets: list[Row], events: list[Row]) -> pd.DataFrame:
    with open_warehouse(Settings(home=home)).write() as writer:
        fill(writer.connection, tickets=tickets, events=events)
        summary.summarise(writer.connection, 1, taxonomy(), "zendesk")
        return writer.read(sa.select(model.tickets).order_by(model.tickets.c.ticket_id)).set_index("ticket_id")


def one(home: Path, events: list[Row], **known: Any) -> pd.Series:
    return summarised(home, [ticket("1", **known)], events).loc["1"]


def test_the_first_handler_is_the_team_that_held_the_ticket_when_it_got_an_assignee(tmp_path: Path) -> None:
    events = changed(
        (0, "team", None, "First line"), (5, "team", "First line", "Warehouse"), (9, "assignee", None, "agent-1"),
        (20, "team", "Warehouse", "Billing"), (30, "assignee", "agent-1", "agent-2"),
    )  # fmt: skip
    assert one(tmp_path, events)["first_team"] == "Warehouse"


def test_an_assignee_of_the_same_moment_belongs_to_the_team_of_that_moment(tmp_path: Path) -> None:
    events = changed(
        (0, "assignee", None, "agent-1"), (0, "team", None, "Billing"), (9, "team", "Billing", "Warehouse")
    )
    assert one(tmp_path, events)["first_team"] == "Billing"


@pytest.mark.parametrize(
    "assignees",
    [(), ((9, "assignee", "agent-1", "agent-2"),), ((9, "assignee", "agent-1", None),)],
    ids=["none told of", "assigned before the log", "let go"],
)
def test_without_a_first_assignee_the_first_team_is_meant(tmp_path: Path, assignees: tuple[Any, ...]) -> None:
    events = changed((5, "team", "First line", "Warehouse"), *assignees)
    assert one(tmp_path, events)["first_team"] == "First line"


def test_hand_offs_count_the_larger_of_what_is_declared_and_what_is_seen(tmp_path: Path) -> None:
    seen = changed((1, "team", "First line", "Warehouse"), (2, "team", "Warehouse", None), (3, "team", None, "Billing"))
    for number, (declared, expected) in enumerate([(None, 1), (0, 1), (3, 3)]):
        found = one(tmp_path / str(number), seen, count_handoffs=declared)
        assert (found["count_handoffs"], found["count_stations"]) == (expected, expected + 1)


def test_a_solved_ticket_that_is_open_again_was_reopened(tmp_path: Path) -> None:
    states = ["open", "solved", "open", "pending", "solved", "closed", "hold", "solved"]
    steps = [(n, "status", old, new) for n, (old, new) in enumerate(zip([None, *states], states, strict=False))]
    assert one(tmp_path, changed(*steps))["count_reopens"] == 2


def test_a_state_that_is_not_known_is_neither_solved_nor_open(tmp_path: Path) -> None:
    events = changed((0, "status", "solved", "flarp"), (1, "status", "flarp", "open"))
    assert one(tmp_path, events)["count_reopens"] == 0


def test_reopens_stay_unknown_without_changes_of_state(tmp_path: Path) -> None:
    found = one(tmp_path, changed((1, "team", "First line", "Warehouse")))
    assert pd.isna(found["count_reopens"])


def test_declared_reopens_that_the_log_does_not_show_still_count(tmp_path: Path) -> None:
    assert one(tmp_path, changed((1, "status", "open", "solved")), count_reopens=2)["count_reopens"] == 2


def test_estimated_minutes_follow_the_stations_and_logged_ones_stay(tmp_path: Path) -> None:
    events = [
        event
        for name in ("estimated", "logged", "answered")
        for event in changed((1, "team", "A", "B"), (2, "team", "B", "C"), ticket_id=name)
    ]
    known = {
        "estimated": {"minutes_basis": "estimated", "handle_minutes": 6.0},
        "logged": {"minutes_basis": "logged", "handle_minutes": 50.0},
        "answered": {"minutes_basis": "estimated", "handle_minutes": 30.0, "count_replies": 5},
        "untold": {"minutes_basis": "estimated", "count_stations": 4},
    }
    found = summarised(tmp_path, [ticket(name, **values) for name, values in known.items()], events)
    assert found["handle_minutes"].to_dict() == {"answered": 30.0, "estimated": 18.0, "logged": 50.0, "untold": 24.0}


def test_minutes_are_estimated_by_touches(tmp_path: Path) -> None:
    known: dict[str, dict[str, Any]] = {
        "answered thrice": {"count_replies": 3},
        "never answered by two teams": {"count_replies": 0, "count_stations": 2},
        "nothing is known": {},
        "nobody touched it": {"count_replies": 0, "count_stations": 0},
    }
    rows = [ticket(name, minutes_basis="estimated", **values) for name, values in known.items()]
    found = summarised(tmp_path, rows, [])["handle_minutes"]
    assert {name: found[name] for name in known} == dict(zip(known, (18, 12, 6, 6), strict=True))


def test_a_change_after_the_load_leaves_other_loads_alone(tmp_path: Path) -> None:
    tickets = [ticket("1"), ticket("2", load_id=2)]
    events = [*changed((1, "team", "A", "B")), *changed((1, "team", "A", "B"), ticket_id="2")]
    found = summarised(tmp_path, tickets, events)
    assert found.loc["1", "count_handoffs"] == 1
    assert pd.isna(found.loc["2", "count_handoffs"])


def test_minutes_are_estimated_anew_when_the_minutes_per_touch_change(tmp_path: Path) -> None:
    known = {
        "by default": {"minutes_basis": "estimated", "handle_minutes": 6.0},
        "by phone": {"minutes_basis": "estimated", "handle_minutes": 12.0, "channel": "phone", "count_replies": 2},
        "held by four": {"minutes_basis": "estimated", "handle_minutes": 24.0, "count_stations": 4, "count_replies": 0},
        "logged": {"minutes_basis": "logged", "handle_minutes": 50.0},
        "unknown": {},
    }
    changed_one = replace(taxonomy(), minutes_per_touch={"default": 5.0, "phone": 9.0})
    with open_warehouse(Settings(home=tmp_path)).write() as writer:
        fill(writer.connection, tickets=[ticket(name, **values) for name, values in known.items()])
        summary.follow(writer.connection, changed_one)
        found = writer.read(sa.select(model.tickets)).set_index("ticket_id")["handle_minutes"].dropna()
    assert found.to_dict() == {"by default": 5.0, "by phone": 18.0, "held by four": 20.0, "logged": 50.0}


def held(home: Path, tickets: list[Row], events: list[Row]) -> list[tuple[Any, ...]]:
    """Stations as position, team, department, minutes after the start from and until, and who handed it over."""
    with open_warehouse(Settings(home=home)).write() as writer:
        fill(writer.connection, tickets=tickets, events=events)
        summary.summarise(writer.connection, 1, taxonomy(), "zendesk")
        rows = writer.connection.execute(sa.select(model.stations).order_by(model.stations.c.position)).all()

    def after(moment: datetime | None) -> float | None:
        return None if moment is None else (moment - START) / timedelta(minutes=1)

    return [(r.position, r.team, r.department, after(r.from_at), after(r.until_at), r.handed_by) for r in rows]


def test_stations_are_the_known_teams_in_turn_and_an_unknown_one_is_passed_over(tmp_path: Path) -> None:
    events = changed(
        (1, "team", None, "First line"), (5, "team", "First line", None), (7, "team", None, "First line"),
        (9, "team", "First line", "Depot"), (20, "team", "Depot", "First line"),
    )  # fmt: skip
    events[3]["actor"] = "agent-1"
    assert held(tmp_path, [ticket("1")], events) == [
        (0, None, None, 0, 1, None),
        (1, "First line", "Support", 1, 9, None),
        (2, "Depot", None, 9, 20, "agent-1"),
        (3, "First line", "Support", 20, None, None),
    ]


@pytest.mark.parametrize(
    ("known", "stations"),
    [
        ({"count_stations": 1}, [(1, "Billing", "Finance", 0, None, None)]),
        (
            {"count_stations": 3, "first_team": "First line"},
            [(1, "First line", "Support", None, None, None), (2, "Billing", "Finance", None, None, None)],
        ),
        ({"count_stations": 3}, [(1, "Billing", "Finance", None, None, None)]),
        ({}, []),
    ],
    ids=["one", "first and last", "last", "not counted"],
)
def test_without_changes_the_stations_are_those_that_the_ticket_names(
    tmp_path: Path, known: dict[str, Any], stations: list[tuple[Any, ...]]
) -> None:
    assert held(tmp_path, [ticket("1", team="Billing", **known)], []) == stations
