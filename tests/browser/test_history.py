"""Back, forward and reload: the page shows what the address says, and each step of a person is one step back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from etl.marts.core.filters import FILTERS, Filters, declaration
from pages.ui.page_list import Page, all_pages
from tests.browser.conftest import PATIENCE, Visit
from tests.servers import Server

pytestmark = pytest.mark.browser

Serve = Callable[[Path], Server]
Go = Callable[..., Visit]

CARRIED = {"from": ["2026-03-01"], "to": ["2026-03-31"], "channel": ["fax"]}
"""Filters that go from page to page."""
IN_WORDS = "1 Mar to 31 Mar 2026 · ", "channel fax · "
WITHOUT_FILTERS = ("import", "setup", "method")


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


def test_a_link_of_the_sidebar_opens_the_same_filters_in_a_new_tab(
    serve_warm: Serve, visit: Go, one_row_home: Path
) -> None:
    seen = visit(serve_warm(one_row_home), "commitments?channel=fax")
    for title, path in (("Overview", "/overview"), ("Tickets", "/tickets")):
        link = seen.pages.get_by_role("link", name=title, exact=True)
        address = urlsplit(str(link.evaluate("link => link.href")))
        assert (address.path, address.query) == (path, "channel=fax")


def expect_page(seen: Visit, page: Page) -> None:
    """Name of the page, its filters and the address agree, and the page is done."""
    if page.name in WITHOUT_FILTERS:
        expect(seen.page.get_by_test_id("stMain").get_by_text(page.title, exact=True).first).to_be_visible()
        expect(seen.page.locator(".st-key-strip")).to_have_count(0)
    else:
        period, channel = IN_WORDS
        expect(seen.page.locator(".st-key-strip")).to_contain_text(f"{page.title} · {period}")
        expect(seen.page.locator(".st-key-strip")).to_contain_text(channel)
    seen.expect_done()
    address = urlsplit(seen.page.url)
    assert (address.path, parse_qs(address.query)) == (f"/{page.name}", CARRIED)


def test_every_page_shows_its_address_by_a_click_by_reload_back_and_forward(
    serve_warm: Serve, visit: Go, one_row_home: Path
) -> None:
    first, *others = all_pages()
    seen = visit(serve_warm(one_row_home), f"{first.name}?{urlencode(CARRIED, doseq=True)}")
    expect_page(seen, first)
    begun = entries(seen)
    for place, page in enumerate(others, start=1):
        seen.go(page.title)
        expect_page(seen, page)
        assert entries(seen) == begun + place, page.title
        seen.page.reload()
        expect_page(seen, page)
    for page in [*reversed(others[:-1]), first]:
        seen.page.go_back()
        expect_page(seen, page)
    for page in others:
        seen.page.go_forward()
        expect_page(seen, page)
    assert entries(seen) == begun + len(others)
    seen.expect_well()


EVERY_KIND = {
    "from": ["2026-03-01"], "to": ["2026-08-31"], "department": ["Logistics", "Finance"],
    "kind": ["complaint", "request"], "channel": ["email"], "weekday": ["0", "1", "2", "3"],
    "counted": ["complaint"], "besides": ["Finance → Refund late"], "search": ["parcel"],
    "col.Contact reason [list]": ["Delivery"],
}  # fmt: skip
"""A filter of each kind: days, names, numbers, a mark's, all causes but some, words, a column of the export's own."""


def expect_list(seen: Visit, query: Mapping[str, list[str]]) -> None:
    """The list of tickets says each filter of the address, and is done."""
    for words in Filters.from_query(query).words():
        expect(seen.page.locator(".st-key-strip")).to_contain_text(words, timeout=PATIENCE)
    seen.expect_done()
    assert parse_qs(urlsplit(seen.page.url).query) == dict(query)


def test_a_filter_of_each_kind_is_kept_by_a_cold_link_a_reload_and_the_way_back(
    serve_warm: Serve, visit: Go, sample_home: Path
) -> None:
    seen = visit(serve_warm(sample_home), f"tickets?{urlencode(EVERY_KIND, doseq=True)}")
    assert {type(each) for each in FILTERS} == {
        type(declaration(name)) for name in Filters.from_query(EVERY_KIND).chosen
    }
    expect_list(seen, EVERY_KIND)
    seen.page.reload()
    expect_list(seen, EVERY_KIND)
    begun = entries(seen)
    search = seen.page.get_by_role("textbox", name="Search")
    search.fill("late")
    search.press("Enter")
    expect_list(seen, {**EVERY_KIND, "search": ["late"]})
    seen.go("Overview")
    expect(seen.page).to_have_url(re.compile("/overview"), timeout=PATIENCE)
    seen.expect_done()
    assert entries(seen) == begun + 2
    seen.page.go_back()
    expect_list(seen, {**EVERY_KIND, "search": ["late"]})
    seen.page.go_back()
    expect_list(seen, EVERY_KIND)
    expect(search).to_have_value("parcel")
    seen.page.go_forward()
    expect_list(seen, {**EVERY_KIND, "search": ["late"]})
    seen.expect_well()
