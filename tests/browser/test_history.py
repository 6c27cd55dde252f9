"""Back, forward and reload: the page shows what the address says, and each step of a person is one step back."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from pages.ui.page_list import all_pages
from tests.browser.conftest import PATIENCE, Visit
from tests.servers import Server
from tests.stores import ONE_ROW, etl

pytestmark = pytest.mark.browser

Serve = Callable[[Path], Server]
Go = Callable[..., Visit]
TITLES = {f"/{page.name}": page.title for page in all_pages()}
"""Of each page, by its path."""


def entries(seen: Visit) -> int:
    return int(seen.page.evaluate("history.length"))


def expect_shown(seen: Visit, path: str, *departments: str, page: str) -> None:
    """Address, filters and name of the page agree, and the page is done.

    The whole of what the strip says of departments is looked for: "department A" also stands in "department A or B" of
    the page before, and a step that is taken while that page still runs is another test.
    """
    expect(seen.page.locator(".st-key-strip")).to_contain_text(
        f"department {' or '.join(departments)} ·" if departments else "no filters ·", timeout=PATIENCE
    )
    expect(seen.page.get_by_test_id("stMain").get_by_text(page, exact=True).first).to_be_visible(timeout=PATIENCE)
    seen.expect_done()
    address = urlsplit(seen.page.url)
    assert (address.path, parse_qs(address.query).get("department", [])) == (path, list(departments))


def choose_department(seen: Visit, name: str) -> None:
    field = seen.page.get_by_test_id("stMultiSelect").filter(has_text="Department").locator("input")
    field.click(timeout=PATIENCE)
    field.type(name)
    expect(seen.page.get_by_role("option")).to_have_count(1, timeout=PATIENCE)
    expect(field).to_have_attribute("aria-activedescendant", re.compile("option"), timeout=PATIENCE)
    field.press("Enter")
    field.press("Tab")  # the list closes; while it is open, the first click elsewhere does no more than that


def test_back_forward_and_reload_show_what_the_address_says_and_a_step_is_one_entry(
    serve_warm: Serve, visit: Go, sample_home: Path
) -> None:
    seen = visit(serve_warm(sample_home), "commitments?department=Logistics")
    begun = entries(seen)
    seen.go("Shadow shifts")
    expect_shown(seen, "/shadow", "Logistics", page="Shadow shifts")
    assert entries(seen) == begun + 1
    choose_department(seen, "Finance")
    expect_shown(seen, "/shadow", "Logistics", "Finance", page="Shadow shifts")
    assert entries(seen) == begun + 2
    seen.page.get_by_text("Clear filters", exact=True).click()
    expect_shown(seen, "/shadow", page="Shadow shifts")
    assert entries(seen) == begun + 3
    seen.page.go_back()
    expect_shown(seen, "/shadow", "Logistics", "Finance", page="Shadow shifts")
    seen.page.go_back()
    expect_shown(seen, "/shadow", "Logistics", page="Shadow shifts")
    seen.page.go_back()
    expect_shown(seen, "/commitments", "Logistics", page="Commitments")
    seen.page.go_forward()  # one at a time: Streamlit takes a late word of the page before for a new step
    expect_shown(seen, "/shadow", "Logistics", page="Shadow shifts")
    seen.page.go_forward()
    expect_shown(seen, "/shadow", "Logistics", "Finance", page="Shadow shifts")
    seen.page.reload()
    expect_shown(seen, "/shadow", "Logistics", "Finance", page="Shadow shifts")
    assert entries(seen) == begun + 3
    seen.expect_well()


def test_back_from_the_tickets_of_a_department_leads_to_the_department(
    serve_warm: Serve, visit: Go, sample_home: Path
) -> None:
    seen = visit(serve_warm(sample_home), "department?department=Logistics")
    begun = entries(seen)
    seen.page.get_by_role("link", name="Read these complaints").click()
    expect_shown(seen, "/tickets", "Logistics", page="Tickets")
    assert entries(seen) == begun + 1
    seen.page.go_back()
    expect_shown(seen, "/department", "Logistics", page="Department")
    expect(seen.page.get_by_role("heading", level=1)).to_contain_text("Logistics")
    seen.expect_well()


def test_the_list_of_tickets_is_one_click_away_from_a_ticket_and_one_step_back(
    serve_warm: Serve, visit: Go, one_row_home: Path
) -> None:
    seen = visit(serve_warm(one_row_home), "tickets?ticket=table:%3D7")
    begun = entries(seen)
    seen.go("Tickets")
    expect(seen.page).not_to_have_url(re.compile("ticket="), timeout=PATIENCE)
    expect(seen.page.locator("blockquote")).to_have_count(0, timeout=PATIENCE)  # the ticket's own table goes with it
    expect(seen.page.get_by_test_id("stDataFrame")).to_have_count(1, timeout=PATIENCE)
    assert entries(seen) == begun + 1
    seen.page.go_back()
    expect(seen.page.locator("blockquote")).to_be_visible(timeout=PATIENCE)
    expect(seen.page).to_have_url(re.compile("ticket=table(:|%3A)%3D7"))


def shows(seen: Visit, path: str, query: dict[str, list[str]]) -> None:
    """The address is this, and the page is done."""
    wanted = re.compile(f"{re.escape(path)}\\?")
    expect(seen.page).to_have_url(wanted, timeout=PATIENCE)
    expect(seen.page.get_by_test_id("stMain").get_by_text(TITLES[path], exact=True).first).to_be_visible()
    seen.expect_done()
    assert parse_qs(urlsplit(seen.page.url).query) == query


def test_on_every_page_filters_of_every_kind_survive_a_step_back_forward_and_a_reload(
    serve_warm: Serve, visit: Go, one_row_home: Path
) -> None:
    query = {"from": ["2026-03-01"], "channel": ["fax", "email"], "weekday": ["2"], "col.Region": ["North"]}
    link = urlencode(query, doseq=True)
    seen = visit(serve_warm(one_row_home), f"commitments?{link}")
    shows(seen, "/commitments", query)
    begun, paths = entries(seen), [path for path in TITLES if path != "/commitments"]
    for path in paths:
        seen.go(TITLES[path])
        shows(seen, path, query)
    assert entries(seen) == begun + len(paths)
    for path in [*reversed(paths[:-1]), "/commitments"]:
        seen.page.go_back()
        shows(seen, path, query)
    for path in paths[:3]:
        seen.page.go_forward()
        shows(seen, path, query)
    seen.page.reload()
    shows(seen, paths[2], query)
    assert entries(seen) == begun + len(paths)
    seen.expect_well()


def test_a_preset_is_one_step_beside_what_a_mark_chose(serve_warm: Serve, visit: Go, sample_home: Path) -> None:
    query = {"counted": ["complaint"], "met": ["frontline"], "search": ["parcel"]}
    seen = visit(serve_warm(sample_home), f"tickets?{urlencode(query, doseq=True)}")
    shows(seen, "/tickets", query)
    begun = entries(seen)
    seen.page.get_by_test_id("stSidebar").get_by_text("Last month", exact=True).click()
    expect(seen.page).to_have_url(re.compile("from=2026-"), timeout=PATIENCE)
    told = parse_qs(urlsplit(seen.page.url).query)
    assert {key: told[key] for key in query} == query
    assert set(told) - set(query) == {"from", "to"}
    shows(seen, "/tickets", told)
    assert entries(seen) == begun + 1
    seen.page.go_back()
    expect(seen.page).not_to_have_url(re.compile("from="), timeout=PATIENCE)
    shows(seen, "/tickets", query)
    seen.page.go_forward()
    expect(seen.page).to_have_url(re.compile("from=2026-"), timeout=PATIENCE)
    shows(seen, "/tickets", told)
    seen.page.reload()
    shows(seen, "/tickets", told)
    assert entries(seen) == begun + 1
    seen.expect_well()


def test_a_copied_link_offers_both_states_and_back_leads_to_the_one_before(
    serve: Serve, visit: Go, one_row_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(one_row_home, home)
    server = serve(home)
    seen = visit(server, "commitments?source=table")
    seen.page.get_by_role("button", name="Copy link").click()
    link = seen.page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").inner_text(timeout=PATIENCE).strip()
    assert link.startswith(f"{server.address}/commitments?")
    (home / "two.csv").write_text(ONE_ROW.replace("=7,", "8,"), encoding="utf-8")
    etl(home, "load", str(home / "two.csv"))
    seen.page.goto(link)
    seen.expect_done()
    strip, since = seen.page.locator(".st-key-strip"), seen.page.locator(".st-key-since")
    expect(since).to_contain_text("1 ticket was added.", timeout=PATIENCE)
    expect(strip).to_contain_text("2 of 2 complaints", timeout=PATIENCE)
    begun, now = entries(seen), seen.page.url
    seen.page.get_by_text("As it was then", exact=True).click()
    expect(strip).to_contain_text("1 of 1 complaint", timeout=PATIENCE)
    expect(seen.page).to_have_url(re.compile("shown=then"), timeout=PATIENCE)
    assert entries(seen) == begun + 1
    seen.page.go_back()
    expect(seen.page).to_have_url(now, timeout=PATIENCE)
    expect(strip).to_contain_text("2 of 2 complaints", timeout=PATIENCE)
    seen.page.go_forward()
    expect(strip).to_contain_text("1 of 1 complaint", timeout=PATIENCE)
    seen.expect_well()


def test_a_link_of_the_sidebar_opens_the_same_filters_in_a_new_tab(
    serve_warm: Serve, visit: Go, one_row_home: Path
) -> None:
    seen = visit(serve_warm(one_row_home), "commitments?channel=fax")
    for title, path in (("Overview", "/overview"), ("Tickets", "/tickets")):
        link = seen.pages.get_by_role("link", name=title, exact=True)
        address = urlsplit(str(link.evaluate("link => link.href")))
        assert (address.path, address.query) == (path, "channel=fax")
