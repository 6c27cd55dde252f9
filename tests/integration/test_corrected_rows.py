"""Files without ids that are loaded again: the same, grown, and with rows that were corrected."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from etl import model
from etl.settings import load_settings
from etl.store import open_warehouse
from etl.usecases.load import LoadRequest, load

HEADER = ("Opened", "Title", "What happened", "Customer", "State")
LAMP = ("2026-01-05 10:00", "Lamp", "The lamp came without its shade", "C-17", "open")
KETTLE = ("2026-01-05 11:30", "Kettle", "The kettle leaks at its handle", "C-18", "open")
CHAIR = ("2026-01-06 09:15", "Chair", "The chair wobbles on every floor that I have", "C-19", "open")
Rows = tuple[tuple[str, ...], ...]
Load = Callable[..., Any]


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load rows as a file of a name; the report."""
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))

    def load_rows(*rows: tuple[str, ...], name: str = "complaints.csv") -> Any:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *rows])
        settings = load_settings()
        return load(LoadRequest(path), settings, open_warehouse(settings))

    return load_rows


def bodies() -> list[str]:
    with open_warehouse(load_settings()).reader() as reader:
        return sorted(reader.read(sa.select(model.tickets.c.body))["body"])


def corrected(row: tuple[str, ...], **cells: str) -> tuple[str, ...]:
    return tuple(cells.get(name.replace(" ", "_"), cell) for name, cell in zip(HEADER, row, strict=True))


MENDED = corrected(KETTLE, What_happened="The kettle leaks at its lid, not at its handle")


def test_the_same_rows_again_are_known_and_a_changed_state_is_a_newer_version(loaded: Load) -> None:
    loaded(LAMP, KETTLE)
    again = loaded(LAMP, corrected(KETTLE, State="closed"), CHAIR)

    assert (again.count_known, again.count_loaded) == (1, 2)
    assert len(bodies()) == 3


def test_a_corrected_row_takes_the_place_of_its_old_version_and_the_load_says_so(loaded: Load) -> None:
    loaded(LAMP, KETTLE)
    again = loaded(LAMP, MENDED)

    assert bodies() == sorted([LAMP[2], MENDED[2]])
    assert any("1 row without an id is a corrected version of a ticket" in told for told in again.findings)
    assert loaded(LAMP, MENDED).count_known == 2
    assert len(bodies()) == 2


def test_a_grown_file_of_another_name_is_the_same_export(loaded: Load) -> None:
    loaded(LAMP, KETTLE)
    loaded(LAMP, MENDED, CHAIR, name="complaints-february.csv")

    assert len(bodies()) == 3


@pytest.mark.parametrize(
    "row",
    [
        corrected(MENDED, Opened="2026-01-05 11:31"),
        corrected(MENDED, Title="Pan", Customer="C-20"),
    ],
    ids=["another time", "nothing but the time the same"],
)
def test_a_row_that_agrees_in_too_little_is_a_new_ticket(loaded: Load, row: tuple[str, ...]) -> None:
    loaded(LAMP, KETTLE)
    loaded(LAMP, row)

    assert len(bodies()) == 3


def test_of_days_without_a_time_more_has_to_agree(loaded: Load) -> None:
    day = {"Opened": "2026-01-05"}
    loaded(corrected(LAMP, **day), corrected(KETTLE, **day))
    loaded(corrected(LAMP, **day), corrected(MENDED, **day, Title="Pan"))
    assert len(bodies()) == 3

    loaded(
        corrected(LAMP, **day), corrected(MENDED, **day, Title="Pan", State="open", What_happened="It leaks at its lid")
    )
    assert len(bodies()) == 3


def test_rows_of_another_desks_file_stay_apart(loaded: Load) -> None:
    loaded(LAMP, KETTLE)
    loaded(CHAIR, MENDED, name="other-desk.csv")

    assert len(bodies()) == 4


def test_what_is_missing_from_a_later_file_stays(loaded: Load) -> None:
    loaded(LAMP, KETTLE)
    loaded(KETTLE, CHAIR)

    assert len(bodies()) == 3
