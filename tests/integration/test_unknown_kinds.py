"""A log of hand-offs without any text: nobody can tell its complaints, and its hand-offs are counted all the same."""

from __future__ import annotations

import csv
import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from etl.__main__ import main

Capture = pytest.CaptureFixture[str]

QUEUES = ("Counter", "Workshop", "Ledger", "Yard", "Night desk")


def rows() -> list[tuple[str, str, str]]:
    """Changes of sixty cases in the order of time: case, minute of a day, queue; some rows repeat the queue."""
    draw = random.Random(7)
    made = []
    for case in range(60):
        for step in range(draw.randint(1, 6)):
            at = f"2026-03-{1 + case % 28:02d}T{8 + step:02d}:{draw.randint(0, 59):02d}:00"
            made.append((f"C-{case}", at, draw.choice(QUEUES)))
    return sorted(made, key=lambda row: row[1])


def counted(log: list[tuple[str, str, str]]) -> dict[str, int]:
    """Hand-offs, cases that came back to a queue that had held them, and such returns: by dictionaries alone."""
    ways: dict[str, list[str]] = defaultdict(list)
    for case, _, queue in log:
        if not ways[case] or ways[case][-1] != queue:
            ways[case].append(queue)
    return {
        "cases": len(ways),
        "handoffs": sum(len(way) - 1 for way in ways.values()),
        "handed_on": sum(len(way) > 1 for way in ways.values()),
        "came_back": sum(len(set(way)) < len(way) for way in ways.values()),
        "returns": sum(len(way) - len(set(way)) for way in ways.values()),
    }


def measures(capsys: Capture, *filters: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["measures", *filters, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)["measures"]
    return found


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HEADWATER_DATABASE_URL", raising=False)
    path = tmp_path / "changes.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("Case", "When", "Queue"), *rows()])
    return path


def test_hand_offs_and_ping_pong_of_a_log_without_texts_equal_a_count_by_hand(log: Path, capsys: Capture) -> None:
    truth = counted(rows())
    assert truth["came_back"] > 5
    assert main(["load", str(log), "--map", "ticket_id=Case", "changed_at=When", "team=Queue"]) == 0
    assert f"of unknown kind {truth['cases']}: they have no text" in capsys.readouterr().out
    found = measures(capsys)
    assert found["kind_unknown"]["value"] == truth["cases"]
    assert (found["handoffs"]["numerator"], found["handoffs"]["denominator"]) == (truth["handoffs"], truth["cases"])
    assert (found["handed_on"]["numerator"], found["handed_on"]["denominator"]) == (truth["handed_on"], truth["cases"])
    assert (found["pingpong"]["numerator"], found["pingpong"]["denominator"]) == (truth["came_back"], truth["cases"])
    assert found["pingpong_returns"]["value"] == truth["returns"]
    for name in ("handoffs", "pingpong", "handle_hours"):
        assert found[name]["note"].endswith(
            f"It counts all {truth['cases']} tickets of unknown kind: they have no text."
        )
    assert found["complaints"]["value"] == 0
    assert "nobody can tell which tickets are complaints" in found["complaints"]["note"]
    assert found["frontline_view"]["value"] is None  # hours on tickets of unknown kind are no complaints' hours
    assert not [name for name, each in found.items() if "No export within the filters says which teams" in each["note"]]
    of_complaints = measures(capsys, "--kind", "complaint")
    assert of_complaints["handoffs"]["value"] is None


def test_tickets_with_texts_in_the_same_store_stay_complaints_and_are_told_apart_in_the_note(
    log: Path, tmp_path: Path, capsys: Capture
) -> None:
    desk = tmp_path / "desk.csv"
    desk.write_text(
        "Ticket ID,Subject,Description,Created time,Status,Group\n"
        '1,Parcel,"My parcel has not arrived, this is unacceptable.",2026-03-04 10:00,Open,Support\n'
        "2,Hours,What are your opening hours?,2026-03-04 10:00,Open,Support\n",
        encoding="utf-8",
    )
    cases = counted(rows())["cases"]
    assert main(["load", str(desk), "--progress", "none"]) == 0
    assert main(["load", str(log), "--map", "ticket_id=Case", "changed_at=When", "team=Queue"]) == 0
    found = measures(capsys)
    # the complaint by nearly all of its probability, the question by what little it has; the log by none
    assert (round(found["complaints"]["value"]), found["complaints"]["note"]) == (1, "")
    assert found["complaints"]["value"] == pytest.approx(1, abs=0.25)
    assert f"Beside 1 complaint, it counts all {cases} tickets of unknown kind" in found["handle_hours"]["note"]
    assert found["tickets"]["value"] == cases + 2
