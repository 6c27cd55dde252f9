"""Pages and reports over tickets whose export has no times: alone, and beside tickets that have them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.stores import PAGES, etl

Open = Callable[..., AppTest]
HEADER = ("Ticket ID", "Subject", "Description", "Status", "Group")
ROWS = (
    ("1", "Parcel late", "My parcel has not arrived and nobody answers. This is unacceptable", "Open", "Support"),
    ("2", "Double charge", "I was charged twice for one order and want my money back", "Solved", "Billing"),
    ("3", "Opening hours", "When does the shop open on Sunday?", "Solved", "Support"),
    ("4", "Broken lamp", "The lamp arrived broken and the box was crushed", "Open", "Warehouse"),
)
TIMES = ("2026-01-05 10:00", "2026-01-19 11:30", "2026-03-02 09:15", "2026-03-20 22:40")


def write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return str(path)


@pytest.fixture(scope="module", params=["alone", "beside others"])
def untimed_home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("untimed")
    etl(home, "load", write(home / "none.csv", HEADER, list(ROWS)))
    if request.param == "beside others":
        timed = [(f"T{row[0]}", *row[1:], time) for row, time in zip(ROWS, TIMES, strict=True)]
        etl(home, "load", write(home / "times.csv", (*HEADER, "Created"), timed), "--source", "desk", *_told())
    return home


def _told() -> list[str]:
    return ["--map", "ticket_id=Ticket ID", "--map", "created_at=Created", "--map", "body=Description"]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_over_tickets_without_times(open_page: Open, untimed_home: Path, page: str) -> None:
    app = open_page(untimed_home, page)

    assert not app.exception
    assert not app.error
    assert "NaT" not in " ".join(str(one.value) for one in (*app.markdown, *app.caption))


def test_a_ticket_without_a_time_opens_and_says_so(open_page: Open, untimed_home: Path) -> None:
    app = open_page(untimed_home, "tickets", ticket="table:1")

    assert not app.exception
    assert "arrived at an unknown time" in " ".join(str(one.value) for one in (*app.markdown, *app.caption))


def test_tickets_without_a_time_are_counted_and_stand_in_a_group_without_a_month(untimed_home: Path) -> None:
    told = json.loads(etl(untimed_home, "measures", "--json"))["measures"]
    months = json.loads(etl(untimed_home, "measures", "--by", "month", "--json"))["groups"]
    is_alone = told["tickets"]["value"] == len(ROWS)

    assert told["tickets"]["value"] == (1 if is_alone else 2) * len(ROWS)
    assert set(months) == ({"(none)"} if is_alone else {"(none)", "2026-01", "2026-03"})


@pytest.mark.parametrize(
    "asked",
    [
        ("export", "--what", "tickets", "--out", "tickets.csv"),
        ("export", "--what", "tickets", "--out", "tickets.xlsx"),
        ("export", "--what", "measures", "--out", "measures.csv"),
        ("export", "--what", "slides", "--out", "slides.pptx"),
        ("export", "--what", "views", "--out", "views.duckdb"),
        ("measures", "--department", "Logistics", "--json"),
        ("measures", "--by", "issue", "--json"),
        ("taxonomy", "suggest", "none.csv", "--out", "mine.yaml"),
        ("reattribute",),
        ("doctor",),
    ],
    ids=lambda asked: " ".join(asked[:3]),
)
def test_reports_stand_tickets_without_times(untimed_home: Path, tmp_path: Path, asked: tuple[str, ...]) -> None:
    there = {name: tmp_path / name for name in asked if "." in name} | {"none.csv": untimed_home / "none.csv"}
    etl(untimed_home, *(str(there.get(name, name)) for name in asked))
    written = [there[name] for name in asked if "." in name and name != "none.csv"]
    assert all(path.stat().st_size > 0 for path in written)
