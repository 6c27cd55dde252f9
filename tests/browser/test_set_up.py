"""Day one in the browser: a stranger's export, from the upload to the headline, and no file is touched."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from etl.taxonomy import load_taxonomy
from tests import dutch
from tests.browser.conftest import Visit
from tests.servers import Server
from tests.stores import etl

pytestmark = pytest.mark.browser

RULINGS = 30


def test_a_dutch_export_with_unknown_teams_goes_from_upload_to_the_headline(
    serve: Callable[[Path], Server], visit: Callable[..., Visit], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    seen = visit(serve(home), "import")
    title = seen.page.get_by_role("heading", level=1)
    seen.page.locator("input[type=file]").set_input_files(dutch.write(tmp_path / "klachten.csv"))
    expect(seen.page.get_by_text("team from Wachtrij")).to_be_visible()
    seen.page.get_by_role("button", name="Load", exact=True).click()
    expect(title).to_have_text("4 of 4 teams have no department yet")
    _assign(seen, dutch.QUEUES)
    expect(seen.page.get_by_text("4 teams have another department.")).to_be_visible()
    expect(title).to_contain_text("complaints show clearly where they start")
    seen.page.get_by_text("What next", exact=True).click()
    seen.page.get_by_role("link", name=f"Rule on {RULINGS}").click()
    name = seen.page.get_by_role("textbox", name="Your name")
    name.fill("Noor")
    name.press("Enter")
    seen.page.get_by_role("button", name=f"Draw {RULINGS} tickets").click()
    ruled: list[str] = []
    while len(ruled) < RULINGS:
        ruled.append(_rule(seen, ruled))
    assert len(set(ruled)) == RULINGS
    expect(seen.page.locator(".st-key-last_ruling")).to_contain_text(ruled[-1])
    seen.go("Overview")
    expect(title).to_contain_text(re.compile(r"^\d+\s%\sof complaints .*\d.*start outside Customer Support"))
    expect(seen.page.locator(".st-key-first_screen")).to_contain_text(re.compile(r"[Cc]hecked on \d+\s"))
    seen.expect_done()
    seen.expect_well()
    own = load_taxonomy(home / "taxonomy.yaml")
    assert {team: own.department_of_team(team) for team in dutch.QUEUES} == dutch.QUEUES
    measured = json.loads(etl(home, "measures", "--json"))["measures"]
    share = measured["share_elsewhere"]
    assert share["low"] < share["value"] < share["high"]
    assert share["value"] == pytest.approx(_true_share(), abs=0.2)
    assert RULINGS // 2 < share["checked_on"] <= RULINGS
    assert share["checked_by"] == 1
    assert measured["absorption_contact"]["value"] is not None


def _assign(seen: Visit, chosen: dict[str, str]) -> None:
    """Choose a department for each team, by keys alone, and save."""
    for number, (team, department) in enumerate(chosen.items(), start=1):
        field = seen.page.get_by_role("combobox", name=f"Department of {team}")
        field.focus()
        field.press_sequentially(department)
        field.press("Enter")
        many = "1 change" if number == 1 else f"{number} changes"
        expect(seen.page.get_by_role("button", name=f"Save {many} and attribute again")).to_be_enabled()
    seen.page.get_by_role("button", name="and attribute again").click()


def _rule(seen: Visit, ruled: list[str]) -> str:
    """Rule on the ticket that is shown, as somebody would who reads it; its id."""
    shown = seen.page.get_by_text(re.compile(r"^table \d+ · arrived"))
    if ruled:
        expect(seen.page.locator(".st-key-last_ruling")).to_contain_text(f"table {ruled[-1]}")
        expect(shown).not_to_contain_text(f"table {ruled[-1]}")
    seen.expect_done()
    ticket_id = shown.inner_text().split()[1]
    seen.page.get_by_role("button", name=re.compile(rf"^{dutch.origin(ticket_id) or 'A request'}\b")).click()
    return ticket_id


def _true_share() -> float:
    told = [found for row in dutch.rows() if (found := dutch.origin(row["Ticketnummer"]))]
    return sum(department != "Customer Support" for department in told) / len(told)
