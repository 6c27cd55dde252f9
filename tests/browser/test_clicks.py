"""A click on a mark of every chart opens the tickets that it counts: by its filters, and as many as it shows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from etl.ledger.commitments import agree
from etl.marts.core.filters import FILTERS
from etl.marts.core.formatting import number_of
from etl.settings import Settings
from etl.store import open_ledger
from pages.ui.charts.opening import ALL_OF_IT, COLUMN
from tests.browser.conftest import PATIENCE, Visit, arrived
from tests.charts_to_click import CASES, Case, Query
from tests.servers import Server

pytestmark = pytest.mark.browser

_KEYS = {key for each in FILTERS for key in each.keys}
_LARGEST_MARK = """
(chart, column) => {
  const opens = (mark) => {
    const item = Array.isArray(mark.__data__) ? mark.__data__[0] : mark.__data__;
    if (!item || !item.datum || !item.datum[column] || item.mark.marktype === "line") return false;
    return item.mark.marktype !== "area" || item.datum.is_area;
  };
  const size = (box) => box.width * box.height;
  const marks = [...chart.querySelectorAll("svg *")].filter(opens);
  marks.sort((one, other) => size(other.getBoundingClientRect()) - size(one.getBoundingClientRect()));
  for (const mark of marks.slice(0, 40)) {
    mark.scrollIntoView({ block: "center" });
    const box = mark.getBoundingClientRect();
    for (const across of [0.5, 0.25, 0.75, 0.05, 0.95]) {
      for (const down of [0.5, 0.25, 0.75, 0.05, 0.95]) {
        const x = box.left + across * box.width, y = box.top + down * box.height;
        const there = document.elementFromPoint(x, y);
        if (there && chart.contains(there) && opens(there)) {
          return { x, y, row: { ...[there.__data__].flat()[0].datum } };
        }
      }
    }
  }
  return null;
}
"""
"""The largest mark of a chart that can be hit: where it is, and the row that it was drawn of."""


@dataclass
class Shared:
    """One page in a browser that all of these tests use in turn."""

    seen: Visit
    server: Server
    address: tuple[str, Query] | None = None

    def be_at(self, case: Case) -> None:
        """Go to the page of a case, unless it is there."""
        if self.address != case.address:
            query = urlencode(case.query, doseq=True)
            self.seen.page.goto(f"{self.server.address}/{case.page}{f'?{query}' if query else ''}")
        self.address = None  # until the way back has worked
        self.seen.expect_done()


@pytest.fixture(scope="module")
def shared(
    browser: Browser, serve_warm: Callable[[Path], Server], sample_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shared]:
    home = tmp_path_factory.mktemp("clicked") / "home"
    shutil.copytree(sample_home, home)
    ledger = open_ledger(Settings(home=home))
    agree(
        ledger, department="Logistics", issue="Late delivery", owner="Bo", what="Second courier",
        start=date(2026, 5, 1), due=date(2026, 6, 1), target=None, author="Ann", now=datetime(2026, 4, 1),
    )  # fmt: skip
    ledger.close()
    seen = arrived(browser)
    yield Shared(seen, serve_warm(home))
    seen.page.context.close()


@pytest.mark.parametrize("name", sorted(CASES, key=lambda name: str(CASES[name].address)))
def test_a_click_on_a_mark_opens_the_tickets_that_it_counts(shared: Shared, name: str) -> None:
    case, seen = CASES[name], shared.seen
    shared.be_at(case)
    before, entries = seen.page.url, seen.page.evaluate("history.length")
    if case.tab:
        seen.page.get_by_role("tab", name=case.tab).click(timeout=PATIENCE)
    row = _click(seen, case.key)
    expect(seen.page).to_have_url(re.compile("/tickets"), timeout=PATIENCE)
    seen.expect_done()
    assert _asked(seen) == _expected(case, row)
    said = seen.page.get_by_test_id("stMain").inner_text().replace("\u00a0", " ")
    number = case.number(row)
    assert "No ticket matches" not in said
    if number is not None:
        assert _words(case, number) in said
    assert seen.page.evaluate("history.length") <= entries + 1
    seen.page.go_back()
    expect(seen.page).to_have_url(before, timeout=PATIENCE)
    seen.expect_done()
    seen.expect_well()
    shared.address = case.address


def _click(seen: Visit, key: str) -> dict[str, Any]:
    """Click on a mark of a chart; the row that it was drawn of."""
    chart = seen.page.locator(f".st-key-{re.sub('[^a-zA-Z0-9_-]', '-', key)}").first
    expect(chart.locator("svg").first).to_be_visible(timeout=PATIENCE)
    found = chart.evaluate(_LARGEST_MARK, COLUMN)
    assert found is not None, f"no mark of {key} can be hit"
    seen.page.mouse.click(found["x"], found["y"])
    row: dict[str, Any] = found["row"]
    return row


def _asked(seen: Visit) -> dict[str, list[str]]:
    return parse_qs(urlsplit(seen.page.url).query)


def _expected(case: Case, row: dict[str, Any]) -> dict[str, list[str]]:
    """Filters of the page, of the chart and of the mark."""
    of_page = {key: value for key, value in case.query.items() if key in _KEYS}
    told = {**of_page, **case.base, **parse_qs(row[COLUMN].removeprefix(ALL_OF_IT))}
    return {key: [value] if isinstance(value, str) else list(value) for key, value in told.items()}


def _words(case: Case, number: float) -> str:
    """What the list says above it."""
    if case.is_of_handoffs:
        return f"{number_of(number, 'hand-off')} on "
    if "counted" in case.base:
        return f"{number_of(number, 'complaint')} expected"
    return "One ticket matches" if number == 1 else f"{number_of(number, 'ticket')} match"
