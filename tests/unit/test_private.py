"""What is written is its owner's, and what a killed process left is swept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from etl.settings import Settings
from etl.store import open_ledger, open_warehouse, pseudonym_key
from etl.system.permissions import held_folder, keep_private, sweep

on_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")


def left_behind(parent: Path, name: str) -> Path:
    folder = parent / name
    folder.mkdir()
    (folder / "log.duckdb").write_text("a log")
    (folder / "in-use").touch()
    os.utime(folder, (0, 0))
    return folder


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_holds_stays(tmp_path: Path) -> None:
    left = left_behind(tmp_path, "headwater-left")
    strange = tmp_path / "headwater-strange"
    strange.mkdir()
    os.utime(strange, (0, 0))
    with held_folder(tmp_path / "headwater-held") as held:
        os.utime(held, (0, 0))
        sweep(tmp_path, "headwater-*")
        assert held.is_dir()
    assert not left.exists()
    assert not held.exists()
    assert strange.is_dir()


@on_posix
def test_files_that_others_could_read_are_mended_at_the_next_write(tmp_path: Path) -> None:
    (tmp_path / "000001.duckdb").touch(mode=0o644)
    tmp_path.chmod(0o755)
    keep_private(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "000001.duckdb").stat().st_mode & 0o777 == 0o600


@on_posix
def test_nothing_of_the_store_can_be_read_by_others(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    open_ledger(settings).close()
    with open_warehouse(settings).write() as writer:
        writer.publish()
    modes = {path.name: path.stat().st_mode & 0o077 for path in settings.home.rglob("*")}
    assert {"ledger.sqlite", "000001.duckdb", "current"} <= set(modes)
    assert not any(modes.values())


@on_posix
def test_a_key_of_pseudonyms_that_others_could_read_is_mended_at_its_next_use(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    for _turn in range(2):
        with open_warehouse(settings).write() as writer:
            pseudonym_key(settings, writer)
        assert (tmp_path / "pseudonym.key").stat().st_mode & 0o777 == 0o600
        (tmp_path / "pseudonym.key").chmod(0o644)
