"""By keyboard alone: Tab goes through a page in the order in which it is seen, and where it is can be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pages.ui.page_list import all_pages
from tests.browser.conftest import PATIENCE, Visit
from tests.servers import Server

pytestmark = pytest.mark.browser

Serve = Callable[[Path], Server]
Go = Callable[..., Visit]

_STILL = 4_000
"""Milliseconds after which nothing of a page of one complaint is drawn any more."""
STOPS = 60
"""More than the sidebar has."""

_HERE = """() => {
    const element = document.activeElement;
    const region = element.closest("[data-testid=stSidebar], [data-testid=stHeader], [data-testid=stMain]");
    const label = element.getAttribute("aria-label") || element.innerText || element.labels?.[0]?.innerText || "";
    const width = element.getBoundingClientRect().width;
    const tag = element.tagName;
    // A field that is typed into has its ring around the box that holds it.
    const boxes = [element];
    while (boxes.length < 5 && boxes.at(-1).parentElement) boxes.push(boxes.at(-1).parentElement);
    const looks = () => boxes.map((box) => {
        const {outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor} = getComputedStyle(box);
        const outline = outlineStyle === "none" ? "none" : [outlineStyle, outlineWidth, outlineColor];
        return JSON.stringify([outline, boxShadow, borderColor]);
    });
    const isOfBefore = window.before ? window.before.looks().some((one, at) => one !== window.before.seen[at]) : false;
    window.before = {looks, seen: looks()};
    return {label: label.trim(), region: region ? region.dataset.testid : "", width, tag, was_seen: isOfBefore};
}"""


@dataclass(frozen=True)
class Stop:
    """Where the focus is.

    Attributes
    ----------
    region
        "stSidebar", "stHeader", "stMain"; empty outside of these.
    tag
        "A", "BUTTON", "INPUT".
    was_seen
        Whether outline, shadow or border of the stop before have changed since it had the focus.
    """

    label: str
    region: str
    width: float
    tag: str
    was_seen: bool


def walked(page: Page, count: int) -> list[Stop]:
    """Press Tab from the top of the page, and say where each press leads."""
    stops = []
    for _ in range(count):
        page.keyboard.press("Tab")
        stops.append(Stop(**page.evaluate(_HERE)))
    return stops


def test_tab_goes_from_the_skip_link_over_the_pages_and_filters_to_the_page(
    serve_warm: Serve, visit: Go, one_row_home: Path
) -> None:
    seen = visit(serve_warm(one_row_home))
    seen.page.wait_for_timeout(_STILL)  # what is still being drawn takes the ring away
    stops = walked(seen.page, STOPS)
    round_again = [place for place, stop in enumerate(stops) if stop.label == stops[0].label][1:]
    stops = stops[: round_again[0]] if round_again else stops
    assert stops[0].label == "Skip to main content"
    assert stops[0].width > 50  # it comes into sight with the focus
    regions = [stop.region for stop in stops if stop.region]
    assert regions == sorted(regions, key=["stSidebar", "stHeader", "stMain"].index)
    assert set(regions) == {"stSidebar", "stHeader", "stMain"}
    hidden = [stop for stop, after in pairwise(stops) if stop.region and not after.was_seen]
    assert hidden == []
    assert {"A", "BUTTON", "INPUT"} <= {stop.tag for stop in stops}
    sidebar = [stop for stop in stops if stop.region == "stSidebar"]
    labels = [stop.label for stop in sidebar]
    listed = [link.splitlines()[-1] for link in seen.pages.get_by_role("link").all_inner_texts()]
    assert len(listed) == len(all_pages())
    links = [label.splitlines()[-1] if label else "" for label in labels]
    first = links.index(listed[0])
    assert links[first : first + len(listed)] == listed
    assert next(place for place, label in enumerate(labels) if "Clear filters" in label) >= first + len(listed)


def test_the_skip_link_leads_past_the_sidebar(serve_warm: Serve, visit: Go, one_row_home: Path) -> None:
    seen = visit(serve_warm(one_row_home))
    seen.page.keyboard.press("Tab")
    expect(seen.page.get_by_text("Skip to main content")).to_be_focused(timeout=PATIENCE)
    seen.page.keyboard.press("Enter")
    seen.page.keyboard.press("Tab")
    focused = seen.page.evaluate("() => Boolean(document.activeElement.closest('[data-testid=stMain]'))")
    assert focused


def test_the_sidebar_has_its_width_also_where_the_browser_began_with_another(
    serve_warm: Serve, visit: Go, one_row_home: Path
) -> None:
    seen = visit(serve_warm(one_row_home))
    seen.expect_done()
    sidebar = seen.page.get_by_test_id("stSidebar")
    # The browser may still be drawing when the script has ended: each width is waited for.
    for told, shown in (("", "264px"), ("318.75px", "264px"), ("400px", "400px")):  # at 400 somebody has dragged it
        if told:
            sidebar.evaluate("(sidebar, width) => { sidebar.style.width = width; }", told)
        expect(sidebar).to_have_css("width", shown, timeout=PATIENCE)
