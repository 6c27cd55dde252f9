"""Tables of tickets in which no column holds times: taken with what they have, and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.errors import InputError
from etl.sources import open_export
from etl.sources.time_advice import time_advice
from tests.unit.sources.files import write_table

TEXT = "The kettle that I got leaks at its handle"
ROW = ("17", TEXT, "Open", "Depot")
HEADER = ("Case number", "Message", "State", "Queue")


def test_a_table_of_tickets_without_times_is_taken_and_says_what_cant_be_shown(tmp_path: Path) -> None:
    export = open_export(write_table(tmp_path / "a.csv", [ROW, ("18", TEXT + " too", "Done", "Shop")], HEADER))

    assert export.mapping == {"ticket_id": "Case number", "body": "Message", "status": "State", "team": "Queue"}
    assert any("No time of creation" in told and "trends" in told for told in export.findings)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (("id", "name", "description", "price"), ("1", "Kettle", "A kettle of steel for the whole family", "12.50")),
        (("region", "complaints", "share"), ("North", "120", "0.2")),
        ((*HEADER, "Resolved"), (*ROW, "2026-02-03 09:30")),
    ],
    ids=["products", "sums", "a time of solution alone"],
)
def test_what_may_be_no_tickets_or_have_times_is_refused(
    tmp_path: Path, header: tuple[str, ...], row: tuple[str, ...]
) -> None:
    with pytest.raises(InputError):
        open_export(write_table(tmp_path / "a.csv", [row], header))


def test_a_column_that_is_called_as_a_time_is_the_time_whatever_it_holds(tmp_path: Path) -> None:
    export = open_export(write_table(tmp_path / "a.csv", [(*ROW, "soon")], (*HEADER, "Opened")))

    assert export.mapping["created_at"] == "Opened"


def test_a_person_can_say_that_there_are_no_times(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.csv", [(*ROW, "2026-02-03 09:30")], (*HEADER, "Resolved"))
    with pytest.raises(InputError, match='or "created_at=" where the export has no times'):
        open_export(path)

    assert "created_at" not in open_export(path, mapping={"created_at": ""}).mapping


@pytest.mark.parametrize(
    ("header", "where"),
    [
        (("Issue key", "Issue Type", "Summary"), "column Created"),
        (("Number", "Caller", "Assignment group"), "Opened and Closed"),
        (("a", "b"), "Created, Opened or Received"),
    ],
)
def test_the_columns_tell_whose_times_are_asked_for(header: tuple[str, ...], where: str) -> None:
    assert where in time_advice(header)
