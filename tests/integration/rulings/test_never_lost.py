"""What a person ruled is on disk when the call has returned, whatever happens to the process."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl import model
from etl.ledger.rulings import (
    By,
    Share,
    Standing,
    assign,
    import_rulings,
    read_rulings,
    record,
    rulings_in_force,
    write_rulings,
)
from etl.settings import Settings
from etl.store import open_ledger

ROOT = Path(__file__).resolve().parents[3]

RULE_ON_AND_ON = """
import sys
from pathlib import Path
from etl.ledger.rulings import By, Share, Standing, record, split
from etl.settings import Settings
from etl.store import open_ledger

ledger = open_ledger(Settings(home=Path(sys.argv[1])))
for number in range(100_000):
    ticket = f"{sys.argv[2]}-{number}"
    halves = (Share("Logistics", None, 0.5), Share("Finance", None, 0.5))
    record(ledger, split(Standing("shop", ticket, halves, halves, 1), halves, By("Ann")))
    print(ticket, flush=True)
"""


def start(home: Path, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RULE_ON_AND_ON, str(home), name]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def kill_after(process: subprocess.Popen[str], count: int) -> list[str]:
    """Tickets that were acknowledged before the process was killed, without warning, somewhere in its next write."""
    assert process.stdout is not None
    told = [process.stdout.readline().strip() for _ in range(count)]
    time.sleep(0.003 * count)
    os.kill(process.pid, signal.SIGKILL)
    told += process.stdout.read().split()
    process.wait()
    assert process.returncode == -signal.SIGKILL
    return told


@pytest.mark.parametrize("count", [1, 7, 20])
def test_every_acknowledged_ruling_survives_a_kill_whole(tmp_path: Path, count: int) -> None:
    told = kill_after(start(tmp_path, "a"), count)
    found = rulings_in_force(open_ledger(Settings(home=tmp_path)))
    assert set(told) <= set(found["ticket_id"])
    assert set(found.groupby("ticket_id")["share"].sum()) == {1.0}


def test_two_writers_killed_at_once_lose_nothing(tmp_path: Path) -> None:
    open_ledger(Settings(home=tmp_path)).close()
    both = [start(tmp_path, name) for name in "ab"]
    told = [ticket for process in both for ticket in kill_after(process, 5)]
    assert set(told) <= set(rulings_in_force(open_ledger(Settings(home=tmp_path)))["ticket_id"])


def test_a_ledger_takes_rulings_again_after_a_kill(tmp_path: Path) -> None:
    kill_after(start(tmp_path, "a"), 3)
    ledger = open_ledger(Settings(home=tmp_path))
    record(ledger, assign(Standing("shop", "after", (), (Share("Finance"),), 1), "Finance", By("Bob")))
    assert "after" in set(rulings_in_force(ledger)["ticket_id"])


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "holds"),
    [
        ([-3, 400, -1], "third"),
        ([-3, 400], "second"),
        ([400, -1], "second"),
        ([400, 300], "second"),
        ([-3, 400, -5], "second"),
    ],
    ids=["ruled after it", "nothing after it", "nothing before it", "both in the future", "an older one read in later"],
)
def test_a_ruling_of_the_future_from_an_earlier_version_wins_over_none_after_it(
    tmp_path: Path, days: list[int], holds: str
) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    ledger = open_ledger(Settings(home=tmp_path))
    here = Standing("shop", "7", (), (), None)
    said = zip(("first", "second", "third"), days, strict=False)
    record(ledger, *(assign(here, name, By(name, at=now + day * DAY)) for name, day in said))
    ledger.close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as old:
        old.execute("ALTER TABLE rulings DROP COLUMN recorded_at")
        old.execute("DROP TABLE ledger_steps")
    old.close()
    ledger = open_ledger(Settings(home=tmp_path))
    assert rulings_in_force(ledger)["department"].tolist() == [holds]
    rows = ledger.read(sa.select(model.rulings).order_by(model.rulings.c.ruling_id))
    write_rulings(rows, tmp_path / "out.csv")
    other = open_ledger(Settings(home=tmp_path / "other"))
    assert import_rulings(other, read_rulings(tmp_path / "out.csv")) == len(days)
    assert rulings_in_force(other)["department"].tolist() == [holds]
    record(ledger, assign(here, "last", By("last")))
    assert rulings_in_force(ledger)["department"].tolist() == ["last"]


def test_a_ledger_of_an_earlier_version_keeps_its_rows_and_gets_the_new_columns(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.sqlite") as old:
        old.execute(
            "CREATE TABLE rulings (ruling_id INTEGER PRIMARY KEY, source TEXT, ticket_id TEXT, action TEXT, "
            "department TEXT, issue TEXT, share DOUBLE, ruling_group TEXT, author TEXT, reason TEXT, sample TEXT, "
            "ruled_at DATETIME)"
        )
        old.execute(
            "INSERT INTO rulings VALUES (1, 'shop', '7', 'assign', 'Finance', NULL, 1.0, 'g', 'Ann', NULL, NULL, "
            "'2026-03-01 09:00:00.000000')"
        )
    old.close()
    ledger = open_ledger(Settings(home=tmp_path))
    assert rulings_in_force(ledger)["department"].tolist() == ["Finance"]
    assert set(ledger.read(sa.select(model.rulings)).columns) == {column.name for column in model.rulings.columns}


def test_two_who_open_a_new_ledger_at_once_both_open_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make, met = model.ledger.create_all, []

    def made_by_another_first(engine: sa.Engine) -> None:
        make(engine)
        met.append(engine)
        if len(met) <= 3:
            said = sqlite3.OperationalError("table rulings already exists")
            raise sa.exc.OperationalError("CREATE TABLE", {}, said)

    monkeypatch.setattr(model.ledger, "create_all", made_by_another_first)
    ledger = open_ledger(Settings(home=tmp_path))
    record(ledger, assign(Standing("shop", "7", (), (), 1), "Finance", By("Ann")))
    assert rulings_in_force(ledger)["department"].tolist() == ["Finance"]
