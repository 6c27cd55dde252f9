"""Overview's first screen in a real browser, by measured boxes: what it must answer is seen without scrolling."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Locator, expect

from tests.browser.conftest import PATIENCE, Visit
from tests.servers import Server

pytestmark = pytest.mark.browser

Serve = Callable[[Path], Server]
Go = Callable[..., Visit]

CAUSES = 3
CARDS = ("share_elsewhere", "absorption_effort", "hours_given_back", "cost_given_back")
LOW = 800
_PADDING = 12.0
"""Pixels around the letters of a title or a link that belong to its box."""
_SLACK = 1.0
"""Pixels that rounding may take."""


def boxes(seen: Visit, height: int) -> dict[str, FloatRect]:
    """Where each part of the first screen stands; on a low one a cause is its name and hours."""
    page = seen.page
    screen, charts = page.locator(".st-key-first_screen"), page.locator(".st-key-pictures .marks")
    causes = page.locator(".st-key-largest_causes")
    parts: dict[str, Locator] = {
        "strip": page.locator(".st-key-strip"),
        "title": screen.get_by_role("heading", level=1),
        "verdict": screen.locator("p", has_text="Claim not confirmed:"),
        **{name: page.locator(f".st-key-card_{name}") for name in CARDS},
        "company": charts.first,
        "frontline": charts.nth(1),
    }
    for number in range(CAUSES):
        parts[f"cause {number}"] = causes.get_by_test_id("stPageLink").nth(number)
        if height > LOW:
            parts[f"freed {number}"] = causes.locator("p", has_text="a month").nth(number)
    found: dict[str, FloatRect] = {}
    for name, part in parts.items():
        expect(part).to_be_visible(timeout=PATIENCE)
        box = part.bounding_box()
        assert box is not None, name
        found[name] = box
    return found


def settled(seen: Visit, height: int) -> dict[str, FloatRect]:
    """The same once nothing moves any more: charts are drawn anew for their columns' new width."""
    before, now = boxes(seen, height), boxes(seen, height)
    for _ in range(20):
        if before == now:
            break
        seen.page.wait_for_timeout(500)
        before, now = now, boxes(seen, height)
    return now


def overlap(one: FloatRect, other: FloatRect) -> bool:
    """Whether two boxes share more than an edge."""
    across = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
    down = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
    return across > _SLACK and down > _PADDING


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_overview_answers_without_scrolling(
    serve_warm: Serve, visit: Go, sample_home: Path, width: int, height: int
) -> None:
    seen = visit(serve_warm(sample_home))
    seen.page.set_viewport_size({"width": width, "height": height})
    seen.page.wait_for_timeout(1000)
    found = settled(seen, height)
    for name, box in found.items():
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= width + _SLACK, name
        assert box["y"] >= 0, name
        assert box["y"] + box["height"] <= height, f"{name} ends at {box['y'] + box['height']:.0f} of {height}"
    assert not [pair for pair in combinations(found, 2) if overlap(found[pair[0]], found[pair[1]])]
    seen.expect_well()


def test_on_a_phone_nothing_of_the_first_screen_lies_over_another_part_or_out_of_sight(
    serve_warm: Serve, visit: Go, sample_home: Path
) -> None:
    seen = visit(serve_warm(sample_home))
    seen.page.set_viewport_size({"width": 390, "height": 844})
    seen.page.wait_for_timeout(1000)
    found = settled(seen, 844)
    assert not [pair for pair in combinations(found, 2) if overlap(found[pair[0]], found[pair[1]])]
    assert not [name for name, box in found.items() if box["x"] < 0 or box["x"] + box["width"] > 390 + _SLACK]


def test_a_cause_leads_to_its_departments_page(serve_warm: Serve, visit: Go, sample_home: Path) -> None:
    seen = visit(serve_warm(sample_home))
    link = seen.page.locator(".st-key-largest_causes").get_by_test_id("stPageLink").first
    issue = link.inner_text().rpartition("\n")[2].rpartition(":")[0].strip()
    link.get_by_role("link").click()
    expect(seen.page.locator(".st-key-strip")).to_contain_text(f"issue {issue}", timeout=PATIENCE)
    expect(seen.page.locator(".st-key-strip")).to_contain_text("Department", timeout=PATIENCE)
    seen.expect_well()
