"""A disk that is full or shut is told so that somebody can mend it; a fault of ours isn't taken for one."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl.bookkeeping import pseudonym_key
from etl.faults import plainly
from etl.settings import Settings

HOME = Path("/srv/headwater")


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device", "/srv/headwater/warehouse/000001.part"),
        sa.exc.OperationalError("INSERT", {}, Exception("Could not write file: No space left on device")),
        sa.exc.OperationalError("INSERT", {}, Exception("database or disk is full")),
    ],
)
def test_a_full_disk_is_told(error: Exception) -> None:
    told = plainly(error, HOME)
    assert told.startswith("The disk is full")
    assert len(told.splitlines()) == 2


def test_a_bound_on_the_size_of_files_is_told() -> None:
    told = plainly(sa.exc.DatabaseError("COMMIT", {}, Exception('Could not write file "1.part": File too large')), HOME)
    assert told.startswith("A file of the store may grow no larger")
    assert len(told.splitlines()) == 2


@pytest.mark.parametrize("path", ["/srv/headwater", "/srv/headwater/warehouse/current.new", "/srv"])
def test_a_home_that_is_shut_is_told(path: str) -> None:
    told = plainly(PermissionError(errno.EACCES, "Permission denied", path), HOME)
    assert told.splitlines()[0] == f"{path} can't be used: Permission denied."
    assert "HEADWATER_HOME" in told


@pytest.mark.parametrize(
    "error", [FileNotFoundError(errno.ENOENT, "No such file", "/usr/lib/etl/words.yaml"), ValueError("7"), OSError()]
)
def test_a_fault_of_ours_stays_one(error: Exception) -> None:
    assert plainly(error, HOME) == ""


def test_an_empty_key_left_by_a_full_disk_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "pseudonym.key").touch()
    first = pseudonym_key(Settings(home=tmp_path))
    assert (tmp_path / "pseudonym.key").stat().st_size == 64
    assert pseudonym_key(Settings(home=tmp_path)) == first
    assert [path.name for path in tmp_path.iterdir()] == ["pseudonym.key"]
