"""Every process finds the same store, wherever it was started."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest
import streamlit as st

from etl.errors import InputError
from etl.settings import Settings, load_settings, with_workers
from pages.ui import jobs
from pages.ui.import_ import uploads
from tests.stores import ROOT

NO_FILE = Path("no-such.toml")


@pytest.fixture(autouse=True)
def _settings_of_streamlit_are_read() -> None:
    """Streamlit reads its own once, where the first who asks stands: in the project, before a test goes elsewhere."""
    assert st.get_option("server.address") == "localhost"


def test_the_default_home_is_the_same_wherever_one_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = load_settings({}, NO_FILE).home
    monkeypatch.chdir(tmp_path)
    assert load_settings({}, NO_FILE).home == here == ROOT / "data"
    assert (ROOT / "app.py").is_file()


def test_a_home_of_the_environment_is_seen_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings({"HEADWATER_HOME": "store"}, NO_FILE).home == tmp_path / "store"


def test_a_home_of_the_settings_file_is_seen_from_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "headwater.toml").write_text('home = "store"', encoding="utf-8")
    monkeypatch.chdir(tmp_path.parent)
    assert load_settings({}, tmp_path / "headwater.toml").home == tmp_path / "store"


def test_the_number_of_workers_is_that_of_the_command_or_else_of_the_settings() -> None:
    told = load_settings({"HEADWATER_WORKERS": "3"}, NO_FILE)
    assert (told.workers, with_workers(told, None).workers, with_workers(told, 2).workers) == (3, 3, 2)
    for given in (0, -2):
        with pytest.raises(InputError, match="--workers"):
            with_workers(Settings(), given)
    with pytest.raises(InputError, match="workers is -1"):
        load_settings({"HEADWATER_WORKERS": "-1"}, NO_FILE)


def test_a_command_that_a_page_starts_works_on_the_store_of_the_page(
    one_row_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(one_row_home, tmp_path / "store")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEADWATER_HOME", "store")
    outcome = jobs.run(["reattribute", "--json"], lambda progress: None)
    assert (outcome.lines, outcome.found.get("complaints")) == ([], 1)


def test_an_upload_is_found_by_a_command_that_runs_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HEADWATER_HOME", "store")

    class Upload(BytesIO):
        name = "tickets.csv"

    with uploads.kept(uploads.taken(Upload(b"day,orders\n2026-03-01,100\n"))) as kept:  # type: ignore[arg-type]
        assert kept.is_absolute()


def test_a_locale_is_one_that_is_known(tmp_path: Path) -> None:
    assert load_settings({"HEADWATER_LOCALE": "de-DE"}, tmp_path / "none.toml").locale == "de-DE"
    with pytest.raises(InputError, match="locale is 'xx-YY'; give a language and a region, such as de-DE"):
        load_settings({"HEADWATER_LOCALE": "xx-YY"}, tmp_path / "none.toml")
