"""A page in a German browser: cards, sentences, charts and tables write numbers alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Visit
from tests.browser.drawn import largest_mark
from tests.servers import Server

pytestmark = pytest.mark.browser

ENGLISH = re.compile(r"(?<![\w.,])(\d{1,3}(,\d{3})+(?![\d,])|\d+\.\d(?!\d))")
GERMAN = re.compile(r"(?<![\w.,])(\d{1,3}(\.\d{3})+(?![\d.])|\d+,\d(?!\d))")
_NOTE_DRAWN = """
window.drawnTexts = [];
const draw = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    window.drawnTexts.push(String(text));
    return draw.call(this, text, ...place);
};
"""
"""A table on the screen is a canvas; what screen readers find in it are the numbers as they are stored."""


def test_a_german_browser_gets_its_own_marks_everywhere_on_a_page(
    serve_warm: Callable[[Path], Server], visit: Callable[..., Visit], sample_home: Path
) -> None:
    seen = visit(serve_warm(sample_home), "frontline", locale="de-DE", script=_NOTE_DRAWN)
    page = seen.page
    chart = page.locator(".st-key-causes")
    mark = largest_mark(chart)
    mark.element.hover()
    tooltip = page.locator("#vg-tooltip-element")
    expect(tooltip).to_be_visible(timeout=PATIENCE)
    page.wait_for_function("() => window.drawnTexts?.length", timeout=PATIENCE)
    told = {
        "cards": page.locator("[data-testid=stMetricValue]").all_inner_texts(),
        "sentences": page.locator("[data-testid=stMain] :is(h1, p)").all_inner_texts(),
        "charts": page.locator("[data-testid=stVegaLiteChart] svg text").all_text_contents(),
        "tooltip": [tooltip.inner_text()],
        "table": page.evaluate("() => window.drawnTexts"),
        "paper": page.locator(".st-key-paper_burden td").all_text_contents(),
    }
    assert {name: [text for text in texts if ENGLISH.search(text)] for name, texts in told.items()} == {
        name: [] for name in told
    }
    assert [name for name, texts in told.items() if not any(GERMAN.search(text) for text in texts)] == []
    assert [text for text in told["charts"] if re.fullmatch(r"\d+%", text)] == []
    hours = f"{mark.row['hours']:.1f}".replace(".", ",")
    assert hours in told["tooltip"][0]
    paper = [text for text in told["paper"] if GERMAN.search(text)]
    assert len(set(paper) & set(told["table"])) > len(set(paper)) / 2
    seen.expect_well()
