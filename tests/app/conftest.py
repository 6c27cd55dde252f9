"""Opening a page in-process, over each of the stores."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from tests.patience import PATIENCE_SECONDS
from tests.stores import ROOT


@pytest.fixture(params=["empty", "one row", "sample"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Each of the three stores in turn."""
    if request.param == "empty":
        return tmp_path
    return Path(request.getfixturevalue("one_row_home" if request.param == "one row" else "sample_home"))


@pytest.fixture(scope="session")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``app.py`` as a server has it that ran it before.

    In-process each run is a server's first, and one with a folder ``pages/`` beside it starts the page twice: it takes
    twice the time, and the click of a button is lost.
    """
    copy = tmp_path_factory.mktemp("app") / "app.py"
    copy.write_bytes((ROOT / "app.py").read_bytes())
    return copy


@pytest.fixture(autouse=True, scope="session")
def _components_looked_for_once() -> Iterator[None]:
    """Each app would look through all installed packages for components; it takes half a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session")
def known_pages(one_row_home: Path, script: Path) -> dict[str, Any]:
    """The pages as a server knows them that has run ``app.py`` before; over one row it has little to work out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEADWATER_HOME", str(one_row_home))
        patch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # the page takes its place, and would stay
        return AppTest.from_file(str(script), default_timeout=PATIENCE_SECONDS).run()._registered_pages


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch, script: Path, known_pages: dict[str, Any]) -> Callable[..., AppTest]:
    """Open a page of the dashboard over a store, with query parameters (``from_`` stands for ``from``),
    in a browser of a locale.

    Answers are kept from test to test, as they are from visitor to visitor: by store, snapshot and rulings.
    """

    def opened(home: Path, page: str = "overview", locale: str | None = None, **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(script), default_timeout=PATIENCE_SECONDS)
        app.context["locale"] = locale
        if page != "overview":
            app._registered_pages = known_pages
            app.switch_page(str(ROOT / "pages" / f"{page}.py"))
        monkeypatch.setenv("HEADWATER_HOME", str(home))
        for name, value in query.items():
            app.query_params[name.rstrip("_")] = value
        return app.run()

    return opened
