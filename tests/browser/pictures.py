"""Pictures of the pages over the generated sample, for the README and for looking at. ``make pictures``."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from pages.ui.frame import ENTRIES
from tests.browser.conftest import PATIENCE, Visit, chromium, started
from tests.stores import ROOT, etl

OUT = ROOT / "sample" / "pictures"
SHOWN = ("overview", "department?department=Logistics", "frontline", "deflection", "day")
"""What the README shows."""

_SETTLING = 1500
"""Milliseconds in which charts that have been handed to the browser are drawn."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.pictures")
    parser.add_argument("pages", nargs="*", help="pages with their filters; the README's when none is named")
    parser.add_argument("--all", action="store_true", help="every page")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--home", type=Path, help="store to show; else the sample is traced into a new one")
    parser.add_argument("--size", default="1280x720", help="width x height of the window, in pixels")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--whole", action="store_true", help="the page to its end, not just what the window shows")
    options = parser.parse_args()
    pages = [entry.name for entry in ENTRIES] if options.all else options.pages or SHOWN
    width, height = map(int, options.size.split("x"))
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="headwater-pictures-") as folder, sync_playwright() as playwright:
        home = options.home or Path(folder) / "home"
        etl(home, "sample", "--if-empty")
        with started(home, Path(folder)) as server:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme="dark" if options.dark else "light"
            )
            for address in pages:
                page = context.new_page()
                page.goto(f"{server.address}/{address}")
                path = options.out / f"{address.partition('?')[0]}.png"
                _take(page, path, options.whole)
                page.close()
                print(f"{path} {path.stat().st_size // 1024} kB")
            browser.close()


def _take(page: Page, path: Path, whole: bool) -> None:
    visit = Visit(page)
    visit.expect_done()
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)
    if whole:
        deep = page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
        size = page.viewport_size or {"width": 1280, "height": 720}
        page.set_viewport_size({"width": size["width"], "height": max(deep, size["height"])})
    page.wait_for_timeout(_SETTLING)
    visit.expect_done()
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
