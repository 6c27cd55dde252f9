"""A load is cancelled on Import: nothing of it is stored, and the page says so."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Visit
from tests.servers import Server

pytestmark = pytest.mark.browser


def test_cancel_stops_a_load_and_leaves_the_store_as_it_was(
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
    seen.page.get_by_role("button", name="Cancel").click()
    expect(seen.page.get_by_text("Stopped; nothing of it was stored.")).to_be_visible(timeout=PATIENCE)
    seen.expect_done()
    expect(seen.page.get_by_role("button", name="Cancel")).to_have_count(0)
    assert [path.name for path in (home / "warehouse").glob("*.duckdb")] == ["000001.duckdb"]
    assert list((home / "uploads").glob("*/*.csv")) == []
    seen.expect_well()
