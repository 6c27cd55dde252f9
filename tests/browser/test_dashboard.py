"""The dashboard in a real browser, from a cold server."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from pages.ui.page_list import all_pages
from tests.browser.conftest import PATIENCE, Visit
from tests.servers import Server
from tests.stores import ADDRESS, ONE_ROW, etl

pytestmark = pytest.mark.browser

Serve = Callable[[Path], Server]
Go = Callable[..., Visit]

TITLES = {entry.name: entry.title for entry in all_pages()}


COLD = ("", "frontline", "review")
"""Pages that a server that has just started is asked for; it knows none of them then, whichever it is."""


@pytest.mark.parametrize("page", ["", *TITLES])
def test_a_deep_link_to_a_cold_or_warm_server_opens_its_page_in_the_frame(
    serve: Serve, serve_warm: Serve, visit: Go, one_row_home: Path, page: str
) -> None:
    server = (serve if page in COLD else serve_warm)(one_row_home)
    seen = visit(server, page)
    main, sidebar = seen.page.get_by_test_id("stMain"), seen.pages
    title = TITLES[page or "overview"]
    expect(main.get_by_text(title, exact=True).first).to_be_visible(timeout=PATIENCE)
    for other in TITLES.values():
        expect(sidebar.get_by_text(other, exact=True).first).to_be_attached()
    expect(main.get_by_role("heading", level=1)).to_have_count(1)
    seen.expect_well()
    assert seen.hosts == {urlsplit(server.address).netloc}
    assert "Traceback" not in server.console()


def test_every_chart_of_the_overview_is_drawn(serve_warm: Serve, visit: Go, sample_home: Path) -> None:
    seen = visit(serve_warm(sample_home))
    expect(seen.page.get_by_test_id("stVegaLiteChart").locator("svg, canvas")).to_have_count(7, timeout=PATIENCE)
    seen.expect_well()


def test_a_link_carries_its_filters_to_a_cold_server(serve: Serve, visit: Go, sample_home: Path) -> None:
    seen = visit(serve(sample_home), "department?department=Logistics")
    expect(seen.page.get_by_role("heading", level=1)).to_contain_text("Logistics", timeout=PATIENCE)
    expect(seen.page).to_have_url(re.compile("department=Logistics"), timeout=PATIENCE)


def test_filters_hold_across_pages_and_reloads(serve_warm: Serve, visit: Go, sample_home: Path) -> None:
    seen = visit(serve_warm(sample_home), "?department=Logistics")
    seen.go("Tickets")
    expect(seen.page.get_by_placeholder("Text in subject, body or id")).to_be_visible(timeout=PATIENCE)
    seen.expect_done()
    expect(seen.page).to_have_url(re.compile("department=Logistics"), timeout=PATIENCE)
    seen.page.reload()
    expect(seen.page.get_by_text("department Logistics").first).to_be_visible(timeout=PATIENCE)
    seen.expect_well()


def test_filters_hold_across_a_page_without_any_until_they_are_cleared(
    serve_warm: Serve, visit: Go, sample_home: Path
) -> None:
    seen = visit(serve_warm(sample_home), "deflection?department=Logistics&channel=email")
    main = seen.page.get_by_test_id("stMain")
    seen.go("Method")
    expect(main.get_by_text("Method", exact=True).first).to_be_visible(timeout=PATIENCE)
    seen.expect_done()
    seen.go("Tickets")
    expect(main.get_by_text(re.compile("department Logistics.*channel email")).first).to_be_visible(timeout=PATIENCE)
    expect(seen.page).to_have_url(re.compile("(?=.*department=Logistics)(?=.*channel=email)"), timeout=PATIENCE)
    seen.expect_done()
    seen.page.get_by_text("Clear filters", exact=True).click()
    expect(seen.page).not_to_have_url(re.compile("department="), timeout=PATIENCE)
    seen.expect_done()
    seen.go("Deflection")
    expect(main.get_by_text("Deflection", exact=True).first).to_be_visible(timeout=PATIENCE)
    seen.expect_done()
    expect(main.get_by_text("department Logistics")).to_have_count(0)
    seen.expect_well()


def test_filters_hold_when_somebody_goes_on_before_the_page_is_drawn(
    serve_warm: Serve, visit: Go, sample_home: Path
) -> None:
    seen = visit(serve_warm(sample_home), "?department=Logistics", wait=False)
    seen.go("Tickets")
    expect(seen.page.get_by_placeholder("Text in subject, body or id")).to_be_visible(timeout=PATIENCE)
    seen.expect_done()
    expect(seen.page).to_have_url(re.compile("department=Logistics"), timeout=PATIENCE)


def test_what_a_customer_wrote_is_never_run(serve_warm: Serve, visit: Go, one_row_home: Path) -> None:
    seen = visit(serve_warm(one_row_home), "tickets?ticket=table:%3D7")
    quoted = seen.page.locator("blockquote")
    expect(quoted).to_contain_text("<script>alert(1)</script> **bold** $x$ :smile:", timeout=PATIENCE)
    expect(quoted).to_contain_text("Write to email.")
    seen.expect_well()


@pytest.mark.parametrize("page", ["", "tickets", "day", "review?queue=Least%20certain", "tickets?ticket=table:%3D7"])
def test_no_address_in_a_customers_words_or_in_the_browsers_address_becomes_a_link(
    serve_warm: Serve, visit: Go, one_row_home: Path, page: str
) -> None:
    seen = visit(serve_warm(one_row_home), f"{page}{'&' if '?' in page else '?'}search={ADDRESS}")
    expect(seen.page.get_by_test_id("stMain").get_by_text(ADDRESS).first).to_be_visible(timeout=PATIENCE)
    seen.expect_well()


def test_an_export_is_loaded_on_the_page_and_shown_at_once(serve: Serve, visit: Go, tmp_path: Path) -> None:
    export = tmp_path / "one.csv"
    export.write_text(ONE_ROW, encoding="utf-8")
    seen = visit(serve(tmp_path / "home"), "import")
    seen.page.locator("input[type=file]").set_input_files(export)
    expect(seen.page.get_by_text("Table mapped by its columns")).to_be_visible(timeout=PATIENCE)
    seen.page.get_by_role("button", name="Load", exact=True).click()
    expect(seen.page.get_by_text("Read 1 = accepted 1 + rejected 0")).to_be_visible(timeout=PATIENCE)
    expect(seen.page.get_by_role("heading", level=1)).to_have_text("All 1 rows of one.csv were accepted.")
    seen.expect_well()
    assert list((tmp_path / "home" / "uploads").iterdir()) == []


def test_a_picture_called_csv_is_refused_in_plain_words(serve: Serve, visit: Go, tmp_path: Path) -> None:
    picture = tmp_path / "export.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    seen = visit(serve(tmp_path / "home"), "import")
    seen.page.locator("input[type=file]").set_input_files(picture)
    expect(seen.page.get_by_test_id("stAlert")).to_contain_text("export.csv", timeout=PATIENCE)
    expect(seen.page.get_by_role("button", name="Load", exact=True)).to_be_disabled()
    seen.expect_well()


def test_an_open_page_notices_a_load_from_elsewhere(serve: Serve, visit: Go, tmp_path: Path) -> None:
    export, home = tmp_path / "one.csv", tmp_path / "home"
    export.write_text(ONE_ROW, encoding="utf-8")
    seen = visit(serve(home))
    expect(seen.page.get_by_role("heading", level=1)).to_have_text("Nothing has been loaded yet")
    etl(home, "load", str(export))
    expect(seen.page.get_by_text("no filters · 1 complaint ·")).to_be_visible(timeout=PATIENCE)
    seen.expect_well()


def test_a_download_is_harmless_in_a_spreadsheet_and_noted_in_the_ledger(
    serve_warm: Serve, visit: Go, one_row_home: Path
) -> None:
    seen = visit(serve_warm(one_row_home), "tickets")
    with seen.page.expect_download(timeout=PATIENCE) as waiting:
        seen.page.get_by_role("button", name="Download these tickets").click()
    rows = list(csv.DictReader(Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()))
    assert [row["ticket_id"] for row in rows] == ["'=7"]
    assert rows[0]["filters"] == "kind complaint"
    with closing(sqlite3.connect(one_row_home / "ledger.sqlite")) as ledger:
        assert ledger.execute("SELECT what, count_rows FROM access_log").fetchall() == [("tickets", 1)]


def test_the_id_of_a_row_opens_its_ticket_and_the_way_back_leads_to_the_list(
    serve_warm: Serve, visit: Go, one_row_home: Path
) -> None:
    seen = visit(serve_warm(one_row_home), "tickets?search=parcel")
    seen.page.get_by_test_id("stDataFrame").click(position={"x": 18, "y": 55})
    expect(seen.page.locator("blockquote")).to_be_visible(timeout=PATIENCE)
    expect(seen.page).to_have_url(re.compile("ticket=table%3A%3D7"), timeout=PATIENCE)
    seen.expect_done()
    seen.page.get_by_role("button", name="Back to the list").click()
    expect(seen.page.get_by_placeholder("Text in subject, body or id")).to_have_value("parcel", timeout=PATIENCE)
    expect(seen.page).not_to_have_url(re.compile("ticket="), timeout=PATIENCE)
    seen.expect_well()


def test_a_department_chosen_on_its_page_stands_in_the_address_and_stays(
    serve_warm: Serve, visit: Go, sample_home: Path
) -> None:
    seen = visit(serve_warm(sample_home), "department")
    seen.page.get_by_role("button", name="Finance").click()
    expect(seen.page.get_by_role("heading", level=1)).to_contain_text("Finance", timeout=PATIENCE)
    seen.expect_done()
    expect(seen.page).to_have_url(re.compile("department=Finance"), timeout=PATIENCE)
    seen.page.get_by_role("link", name="Read these complaints").click()
    expect(seen.page.get_by_placeholder("Text in subject, body or id")).to_be_visible(timeout=PATIENCE)
    seen.page.reload()
    expect(seen.page.get_by_text("department Finance").first).to_be_visible(timeout=PATIENCE)
    seen.expect_well()


@pytest.mark.parametrize("page", ["tickets", "frontline", "deflection", "import"])
def test_the_tables_fit_a_window_of_1280(serve_warm: Serve, visit: Go, sample_home: Path, page: str) -> None:
    seen = visit(serve_warm(sample_home), page)
    scroller = seen.page.get_by_test_id("stDataFrame").first.locator(".dvn-scroller")
    expect(scroller).to_be_attached(timeout=PATIENCE)
    seen.page.wait_for_function(
        "() => document.querySelector('[data-testid=stDataFrame] .dvn-scroller').scrollWidth > 0", timeout=PATIENCE
    )
    assert scroller.evaluate("table => table.scrollWidth - table.clientWidth") <= 0


def test_the_first_page_by_its_name_is_marked_in_the_sidebar_and_keeps_its_filters(
    serve: Serve, visit: Go, sample_home: Path
) -> None:
    seen = visit(serve(sample_home), "overview?department=Logistics&channel=email&channel=chat")
    weight = "link => Number(getComputedStyle(link.querySelector('p')).fontWeight)"
    named = (seen.pages.get_by_role("link", name=name) for name in ("Overview", "Tickets"))
    here, elsewhere = (link.evaluate(weight) for link in named)
    assert here > elsewhere
    expect(seen.page.get_by_role("heading", level=1)).to_contain_text("Logistics", timeout=PATIENCE)
    for part in ("department=Logistics", "channel=email", "channel=chat"):
        expect(seen.page).to_have_url(re.compile(part), timeout=PATIENCE)
    seen.expect_well()
