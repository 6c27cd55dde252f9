"""Pages on a phone: nothing is wider than the screen, no text is cut off, no two texts overlap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PATIENCE, Visit, arrived
from tests.servers import Server

pytestmark = pytest.mark.browser

Serve = Callable[[Path], Server]

ONE_DEPARTMENT, ONE_TICKET = "department?department=Logistics", "one ticket"
VIEWS = (
    "overview", ONE_DEPARTMENT, "frontline", "deflection", "day", "worth", "compare", "tickets", ONE_TICKET, "import",
)  # fmt: skip
APART = 3.0
"""Pixels by which two text boxes may overlap, because a line is higher than its letters."""
SLACK = 1.0
"""Tolerance for rounding, in pixels."""

_IS_SEEN = """element => element.checkVisibility({opacityProperty: true, visibilityProperty: true})"""

WIDE = f"""() => {{
    const isSeen = {_IS_SEEN}, main = document.querySelector("[data-testid=stMain]");
    const isWithinScroller = element => {{
        for (let around = element.parentElement; around && around !== main; around = around.parentElement)
            if (getComputedStyle(around).overflowX !== "visible") return true;
        return false;
    }};
    return [...main.querySelectorAll("*")].filter(element => {{
        const box = element.getBoundingClientRect();
        return box.height > 0 && (box.right > innerWidth + {SLACK} || box.left < -{SLACK})
            && isSeen(element) && !isWithinScroller(element);
    }}).map(element => `${{element.dataset.testid || element.tagName}} ${{element.textContent.slice(0, 60)}}`);
}}"""
"""Elements that are wider than the screen, except within a box that scrolls by itself, such as a table."""

TEXTS = f"""() => {{
    const isSeen = {_IS_SEEN}, main = document.querySelector("[data-testid=stMain]"), found = [];
    let number = 0;
    const add = (node, box, chart) => box.width > 1 && box.height > 1 && found.push({{
        words: [...(chart && node.children.length ? node.children : [node])].map(line => line.textContent.trim())
            .join("\\n"), left: box.left, top: box.top, right: box.right, bottom: box.bottom,
        number, chart}});
    const clipped = (box, element) => {{
        let {{left, top, right, bottom}} = box;
        for (let around = element; around && around !== main; around = around.parentElement) {{
            if (getComputedStyle(around).overflow === "visible") continue;
            const edge = around.getBoundingClientRect();
            left = Math.max(left, edge.left); right = Math.min(right, edge.right);
            top = Math.max(top, edge.top); bottom = Math.min(bottom, edge.bottom);
        }}
        return {{left, top, right, bottom, width: right - left, height: bottom - top}};
    }};
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {{
        const node = walker.currentNode, parent = node.parentElement;
        if (!node.textContent.trim() || parent.closest("svg, style, script, canvas") || !isSeen(parent)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        number += 1;
        for (const box of range.getClientRects()) add(node, clipped(box, parent), null);
    }}
    for (const svg of main.querySelectorAll("[data-testid=stVegaLiteChart] svg.marks")) {{
        const {{left, top, right, bottom}} = svg.getBoundingClientRect();
        const around = svg.closest("[data-testid=stVegaLiteChart]").getBoundingClientRect();
        const chart = {{left, top, right: Math.min(right, around.right), bottom}};
        for (const text of svg.querySelectorAll("text")) {{
            number += 1;
            if (text.textContent.trim() && text.getAttribute("opacity") !== "0" && isSeen(text))
                add(text, text.getBoundingClientRect(), chart);
        }}
    }}
    return found;
}}"""
"""Visible part of each text's box, line by line; for a text in a chart the chart's box too. Texts for screen readers
only are clipped to one pixel and left out."""

LEFT_OUT = """() => [...document.querySelectorAll(
    "svg.marks .role-axis[aria-label^='Y-axis'][aria-label*='discrete'] .role-axis-label text[opacity='0']"
)].map(text => text.textContent)"""
"""Row names that a chart hides because they overlap."""


@pytest.fixture(scope="module")
def seen(browser: Browser, serve_warm: Serve, sample_home: Path) -> Iterator[tuple[Visit, Server]]:
    """One browser page for all views, so that Streamlit's files are read once."""
    visit = arrived(browser)
    visit.page.set_viewport_size({"width": 390, "height": 844})
    yield visit, serve_warm(sample_home)
    visit.page.context.close()


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_fits_a_phone(seen: tuple[Visit, Server], view: str) -> None:
    visit, server = seen
    page = visit.page
    page.goto(f"{server.address}/{ONE_DEPARTMENT if view == ONE_TICKET else view}")
    visit.expect_done()
    if view == ONE_TICKET:
        page.get_by_test_id("stMain").locator("a[href*='ticket=']:visible").first.click()
        expect(page.locator("blockquote").first).to_be_visible(timeout=PATIENCE)
        visit.expect_done()
    texts = settled(visit)
    assert len(texts) > 5
    assert page.evaluate(WIDE) == []
    assert [each["words"] for each in texts if is_cut(each)] == []
    assert page.evaluate(LEFT_OUT) == []
    assert overlaps(texts) == []


def settled(visit: Visit) -> list[dict[str, Any]]:
    """The texts after every chart is drawn and the layout has stopped changing."""
    visit.page.wait_for_function(
        """() => [...document.querySelectorAll("[data-testid=stVegaLiteChart]")].every(one => one.querySelector("svg"))
            && !document.querySelector("[data-testid=stSkeleton]")""",
        timeout=PATIENCE,
    )
    before: list[dict[str, Any]] = []
    now: list[dict[str, Any]] = visit.page.evaluate(TEXTS)
    for _ in range(20):
        if before == now:
            break
        visit.page.wait_for_timeout(500)
        before, now = now, visit.page.evaluate(TEXTS)
    return now


def is_cut(text: dict[str, Any]) -> bool:
    """Whether a chart's text extends beyond the chart's box, or one of its lines is truncated."""
    if (chart := text["chart"]) is None:
        return False
    is_within = (
        text["left"] >= chart["left"] - SLACK
        and text["right"] <= chart["right"] + SLACK
        and text["top"] >= chart["top"] - SLACK
        and text["bottom"] <= chart["bottom"] + SLACK
    )
    return not is_within or any(line.endswith("…") for line in text["words"].split("\n"))


def overlaps(texts: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Pairs of texts that overlap."""
    found = []
    for one, other in combinations(texts, 2):
        across = min(one["right"], other["right"]) - max(one["left"], other["left"])
        down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
        if one["number"] != other["number"] and across > APART and down > APART:
            found.append((one["words"], other["words"]))
    return found
