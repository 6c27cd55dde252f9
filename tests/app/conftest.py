"""Opening a page in-process, over each of the stores."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.stores import ROOT


@pytest.fixture(params=["empty", "one row", "sample"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Each of the three stores in turn."""
    if request.param == "empty":
        return tmp_path
    return Path(request.getfixturevalue("one_row_home" if request.param == "one row" else "sample_home"))


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open a page of the dashboard over a store, with query parameters (``from_`` stands for ``from``).

    Answers are kept from test to test, as they are from visitor to visitor: by store, snapshot and rulings.
    """

    def opened(home: Path, page: str = "overview", **query: str | list[str]) -> AppTest:
        monkeypatch.setenv("HEADWATER_HOME", str(home))
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        if page != "overview":
            # The first run makes the pages known; the address is that of the page opened afterwards.
            app.run()
            app.switch_page(f"pages/{page}.py")
        for name, value in query.items():
            app.query_params[name.rstrip("_")] = value
        return app.run()

    return opened
