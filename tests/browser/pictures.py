"""Pictures of the pages over the generated sample, for the README and for looking at. ``make pictures``."""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from etl.taxonomy import load_taxonomy
from etl.taxonomy.assigning import with_teams
from pages.ui.page_list import all_pages
from tests import dutch
from tests.browser.conftest import PATIENCE, Visit, chromium
from tests.servers import started
from tests.stores import ROOT, etl

OUT = ROOT / "sample" / "pictures"
SHOWN = {
    "overview": "overview",
    "department": "department?department=Logistics",
    "frontline": "frontline",
    "day": "day",
}
"""What the README shows: name of the file to the page's address."""

WALK = {
    "set-up-who": "setup?part=who",
    "set-up-suggestions": "setup?part=what&about=suggestions",
    "set-up-next": "setup?part=next",
    "set-up-headline": "",
}
"""The first twenty minutes of ``docs/first-export.md``, over a made-up Dutch export; before the last, it is set up."""

RULINGS = 30
_SETTLING = 1500
"""Milliseconds in which charts that have been handed to the browser are drawn."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.pictures")
    parser.add_argument("pages", nargs="*", help="pages with their filters; the README's when none is named")
    parser.add_argument("--all", action="store_true", help="every page")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--home", type=Path, help="store to show; else the sample is loaded into a new one")
    parser.add_argument("--size", default="1280x720", help="width x height of the window, in pixels")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--whole", action="store_true", help="the page to its end, not just what the window shows")
    options = parser.parse_args()
    named = [entry.name for entry in all_pages()] if options.all else options.pages
    pages = {address.partition("?")[0]: address for address in named} or SHOWN
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="headwater-pictures-") as folder, sync_playwright() as playwright:
        home = options.home or Path(folder) / "home"
        etl(home, "sample", "--if-empty")
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        _shoot(browser, home, pages, options)
        if pages is SHOWN:
            own = Path(folder) / "dutch"
            etl(own, "load", str(dutch.write(Path(folder) / "klachten.csv")))
            before, after = dict(list(WALK.items())[:-1]), dict(list(WALK.items())[-1:])
            _shoot(browser, own, before, options)
            _set_up(own)
            _shoot(browser, own, after, options)
        browser.close()


def _shoot(browser: Browser, home: Path, pages: Mapping[str, str], options: argparse.Namespace) -> None:
    """Take a picture of each page of a store; `pages` is the name of the file to the page's address."""
    width, height = map(int, options.size.split("x"))
    with started(home, home) as server:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if options.dark else "light",
            locale="en-GB",
        )
        for name, address in pages.items():
            page = context.new_page()
            page.goto(f"{server.address}/{address}")
            path = options.out / f"{name}.png"
            _take(page, path, options.whole)
            page.close()
            print(f"{path} {path.stat().st_size // 1024} kB")
        context.close()


def _set_up(home: Path) -> None:
    """Save what Set-up and Review would, were they clicked through: whose the queues are, and thirty rulings."""
    text = with_teams(load_taxonomy("retail").text, dutch.QUEUES)
    (home / "taxonomy.yaml").write_text(text, encoding="utf-8")
    etl(home, "reattribute")
    rulings = home / "rulings.csv"
    with rulings.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["ticket_id", "department", "author", "sample"])
        complaints = [row["Ticketnummer"] for row in dutch.rows() if dutch.origin(row["Ticketnummer"])]
        for place in random.Random(0).sample(complaints, RULINGS):
            writer.writerow([place, dutch.origin(place), "Noor", "random"])
    etl(home, "rulings", "import", str(rulings))
    etl(home, "reattribute")


def _take(page: Page, path: Path, whole: bool) -> None:
    visit = Visit(page)
    visit.expect_done()
    expect(page.locator("h1:visible").first).to_be_visible(timeout=PATIENCE)
    if whole:
        deep = page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
        size = page.viewport_size or {"width": 1280, "height": 720}
        page.set_viewport_size({"width": size["width"], "height": max(deep, size["height"])})
    page.wait_for_timeout(_SETTLING)
    visit.expect_done()
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
