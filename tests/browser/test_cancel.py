"""While a load runs on Import another isn't begun; it is cancelled: nothing of it is stored. The page says both."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Visit
from tests.servers import Server

pytestmark = pytest.mark.browser


def test_a_second_load_is_refused_and_cancel_stops_the_first_and_leaves_the_store_as_it_was(
    serve: Callable[[Path], Server], visit: Callable[..., Visit], one_row_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(one_row_home, home)
    export = tmp_path / "large.csv"
    texts = (f"{n},Late,My parcel {n} has not come{' at all' * 40},2026-03-01 09:00,Open\n" for n in range(30_000))
    export.write_text("Ticket ID,Subject,Description,Created time,Status\n" + "".join(texts), encoding="utf-8")
    seen = visit(serve(home), "import")
    seen.page.locator("input[type=file]").set_input_files(export)
    load = seen.page.get_by_role("button", name="Load", exact=True)
    expect(load).to_be_enabled(timeout=PATIENCE)
    load.click()
    cancel = seen.page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible(timeout=PATIENCE)
    unstarted = seen.page.get_by_text("large.csv wasn't started: a file was being read already.")
    expect(unstarted).to_have_count(0)
    load.click()
    expect(unstarted).to_be_visible(timeout=PATIENCE)
    cancel.click()
    expect(seen.page.get_by_text("Stopped; nothing of it was stored.")).to_be_visible(timeout=PATIENCE)
    seen.expect_done()
    expect(unstarted).to_be_visible()
    expect(cancel).to_have_count(0)
    assert [path.name for path in (home / "warehouse").glob("*.duckdb")] == ["000001.duckdb"]
    assert list((home / "uploads").glob("*/*.csv")) == []
    seen.expect_well()
