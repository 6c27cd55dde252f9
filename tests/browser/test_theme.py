"""A theme that is switched while a page is open: its charts follow, without a click."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pages.ui.theme import DARK, LIGHT
from tests.browser.conftest import PATIENCE, Visit
from tests.servers import Server

pytestmark = pytest.mark.browser

_ON_PAPER = """(paper) => {
    const charts = [...document.querySelectorAll("[data-testid=stVegaLiteChart] svg.marks")];
    const sample = document.body.appendChild(Object.assign(document.createElement("i"), {style: `color: ${paper}`}));
    const wanted = getComputedStyle(sample).color;
    sample.remove();
    return charts.length > 0 && charts.every((chart) => getComputedStyle(chart).backgroundColor === wanted);
}"""


def test_charts_are_drawn_anew_when_the_theme_is_switched(
    serve_warm: Callable[[Path], Server], visit: Callable[..., Visit], sample_home: Path
) -> None:
    seen = visit(serve_warm(sample_home), "department?department=Logistics")
    seen.page.wait_for_function(_ON_PAPER, arg=LIGHT.paper, timeout=PATIENCE)
    seen.page.emulate_media(color_scheme="dark")
    seen.page.wait_for_function(_ON_PAPER, arg=DARK.paper, timeout=PATIENCE)
    seen.expect_well()
