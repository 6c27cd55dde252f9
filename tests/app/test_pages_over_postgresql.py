"""Each page over a small store in PostgreSQL: filled, and empty."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.page_list import all_pages
from tests.integration.conftest import postgres_database, postgres_url
from tests.stores import ONE_ROW, etl

__all__ = ["postgres_database", "postgres_url"]

Open = Callable[..., AppTest]


@pytest.mark.database
def test_every_page_opens_over_postgresql(
    open_page: Open, tmp_path: Path, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADWATER_DATABASE_URL", postgres_database)
    for is_filled in (False, True):
        if is_filled:
            export = tmp_path / "one.csv"
            export.write_text(ONE_ROW, encoding="utf-8")
            etl(tmp_path, "load", str(export))
        for entry in all_pages():
            app = open_page(tmp_path, entry.name, department="Logistics")
            assert not app.exception, entry.name
            assert not app.error, entry.name
            assert len(app.title) == 1, entry.name
    strip = open_page(tmp_path, "overview").container(key="strip").caption[0].value
    assert "1 complaint ·" in strip.replace("\\", "")
