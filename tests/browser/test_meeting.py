"""Meeting mode by its keys, and whether the room can read what it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, Visit
from tests.servers import Server

pytestmark = pytest.mark.browser

Serve = Callable[[Path], Server]
Go = Callable[..., Visit]

SIZES = ((1280, 720), (1920, 1080))
LEAST = 17
"""Pixels of letters on a stage of 1280: with less the back row guesses. The line at the foot is for the record."""
APART = 3
"""Pixels by which boxes of two lines of text may overlap: a line is higher than its letters."""

SHOWN = """() => {
  const seen = [...document.querySelectorAll("[class*='st-key-step_']")]
    .filter(step => getComputedStyle(step).visibility === 'visible')
  return seen.map(step => Number(step.className.match(/st-key-step_(\\d+)/)[1]))
}"""

PRESSED = f"""key => {{
  document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key, bubbles: true, cancelable: true }}))
  return ({SHOWN})()
}}"""

TEXTS = """() => {
  const step = [...document.querySelectorAll("[class*='st-key-step_']")]
    .find(step => getComputedStyle(step).visibility === 'visible')
  const boxes = []
  const add = (words, box, size) => words.trim() && box.width > 0 &&
    boxes.push({ words: words.trim(), left: box.left, top: box.top, right: box.right, bottom: box.bottom, size })
  const scale = innerWidth / 1280
  const walker = document.createTreeWalker(step, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement
    if (parent.closest('svg') || getComputedStyle(parent).opacity === '0') continue
    const range = document.createRange()
    range.selectNodeContents(walker.currentNode)
    for (const box of range.getClientRects())
      add(walker.currentNode.textContent, box, parseFloat(getComputedStyle(parent).fontSize))
  }
  for (const svg of step.querySelectorAll('svg.marks')) {
    const factor = svg.getBoundingClientRect().width && svg.getScreenCTM().a / scale
    for (const text of svg.querySelectorAll('text'))
      if (text.getAttribute('opacity') !== '0')
        add(text.textContent, text.getBoundingClientRect(), factor * parseFloat(getComputedStyle(text).fontSize))
  }
  return boxes
}"""


def test_a_walk_by_keys_from_a_cold_link_and_back_to_the_page_with_its_filters(
    serve: Serve, visit: Go, sample_home: Path
) -> None:
    seen = visit(serve(sample_home), "frontline?department=Logistics&channel=email")
    page = seen.page
    page.keyboard.press("m")
    expect(page.locator(".st-key-step_1 h1")).to_be_visible(timeout=PATIENCE)
    drawn(page)
    expect(page).to_have_url(
        re.compile("(?=.*/frontline)(?=.*department=Logistics)(?=.*channel=email)(?=.*meeting=true)")
    )
    last = page.locator("[class*='st-key-step_']").count()
    assert last >= 4
    before = page.evaluate("history.length")
    keys = ("ArrowRight", "PageDown", " ")
    for step in range(2, last + 1):
        # Answered within the key: no step waits for the server.
        assert page.evaluate(PRESSED, keys[step % len(keys)]) == [step]
        expect(page).to_have_url(re.compile(f"step={step}\\b"))
    there = (("Home", 1), ("End", last), ("ArrowLeft", last - 1), ("PageUp", last - 2), ("ArrowRight", last - 1))
    for key, step in there:
        page.keyboard.press(key)
        assert page.evaluate(SHOWN) == [step]
    assert page.evaluate("history.length") == before
    page.reload()
    expect(page.locator(f".st-key-step_{last - 1} h1")).to_be_visible(timeout=PATIENCE)
    drawn(page)
    assert page.evaluate(SHOWN) == [last - 1]
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stMain").get_by_text("Frontline load", exact=True)).to_be_visible(timeout=PATIENCE)
    seen.expect_done()
    address = page.url
    assert "department=Logistics" in address
    assert "channel=email" in address
    assert "meeting" not in address
    assert "step" not in address
    expect(seen.pages).to_be_visible()
    seen.expect_well()


def test_the_room_can_read_each_step_and_sees_no_tools(serve_warm: Serve, visit: Go, sample_home: Path) -> None:
    page = visit(serve_warm(sample_home), "?meeting=true", wait=False).page
    expect(page.locator(".st-key-step_1 h1")).to_be_visible(timeout=PATIENCE)
    drawn(page)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.keyboard.press("Home")
        for step in range(1, page.locator("[class*='st-key-step_']").count() + 1):
            assert page.evaluate(SHOWN) == [step]
            where, texts = f"step {step} at {width}", page.evaluate(TEXTS)
            assert texts, where
            cut = [each for each in texts if not is_within(each, width, height)]
            assert not cut, where
            assert not overlaps(texts), where
            small = {each["words"]: each["size"] for each in texts if each["size"] < LEAST}
            assert not small, where
            page.keyboard.press("ArrowRight")
    tools = "button, input, select, textarea, summary, [data-testid=stSidebar], [data-testid=stHeader]"
    shown = [tool for tool in page.locator(tools).all() if tool.is_visible()]
    assert ["Leave" in tool.inner_text() for tool in shown] == [True]


def test_back_leaves_a_walk_however_far_it_went_and_the_button_does(
    serve_warm: Serve, visit: Go, sample_home: Path
) -> None:
    seen = visit(serve_warm(sample_home), "?channel=email")
    page, title = seen.page, seen.page.get_by_test_id("stMain").get_by_text("Overview", exact=True)
    page.get_by_role("button", name="Meeting mode").click()
    expect(page.locator(".st-key-step_1 h1")).to_be_visible(timeout=PATIENCE)
    drawn(page)
    page.keyboard.press("End")
    page.go_back()
    expect(title).to_be_visible(timeout=PATIENCE)
    seen.expect_done()
    assert "meeting" not in page.url
    page.go_forward()
    expect(page.get_by_role("button", name="Leave")).to_be_visible(timeout=PATIENCE)
    drawn(page)
    assert page.evaluate(SHOWN) == [page.locator("[class*='st-key-step_']").count()]
    page.get_by_role("button", name="Leave").click()
    expect(title).to_be_visible(timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"channel=email$"), timeout=PATIENCE)


def drawn(page: Page) -> None:
    """Wait until every step is drawn and its letters have found their size."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)
    page.wait_for_function(
        """() => document.documentElement.hasAttribute('data-fitted') &&
            [...document.querySelectorAll("[class*='st-key-picture_']")]
                .every(one => one.querySelector('svg.marks text'))""",
        timeout=PATIENCE,
    )
    page.wait_for_timeout(200)


def is_within(box: dict[str, Any], width: int, height: int) -> bool:
    return min(box["left"], box["top"]) >= 0 and box["right"] <= width and box["bottom"] <= height


def overlaps(boxes: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Words of each two boxes of which one lies over the other."""
    found = []
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            across = min(one["right"], other["right"]) - max(one["left"], other["left"])
            down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            if across > APART and down > APART * 2:
                found.append((one["words"], other["words"]))
    return found
