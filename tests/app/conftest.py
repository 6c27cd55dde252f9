"""Stores that the pages are run over: empty, of one row, and the shipped sample."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (
    "<script>alert(1)</script> **bold** $x$ :smile: My parcel has not arrived, this is unacceptable. "
    "Write to jan@example.com."
)
ONE_ROW = f"""Ticket ID,Subject,Description,Created time,Status
=7,Parcel,"{TEXT}",2026-03-04 10:00,Open
"""
PAGES = ("overview", "department", "tickets", "import", "method")


def etl(home: Path, *arguments: str) -> str:
    """Run the command line on a store and give what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "etl", *arguments],
        cwd=ROOT,
        env={**os.environ, "HEADWATER_HOME": str(home)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def one_row_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store of one complaint."""
    home = tmp_path_factory.mktemp("one-row")
    export = home / "one.csv"
    export.write_text(ONE_ROW, encoding="utf-8")
    etl(home, "load", str(export))
    return home


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Store of the shipped sample."""
    home = tmp_path_factory.mktemp("sample")
    etl(home, "sample")
    return home


@pytest.fixture(params=["empty", "one row", "sample"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Each of the three stores in turn."""
    if request.param == "empty":
        return tmp_path
    return Path(request.getfixturevalue("one_row_home" if request.param == "one row" else "sample_home"))


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """Open a page of the dashboard over a store, with query parameters."""

    def opened(home: Path, page: str = "overview", **query: str | list[str]) -> AppTest:
        monkeypatch.setenv("HEADWATER_HOME", str(home))
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in query.items():
            app.query_params[name.rstrip("_")] = value
        app.run()
        if page != "overview":
            app.switch_page(f"pages/{page}.py")
            for name, value in query.items():
                app.query_params[name.rstrip("_")] = value
            app.run()
        return app

    st.cache_data.clear()
    yield opened
    st.cache_data.clear()
