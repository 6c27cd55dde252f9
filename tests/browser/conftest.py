"""A cold server for each test, and Debian's Chromium to look at it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.patience import PATIENCE_SECONDS
from tests.servers import Server, started

_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PLAIN = "en-GB"
"""A browser's locale that writes numbers and days as commands do."""
PATIENCE = 1000 * PATIENCE_SECONDS
"""Milliseconds that a page may take on a busy machine."""
expect.set_options(timeout=PATIENCE)


@dataclass
class Visit:
    """A page in the browser, with what it asked for and complained about."""

    page: Page
    hosts: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    @property
    def pages(self) -> Locator:
        """The list of pages in the sidebar."""
        return self.page.locator(".st-key-pages")

    def go(self, title: str) -> None:
        """Click on a page in the sidebar."""
        self.pages.get_by_role("link", name=title, exact=True).click(timeout=PATIENCE)

    def expect_done(self) -> None:
        """Wait until the script has begun, has run, and nothing is drawn any more."""
        expect(self.page.locator(".st-key-pages, .st-key-meeting").first).to_be_attached(timeout=PATIENCE)
        expect(self.page.get_by_test_id("stApp")).to_have_attribute(
            "data-test-script-state", "notRunning", timeout=PATIENCE
        )
        expect(self.page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)

    def expect_well(self) -> None:
        """No error on the page, none in the browser's console, and no link that leads away from the server."""
        expect(self.page.get_by_test_id("stException")).to_have_count(0)
        expect(self.page.get_by_text("Traceback")).to_have_count(0)
        assert self.errors == []
        links = self.page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
        assert [link for link in links if urlsplit(link).netloc != urlsplit(self.page.url).netloc] == []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where it is missing, the test is skipped, and fails where everything must be there."""
    path = chromium()
    if not Path(path).is_file():
        told = "no Chromium: install Debian's package chromium"
        pytest.fail(told) if os.environ.get("CI") else pytest.skip(told)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[Path], Server]]:
    """Start a dashboard over a store; it ends with the test."""
    with ExitStack() as running:
        yield lambda home: running.enter_context(started(home, tmp_path))


@pytest.fixture(scope="session")
def serve_warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Server]]:
    """A dashboard over a store that tests share, where it doesn't matter who was there before."""
    servers: dict[Path, Server] = {}
    logs = tmp_path_factory.mktemp("servers")
    with ExitStack() as running:

        def served(home: Path) -> Server:
            if home not in servers:
                servers[home] = running.enter_context(started(home, logs))
            return servers[home]

        yield served


def chromium() -> str:
    """Path at which Chromium is, or would be."""
    return os.environ.get("HEADWATER_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Open an address in a fresh browser profile and wait until it is drawn."""
    opened: list[Page] = []

    def went(server: Server, path: str = "", *, wait: bool = True, locale: str = PLAIN, script: str = "") -> Visit:
        visit = arrived(browser, locale)
        if script:
            visit.page.add_init_script(script)
        opened.append(visit.page)
        visit.page.goto(f"{server.address}/{path}")
        if wait:
            visit.expect_done()
        return visit

    yield went
    for page in opened:
        page.context.close()


def arrived(browser: Browser, locale: str = PLAIN) -> Visit:
    """An empty page of a fresh browser profile; whoever asks for it closes its context."""
    page = browser.new_context(viewport={"width": 1280, "height": 720}, locale=locale).new_page()
    page.set_default_timeout(PATIENCE)
    visit = Visit(page)
    # A component's script is a blob of the page itself; its address begins with that word.
    page.on("request", lambda request: visit.hosts.add(urlsplit(request.url.removeprefix("blob:")).netloc))
    page.on("console", lambda message: _note(visit, message.type, message.text))
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("dialog", lambda dialog: (visit.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    return visit


def _note(visit: Visit, kind: str, text: str) -> None:
    # Streamlit's browser side looks for its server at the page's own path first, and then at the root.
    if kind == "error" and "404 (Not Found)" not in text:
        visit.errors.append(text)
