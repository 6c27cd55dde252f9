"""The browser's print: what the page says, whole, on every sheet with what it was counted over."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pages.ui.page_list import all_pages
from pages.ui.theme import LIGHT
from tests.browser.conftest import PATIENCE, Visit
from tests.browser.sheets import Sheet, sheets
from tests.servers import Server

pytestmark = pytest.mark.browser

Serve = Callable[[Path], Server]
Go = Callable[..., Visit]

PAPERS = {"A4": (595, 842), "A4 across": (842, 595), "Letter": (612, 792)}
"""Width and height in points."""
FRAME = ["Clear filters", "More filters", "Meeting mode", "dd-mm-yyyy"]


@pytest.mark.parametrize("page", ["overview", "frontline"])
def test_a_printed_page_has_its_filters_on_each_sheet_its_numbers_whole_and_nothing_to_click(
    serve_warm: Serve, visit: Go, sample_home: Path, page: str
) -> None:
    seen = visit(serve_warm(sample_home), f"{page}?channel=email&from=2026-01-01")
    expect(seen.page.locator("svg.marks").first).to_be_visible(timeout=PATIENCE)
    titles = {entry.name: entry.title for entry in all_pages()}
    if page == "frontline":
        expect(seen.page.locator("[class*=st-key-paper_] td").first).to_be_attached(timeout=PATIENCE)
    charts, numbers = texts_of_charts(seen.page), plain(seen.page.get_by_test_id("stMetricValue").all_inner_texts())
    cells = plain(seen.page.locator("[class*=st-key-paper_] td").all_text_contents())
    assert charts
    assert numbers
    assert bool(cells) == (page == "frontline")
    for name, size in PAPERS.items():
        printed = printed_on(seen.page, name)
        assert all((sheet.width, sheet.height) == pytest.approx(size, abs=2) for sheet in printed), name
        for place, sheet in enumerate(printed, start=1):
            line = one_line(sheet)
            assert f"{titles[page]} · from 1 Jan 2026 · channel email" in line, (name, place)
            assert "data as of" in line, (name, place)
            assert f"{place} of {len(printed)}" in line, (name, place)
        lines = [line.strip() for sheet in printed for line in sheet.text.splitlines()]
        others = {title for other, title in titles.items() if other != page}
        assert not {*others, *FRAME} & set(lines), name
        assert not [number for number in [*numbers, *cells] if number not in lines], name
        torn = [chart for chart in charts if not any(chart <= set(lines_of(sheet)) for sheet in printed)]
        assert not torn, name


def test_the_paper_is_light_also_in_the_dark_theme(serve_warm: Serve, visit: Go, one_row_home: Path) -> None:
    seen = visit(serve_warm(one_row_home), "overview")
    seen.page.emulate_media(color_scheme="dark")
    seen.page.reload()
    seen.expect_done()
    expect(seen.page.locator("svg.marks text").first).to_be_visible(timeout=PATIENCE)
    look = "(one, what) => getComputedStyle(one)[what]"
    app, heading = seen.page.get_by_test_id("stApp"), seen.page.get_by_role("heading", level=1)
    title = seen.page.locator("svg.marks .role-title-text text").first
    assert app.evaluate(look, "backgroundColor") == "rgb(20, 25, 31)"
    seen.page.emulate_media(media="print", color_scheme="dark")
    ink = f"rgb{tuple(bytes.fromhex(LIGHT.text[1:]))}"
    assert app.evaluate(look, "backgroundColor") == "rgb(255, 255, 255)"
    assert heading.evaluate(look, "color") == ink
    assert title.evaluate(look, "fill") == ink


def printed_on(page: Page, paper: str) -> list[Sheet]:
    name, _, across = paper.partition(" ")
    return sheets(page.pdf(format=name, landscape=bool(across), print_background=True))


def texts_of_charts(page: Page) -> list[set[str]]:
    """Of each chart the pieces of text that can be seen."""
    found = page.locator("svg.marks").evaluate_all(
        """charts => charts.map(chart => [...chart.querySelectorAll('text')]
            .filter(text => text.getAttribute('opacity') !== '0')
            .flatMap(text => text.children.length ? [...text.children] : [text])
            .map(text => text.textContent))"""
    )
    return [set(plain(texts)) - {""} for texts in found]


def plain(texts: list[str]) -> list[str]:
    """As a sheet is read back: each kind of space as one, ligatures as their letters."""
    return [" ".join(unicodedata.normalize("NFKC", text).split()) for text in texts]


def lines_of(sheet: Sheet) -> list[str]:
    return [" ".join(line.split()) for line in sheet.text.splitlines()]


def one_line(sheet: Sheet) -> str:
    return re.sub(r"\s+", " ", sheet.text)
