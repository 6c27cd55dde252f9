"""What people agreed and signed up for is only added to, and on disk when the call has returned, on both databases."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from etl import model
from etl.calendars.shifts import Shift
from etl.ledger.annotations import add_event, events, take_back_event
from etl.ledger.commitments import agree, change, read_commitments
from etl.ledger.shadow_shifts import PLACES, came, read_sign_ups, sign_up, withdraw
from etl.settings import Settings
from etl.store import Ledger, open_ledger

ROOT = Path(__file__).resolve().parents[2]
SHIFT = Shift("Support", datetime(2026, 3, 4, 17), datetime(2026, 3, 4, 21), "Europe/Amsterdam")
TABLES = (model.commitments, model.shadow_shifts, model.chart_notes)

PROMISE_ON_AND_ON = """
import sys
from datetime import date, datetime
from pathlib import Path
from etl.ledger.commitments import agree
from etl.settings import Settings
from etl.ledger.shadow_shifts import sign_up
from etl.calendars.shifts import Shift
from etl.store import open_ledger

ledger = open_ledger(Settings(home=Path(sys.argv[1]), database_url=sys.argv[2]))
shifts = [Shift("Support", datetime(2026, 3, day, 17), datetime(2026, 3, day, 21), "UTC") for day in (4, 11)]
for number in range(100_000):
    what = f"{sys.argv[3]}-{number}"
    agree(ledger, department="Logistics", issue=None, owner="Head", what=what, start=date(2026, 3, 1),
          due=date(2026, 4, 1), target=None, author="Ann")
    sign_up(ledger, shifts, what, "Logistics", now=datetime(2026, 3, 1))
    print(what, flush=True)
"""


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.database)])
def chosen(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a ledger of each kind; the one of PostgreSQL is shared, so tests look at their own names only."""
    if request.param == "SQLite":
        return Settings(home=tmp_path)
    return Settings(home=tmp_path, database_url=request.getfixturevalue("postgres_url"))


def promise(ledger: Ledger, name: str) -> None:
    agree(
        ledger, department="Logistics", issue="Late", owner="Head", what=name, start=date(2026, 3, 1),
        due=date(2026, 4, 1), target=12.5, author="Ann",
    )  # fmt: skip


def start(chosen: Settings, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROMISE_ON_AND_ON, str(chosen.home), chosen.database_url, name]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def kill_after(process: subprocess.Popen[str], count: int) -> list[str]:
    assert process.stdout is not None
    told = [process.stdout.readline().strip() for _ in range(count)]
    time.sleep(0.01 * count)
    os.kill(process.pid, signal.SIGKILL)
    told += process.stdout.read().split()
    process.wait()
    assert process.returncode == -signal.SIGKILL
    return told


def test_everything_acknowledged_survives_a_kill_and_sign_ups_survive_whole(chosen: Settings) -> None:
    told = kill_after(start(chosen, "killed"), 6)
    ledger = open_ledger(chosen)
    assert set(told) <= {each.what for each in read_commitments(ledger)}
    places = [place.name for place in read_sign_ups(ledger) if place.name.startswith("killed")]
    assert set(told) <= set(places)
    assert {places.count(name) for name in places} == {2}
    promise(ledger, "after the kill")
    assert "after the kill" in {each.what for each in read_commitments(ledger)}
    ledger.close()


def test_rows_are_only_ever_added(chosen: Settings) -> None:
    ledger = open_ledger(chosen)

    def rows() -> list[list[Any]]:
        key = [next(iter(table.primary_key)) for table in TABLES]
        return [
            ledger.read(sa.select(table).order_by(column)).astype("str").to_numpy().tolist()
            for table, column in zip(TABLES, key, strict=True)
        ]

    steps: list[Callable[[], Any]] = [
        lambda: promise(ledger, "kept"),
        lambda: change(ledger, next(c for c in read_commitments(ledger) if c.what == "kept"), "done", "Bob"),
        lambda: sign_up(ledger, [SHIFT], "Bo", "Logistics", now=datetime(2026, 3, 1)),
        lambda: came(ledger, next(p for p in read_sign_ups(ledger) if p.name == "Bo"), now=datetime(2026, 3, 5)),
        lambda: sign_up(ledger, [SHIFT], "Cy", "Finance", now=datetime(2026, 3, 1)),
        lambda: withdraw(ledger, next(p for p in read_sign_ups(ledger) if p.name == "Cy"), now=datetime(2026, 3, 1)),
        lambda: add_event(ledger, date(2026, 3, 1), "New van", "Ann"),
        lambda: take_back_event(ledger, events(ledger)[0], "Ann"),
    ]
    for step in steps:
        before = rows()
        step()
        after = rows()
        assert [table[: len(old)] for table, old in zip(after, before, strict=True)] == before
        assert sum(map(len, after)) == sum(map(len, before)) + 1
    found = next(each for each in read_commitments(ledger) if each.what == "kept")
    assert (found.target, found.start, found.state) == (12.5, date(2026, 3, 1), "done")
    ledger.close()


def test_two_writers_at_once_never_fill_a_shift_beyond_its_places(chosen: Settings) -> None:
    both = [start(chosen, name) for name in ("left", "right")]
    for process in both:
        kill_after(process, 4)
    ledger = open_ledger(chosen)
    at = datetime(2026, 3, 11, 17)
    assert sum(place.has_place for place in read_sign_ups(ledger) if place.starts_at == at) == PLACES
    ledger.close()
