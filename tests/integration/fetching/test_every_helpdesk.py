"""Every helpdesk: all its tickets, later what changed, loaded under its own name with the names of its teams."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from etl.fetching.names import PRODUCTS
from tests.helpdesks.commands import environment, files_with, inbox, told
from tests.helpdesks.every import EVERY
from tests.helpdesks.hubspot import HubSpot
from tests.helpdesks.intercom import Intercom
from tests.helpdesks.jira import Jira
from tests.helpdesks.server import served
from tests.helpdesks.tickets import GROUPS, START, generated

COUNT = 330
LATER = START + 10_000_000


def test_every_helpdesk_that_can_be_fetched_has_a_stand_in() -> None:
    assert set(EVERY) == set(PRODUCTS)


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_helpdesk_gives_all_its_tickets_and_later_what_changed(name: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    desk = EVERY[name](generated(COUNT))
    with served(desk) as running:
        env = environment(home, running)
        first = told(env, "fetch", name, "--since", "2026-03-01")
        assert (first["count"], first["findings"]) == (COUNT, [])
        assert len(inbox(home, name)) == COUNT
        loaded = told(env, "load", str(home / "inbox"))
        assert (loaded["source"], loaded["read"], loaded["loaded"]) == (name, COUNT, COUNT)
        assert {"ticket_id", "subject", "body", "created_at", "solved_at", "updated_at", "status", "team"} <= set(
            loaded["mapping"]
        )
        assert told(env, "fetch", name)["count"] == 0
        for number in (3, 5):
            desk.tickets[number] = desk.tickets[number].changed(LATER)
        assert told(env, "fetch", name)["count"] == 2
        assert told(env, "load", str(home / "inbox"))["loaded"] == 2
    secrets = (*desk.credentials.values(), running.address.removeprefix("http://"))
    assert files_with(home, *secrets) == []
    assert files_with(Path(env["HOME"]), *secrets) == []


@pytest.mark.parametrize("name", PRODUCTS)
def test_names_of_teams_stand_in_place_of_their_ids(name: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with served(EVERY[name](generated(20))) as running:
        told(environment(home, running), "fetch", name)
    text = "".join(path.read_text(encoding="utf-8") for path in (home / "inbox" / name).glob("*.ndjson"))

    assert all(f'"{group}"' in text for group in GROUPS.values())


def test_jira_is_written_with_the_columns_of_its_csv(tmp_path: Path) -> None:
    home = tmp_path / "home"
    desk = Jira(generated(30))
    with served(desk) as running:
        told(environment(home, running), "fetch", "jira")
    row = next(each for each in inbox(home, "jira") if each.get("Component/s") == ["Warehouse"])

    assert row["Issue key"].startswith("HELP-")
    assert row["Custom field (Request Type)"] == "Complaint"
    assert row["Custom field (Cause)"] == "Delivery: Late"
    assert "Custom field (Time to resolution)" not in row
    assert files_with(home, "https://jira.example") == []


@pytest.mark.parametrize("name", PRODUCTS)
def test_where_tickets_change_every_few_seconds_the_second_fetch_brings_only_what_changed(
    name: str, tmp_path: Path
) -> None:
    tickets = {number: replace(ticket, updated=LATER + 7 * number) for number, ticket in generated(150).items()}
    with served(EVERY[name](tickets)) as running:
        env = environment(tmp_path / "home", running)
        assert told(env, "fetch", name)["count"] == 150
        tickets[150] = replace(tickets[150], updated=LATER + 7 * 150 + 1)
        assert told(env, "fetch", name)["count"] == 1


def test_names_that_may_not_be_listed_are_told_and_ids_stay(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with served(HubSpot(generated(20), hidden=("/crm/v3/owners",))) as running:
        fetched = told(environment(home, running), "fetch", "hubspot")

    assert fetched["count"] == 20
    assert fetched["findings"] == ["These credentials may not list the teams: ids stand in place of their names."]
    assert {row["properties"]["hubspot_team_id"] for row in inbox(home, "hubspot")} == set(map(str, GROUPS))


def test_a_helpdesk_that_sorts_otherwise_than_asked_loses_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with served(Intercom(generated(COUNT), unsorted=True)) as running:
        env = environment(home, running)
        assert told(env, "fetch", "intercom")["count"] == COUNT
        assert told(env, "fetch", "intercom")["count"] == 0
