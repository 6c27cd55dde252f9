"""Every page in both themes, checked by axe-core against WCAG 2.0 and 2.1, levels A and AA."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PATIENCE, Visit, arrived
from tests.servers import Server
from tests.stores import PAGES

pytestmark = pytest.mark.browser

Serve = Callable[[Path], Server]

ONE_DEPARTMENT, ONE_TICKET, MEETING = "department?department=Logistics", "one ticket", "?meeting=true"
VIEWS = (*PAGES, ONE_DEPARTMENT, ONE_TICKET, MEETING)
THEMES = {"light": "rgb(253, 252, 250)", "dark": "rgb(20, 25, 31)"}
"""Colour scheme of the browser, and the page's background in it."""
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
SERIOUS = ("serious", "critical")

STREAMLITS_OWN = {
    # Streamlit 1.67 draws the trend of a metric by a spec of its own, with an empty group of marks for the point under
    # the mouse: no option gives it a name or leaves it out.
    "svg-img-alt": "[class*='metric_chart_'][class*='_highlighted_points_marks']",
}
"""Excluded elements by rule: what neither the theme nor an option can fix."""

_JUDGED = """async ({tags, serious, own}) => {
    const found = await axe.run(document, {resultTypes: ["violations"], runOnly: {type: "tag", values: tags}});
    const isOwn = (rule, node) => rule in own && document.querySelector(node.target[0])?.matches(own[rule]);
    return found.violations.filter(rule => serious.includes(rule.impact)).flatMap(rule => rule.nodes
        .filter(node => !isOwn(rule.id, node))
        .map(node => `${rule.id}: ${node.html.slice(0, 200)}: ${node.failureSummary}`));
}"""

_IS_DRAWN = """() =>
    [...document.querySelectorAll("[data-testid=stVegaLiteChart]")]
        .every(one => one.querySelector("svg, canvas") || !one.checkVisibility())
    && !document.querySelector("[data-testid=stSkeleton]")
    && document.getAnimations().every(one => one.effect.getComputedTiming().iterations === Infinity)
"""
"""Text that is still fading in has too little contrast."""


@pytest.fixture(scope="module", params=THEMES)
def seen(
    browser: Browser, serve_warm: Serve, sample_home: Path, request: pytest.FixtureRequest
) -> Iterator[tuple[Visit, Server]]:
    """One browser page for all views of a theme, so that Streamlit's files are read once."""
    visit = arrived(browser)
    visit.page.emulate_media(color_scheme=request.param)
    yield visit, serve_warm(sample_home)
    visit.page.context.close()


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_serious(seen: tuple[Visit, Server], view: str, request: pytest.FixtureRequest) -> None:
    visit, server = seen
    if view == ONE_TICKET:
        visit.page.goto(f"{server.address}/{ONE_DEPARTMENT}")
        visit.page.get_by_test_id("stMain").locator("a[href*='ticket=']").first.click()
        expect(visit.page.locator("blockquote").first).to_be_visible(timeout=PATIENCE)
    else:
        visit.page.goto(f"{server.address}/{view}")
    visit.expect_done()
    visit.page.wait_for_function(_IS_DRAWN, timeout=PATIENCE)
    paper = THEMES[request.node.callspec.params["seen"]]
    expect(visit.page.get_by_test_id("stApp")).to_have_css("background-color", paper, timeout=PATIENCE)
    assert judged(visit) == []
    assert visit.hosts == {urlsplit(server.address).netloc}


def test_axe_reports_pale_text_and_an_unnamed_picture(seen: tuple[Visit, Server]) -> None:
    visit, _ = seen
    visit.page.goto("about:blank")
    visit.page.set_content("<body style='background:#fff'><p style='color:#aaa'>Pale</p><svg role='img'></svg></body>")
    assert {each.partition(":")[0] for each in judged(visit)} >= {"color-contrast", "svg-img-alt"}


def judged(visit: Visit) -> list[str]:
    """Serious and critical findings of axe-core: rule, element, reason."""
    visit.page.evaluate(AXE_SCRIPT)
    found: list[str] = visit.page.evaluate(_JUDGED, {"tags": TAGS, "serious": SERIOUS, "own": STREAMLITS_OWN})
    return found
