"""Looking needs no writing: with a full disk the last snapshot serves, and what can't be recorded says so."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from etl import model
from etl.__main__ import main
from etl.errors import InputError
from etl.settings import Settings
from etl.store import open_ledger
from tests.app.conftest import known_pages, open_page, script

__all__ = ["known_pages", "open_page", "script"]

Capture = pytest.CaptureFixture[str]
ROOM = 20_000
"""Bytes that a file may grow to: room for a small export, none for what SQLite needs to write."""


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow beyond `ROOM`, for root neither."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def home(one_row_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Store of one complaint, which a person ruled on."""
    folder = tmp_path / "home"
    shutil.copytree(one_row_home, folder)
    monkeypatch.setenv("HEADWATER_HOME", str(folder))
    monkeypatch.delenv("HEADWATER_DATABASE_URL", raising=False)
    rulings = tmp_path / "rulings.csv"
    rulings.write_text("ticket_id,department,author\n=7,Finance,kim\n", encoding="utf-8")
    assert main(["rulings", "import", str(rulings)]) == 0
    return folder


def test_commands_that_look_say_the_same_when_nothing_can_be_written(
    home: Path, tmp_path: Path, capsys: Capture
) -> None:
    def said(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        return main(arguments), capsys.readouterr().out

    looks = (["measures", "--json", "--department", "Finance"], ["loads", "--json"])
    before = [said(*look) for look in looks]
    assert json.loads(before[0][1])["measures"]["complaints"]["value"] == 1
    with full_disk():
        assert [said(*look) for look in looks] == before
        assert main(["export", "--what", "tickets", "--out", str(tmp_path / "out.csv")]) == 0
        told = capsys.readouterr()
        assert "isn't noted in the access log" in told.err
        assert "1 rows written" in told.out
        assert said("doctor")[0] == 2
        assert main(["rulings", "import", str(tmp_path / "rulings.csv")]) in (0, 2)
    assert said("doctor")[0] == 0


def test_pages_show_the_last_snapshot_and_says_that_nothing_can_be_recorded(
    home: Path, open_page: Callable[..., AppTest]
) -> None:
    with full_disk():
        for page in ("overview", "tickets", "review", "import"):
            app = open_page(home, page)
            assert not app.exception, page
            assert not app.error, page
            assert any("nothing can be recorded now" in one.value for one in app.warning), page


def test_what_is_to_be_recorded_is_refused_in_plain_words(home: Path) -> None:
    with full_disk():
        ledger = open_ledger(Settings(home=home))
        with pytest.raises(InputError, match=r"can't be written.*Nothing was recorded"):
            ledger.log_access("tickets", "{}", 1)
        assert ledger.read(sa.select(model.rulings.c.author))["author"].tolist() == ["kim"]
        ledger.close()


def test_rulings_that_lie_in_the_log_of_a_killed_process_are_read_too(home: Path) -> None:
    path, kept = home / "ledger.sqlite", home.parent / "kept"
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("PRAGMA wal_autocheckpoint=0")
    writer.execute("UPDATE rulings SET author = 'late'")
    writer.commit()
    kept.mkdir()
    for name in ("ledger.sqlite", "ledger.sqlite-wal"):
        shutil.copyfile(home / name, kept / name)
    writer.close()
    with full_disk():
        try:
            ledger = open_ledger(Settings(home=kept))
        except InputError as error:
            assert "neither written nor read" in str(error)  # noqa: PT017 - refusing is right, an older ruling isn't
            return
        assert ledger.read(sa.select(model.rulings.c.author))["author"].tolist() == ["late"]
        ledger.close()


def test_a_store_without_a_ledger_is_looked_at_as_one_that_nobody_ruled_on(tmp_path: Path) -> None:
    with full_disk():
        ledger = open_ledger(Settings(home=tmp_path))
        assert ledger.read(sa.select(model.rulings)).empty
        assert ledger.shut
        ledger.close()


def test_a_home_that_cannot_be_made_is_no_empty_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "file" / "home"))
    assert main(["measures"]) == 2
    assert "Check HEADWATER_HOME" in capsys.readouterr().err
