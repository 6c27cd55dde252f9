"""A list of tickets sorted by a column's header: a click on an id opens the ticket that stands there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, Visit
from tests.servers import Server

pytestmark = pytest.mark.browser

_ROW = 35
"""Pixels of a row of the table, and of its header."""


def ids(page: Page) -> list[str]:
    """Ids of the rows, as they stand: those that screen readers find in the canvas."""
    cells = page.locator(".st-key-screen_listing canvas tbody tr [role=gridcell]:first-child")
    return cells.all_text_contents()


def click(page: Page, across: float, down: float) -> None:
    """Press the mouse so many pixels from the table's upper left corner, which stands below the page's own header."""
    canvas = page.locator(".st-key-screen_listing canvas[data-testid=data-grid-canvas]")
    canvas.evaluate("""(table) => {
        table.scrollIntoView({block: "start"});
        document.querySelector("[data-testid=stMain]").scrollBy(0, -150);
    }""")
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + across, box["y"] + down)


def test_a_click_on_an_id_opens_the_ticket_that_stands_there_after_sorting(
    serve_warm: Callable[[Path], Server], visit: Callable[..., Visit], sample_home: Path
) -> None:
    seen = visit(serve_warm(sample_home), "tickets")
    page = seen.page
    canvas = page.locator(".st-key-screen_listing canvas[data-testid=data-grid-canvas]")
    expect(canvas).to_be_visible(timeout=PATIENCE)
    page.wait_for_function(
        "() => document.querySelectorAll('.st-key-screen_listing canvas [role=gridcell]').length", timeout=PATIENCE
    )
    before = ids(page)
    click(page, 60, _ROW / 2)
    expect(page.locator(".st-key-screen_listing canvas tbody tr").first).not_to_contain_text(before[0])
    after = ids(page)
    assert sorted(after) == sorted(before)
    row = 2
    assert after[row] != before[row]
    click(page, 40, _ROW * (row + 1.5))
    expect(page).to_have_url(re.compile("ticket="), timeout=PATIENCE)
    (opened,) = parse_qs(urlsplit(page.url).query)["ticket"]
    assert opened.partition(":")[2] == after[row]
    seen.expect_done()
    seen.expect_well()
