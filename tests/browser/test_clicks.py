"""A click on a mark of each chart: the list that opens is of the mark's filters, and states the mark's number."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from etl.marts.core.filters import Filters
from pages.ui.charts.opening import COLUMN, narrowed
from tests.browser.conftest import PATIENCE, Visit, arrived
from tests.browser.drawn import largest_mark
from tests.charts_to_click import CASES, Case, agree_on_one
from tests.servers import Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(serve_warm: Callable[[Path], Server], sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The sample with its rulings, and one commitment."""
    home = tmp_path_factory.mktemp("agreed") / "home"
    shutil.copytree(sample_home, home)
    agree_on_one(home)
    return serve_warm(home)


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Visit]:
    """One for all charts: what it has read of the dashboard's own script it doesn't read again."""
    visit = arrived(browser)
    yield visit
    visit.page.context.close()


def stated(visit: Visit, case: Case, chosen: Filters) -> float:
    """What the page states of the list: hand-offs, complaints that are expected, else tickets."""
    main = visit.page.get_by_test_id("stMain")
    if case.is_of_handoffs:
        told = r"([\d,.]+) hand-offs? on [\d,]+ tickets?\."
    elif chosen.counted:
        told = r"([\d,.]+) complaints? expected[,;]"
    else:
        told = r"(One|[\d,]+) tickets? match"
    shown = main.get_by_text(re.compile(told)).first
    expect(shown).to_be_visible(timeout=PATIENCE)
    found = re.search(told, shown.inner_text())
    assert found is not None
    return float(found[1].replace(",", "").replace("One", "1"))


@pytest.mark.parametrize("name", CASES)
def test_a_click_on_a_mark_opens_the_tickets_that_it_counts(server: Server, tab: Visit, name: str) -> None:
    case = CASES[name]
    tab.errors.clear()  # of the chart before
    tab.page.goto(f"{server.address}/{case.page}?{urlencode(case.query, doseq=True)}")
    tab.expect_done()
    if case.tab:
        tab.page.get_by_role("tab", name=case.tab).click(timeout=PATIENCE)
    mark = largest_mark(tab.page.locator(f".st-key-{re.sub('[^a-zA-Z0-9_-]', '-', case.key)}"))
    mark.click()
    expect(tab.page).to_have_url(re.compile(r"/tickets\?"), timeout=PATIENCE)
    chosen = narrowed(case.all_of_it, mark.row[COLUMN])
    assert chosen is not None
    assert parse_qs(urlsplit(tab.page.url).query) == chosen.to_query()
    told, number = stated(tab, case, chosen), case.number(mark.row)
    assert told > 0
    if number is not None:
        # Below a hundred a page has one decimal.
        assert told == pytest.approx(number, abs=0.5 if told >= 100 else 0.05), mark.row
    tab.expect_done()
    tab.expect_well()
