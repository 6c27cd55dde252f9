"""Who is who: teams of tickets and of their changes, and whose they are."""

from __future__ import annotations

import json

import pytest

from etl.errors import InputError
from etl.taxonomy import parse_taxonomy
from etl.taxonomy_help.teams import (
    NEW_DEPARTMENT,
    NOT_ASSIGNED,
    assigned,
    choices,
    teams_finding,
    teams_table,
    unread_columns,
)
from tests.store_rows import TAXONOMY, moved, store, taxonomy, ticket

TICKETS = [
    ticket("1", team="Balie", subject="Kapot", count_stations=1),
    ticket("2", team="balie ", kind="request", subject="Vraag", count_stations=1),
    ticket("3", team="Warehouse", first_team="Balie", body="waar " * 40),
    ticket("4", team="Depot Zuid", excluded_as="spam", subject="Win"),
    ticket("5", team="Refund billing", fields=json.dumps({"Wachtrij": "Noord", "Regel": "x"})),
    ticket("6", subject="Niemand", fields=json.dumps({"Wachtrij": "Zuid", "Regel": "y"})),
]
EVENTS = moved("3", "Balie", "Depot Noord", "Warehouse")


def test_every_team_is_listed_with_what_it_held_and_held_first() -> None:
    with store(tickets=TICKETS, events=EVENTS) as connection:
        table = teams_table(connection, TAXONOMY)
    rows = {row["team"]: row for row in table.to_dict("records")}
    assert list(rows) == ["Balie", "Depot Noord", "Refund billing", "Depot Zuid", "Warehouse"]
    assert [row["tickets"] for row in rows.values()] == [3, 1, 1, 0, 1]
    assert [row["first_contacts"] for row in rows.values()] == [3, 0, 0, 0, 0]
    assert [row["department"] for row in rows.values()] == ["", "", "", "", "Logistics"]
    assert rows["Balie"]["example"] == "Kapot"
    assert rows["Warehouse"]["example"].startswith("waar waar")
    assert rows["Warehouse"]["example"].endswith("…")
    assert rows["Refund billing"]["looks_like"] == "Finance"


def test_columns_that_are_called_like_teams_and_were_not_read_are_named() -> None:
    with store(tickets=TICKETS) as connection:
        assert unread_columns(connection) == ["Wachtrij (Noord, Zuid)"]


def test_the_title_says_how_many_teams_have_no_department() -> None:
    with store(tickets=TICKETS, events=EVENTS) as connection:
        table = teams_table(connection, TAXONOMY)
    assert teams_finding(table) == "4 of 5 teams have no department yet"
    assert teams_finding(table.assign(department="Support")) == "All 5 teams have a department"
    assert teams_finding(table.head(1)) == "The one team has no department yet"
    assert teams_finding(table.head(0)) == "No export says which team held a ticket"


def test_a_team_can_be_nobodys_a_departments_or_a_department_of_its_own() -> None:
    assert choices(taxonomy(), ("Quality",)) == [
        NOT_ASSIGNED, "Support", "Logistics", "Finance", "Quality", NEW_DEPARTMENT,
    ]  # fmt: skip
    chosen = {"Balie": "Support", "Warehouse": NOT_ASSIGNED, "Depot": NEW_DEPARTMENT, "Keuring": "Quality"}
    after = parse_taxonomy(assigned(TAXONOMY, chosen))
    assert [after.department_of_team(team) for team in chosen] == ["Support", None, "Depot", "Quality"]


def test_nothing_chosen_is_said() -> None:
    with pytest.raises(InputError, match="Nothing is changed"):
        assigned(TAXONOMY, {})
