"""A disk that is full or shut is told so that somebody can mend it; a fault of ours isn't taken for one."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa

from etl.errors import InputError
from etl.sources import open_export
from etl.staging import context_for, stage
from etl.system.clock import clock_behind
from etl.system.failures import plainly, sweep
from etl.taxonomy import load_taxonomy
from etl.validation import Validator

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


def test_too_little_memory_for_the_database_is_told() -> None:
    told = plainly(sa.exc.OperationalError("INSERT", {}, Exception("Out of Memory Error: could not allocate")), HOME)
    assert told.startswith("There is too little memory")
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


def test_files_about_faults_are_swept_but_for_the_last_few(tmp_path: Path) -> None:
    for number in range(9):
        path = tmp_path / f"headwater-fault-{number}.txt"
        path.touch()
        os.utime(path, (number, number))
    (tmp_path / "other.txt").touch()
    sweep(path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *(f"headwater-fault-{number}.txt" for number in range(4, 9)), "other.txt",
    ]  # fmt: skip


def test_a_clock_that_lies_before_what_has_been_is_told() -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    assert clock_behind(now, None) == ""
    assert "clock says 05 Jan 2019" in clock_behind(datetime(2019, 1, 5), None)
    assert "the last load was on" in clock_behind(now, now + timedelta(days=400))


def test_rows_of_the_future_name_the_clock_before_the_order_of_day_and_month() -> None:
    text = ("ticket_id,created_at,body\n" + "".join(f"{n},2026-03-0{n},late parcel\n" for n in range(1, 5))).encode()
    with TemporaryDirectory() as folder:
        (path := Path(folder) / "tickets.csv").write_bytes(text)
        export = open_export(path)
        now = datetime(2019, 1, 5)
        validator = Validator(now)
        for raw in export.chunks(100):
            validator.check(stage(raw, context_for(export, load_taxonomy("retail"), b"key", now)), raw)
        with pytest.raises(InputError, match=r"clock says 05 Jan 2019: if that is wrong, set it"):
            validator.finish()
