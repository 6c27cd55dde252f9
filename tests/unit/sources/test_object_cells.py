"""Cells of a table that hold objects become columns, as those of an API's answer do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.sources import open_export
from tests.unit.sources.files import read, write_table

HEADER = ("ticket_id", "created_at", "body", "team")
TEXTS = ("The lamp came without its shade", "Nobody answers the letter that I wrote")


def tables(tmp_path: Path, *cells: str) -> Path:
    rows = [
        [str(number), f"2026-02-0{number} 09:30", f"{TEXTS[number % 2]}, number {number}", cell]
        for number, cell in enumerate(cells, start=1)
    ]
    return write_table(tmp_path / "desk.csv", rows, HEADER)


@pytest.mark.parametrize(
    "cells",
    [
        ('{"id": 3, "name": "Depot"}', '{"id": 9, "name": "Post room"}'),
        ("{'id': 3, 'name': 'Depot', 'lead': None}", "{'id': 9, 'name': 'Post room', 'is_open': True}"),
        ("{'id': 3, 'name': \"Depot\"}", ' {"id": 9, "name": "Post room"} '),
    ],
)
def test_a_column_of_objects_is_parted_and_its_name_is_the_team(tmp_path: Path, cells: tuple[str, str]) -> None:
    export = open_export(tables(tmp_path, *cells))
    frame = read(export)

    assert export.mapping["team"] == "team.name"
    assert frame["team.name"].tolist() == ["Depot", "Post room"]
    assert frame["team.id"].tolist() == ["3", "9"]
    assert "team" not in export.columns
    assert any("team holds an object in each cell" in finding for finding in export.findings)


def test_objects_within_objects_are_parted_by_a_path(tmp_path: Path) -> None:
    cell = json.dumps({"name": "Depot", "site": {"town": "Ede", "floors": [1, 2]}})
    frame = read(open_export(tables(tmp_path, cell, cell)))

    assert frame["team.site.town"].tolist() == ["Ede", "Ede"]
    assert frame["team.site.floors"].tolist() == ["1; 2", "1; 2"]


def test_of_a_list_of_objects_with_names_the_names_are_kept(tmp_path: Path) -> None:
    frame = read(open_export(tables(tmp_path, "[{'id': 1, 'name': 'Depot'}, {'id': 2, 'name': 'Post room'}]", "[]")))

    assert frame["team"].tolist()[0] == "Depot; Post room"
    assert frame["team"].isna().tolist() == [False, True]


def test_empty_cells_and_those_of_nothing_stand_among_objects(tmp_path: Path) -> None:
    frame = read(open_export(tables(tmp_path, '{"name": "Depot"}', "", "None", "null", "{}")))

    assert frame["team.name"].tolist()[0] == "Depot"
    assert frame["team.name"].isna().sum() == 4


@pytest.mark.parametrize(
    "other", ["Post room", "{not an object}", '["Depot", "Post room"]', "[{'id': 1}]", "{'a', 'b'}"]
)
def test_a_column_of_which_only_some_cells_are_objects_stays_as_it_is(tmp_path: Path, other: str) -> None:
    export = open_export(tables(tmp_path, '{"name": "Depot"}', other))

    assert export.mapping["team"] == "team"
    assert read(export)["team"].tolist() == ['{"name": "Depot"}', other]


def test_a_cell_far_below_the_first_rows_keeps_its_column_whole(tmp_path: Path) -> None:
    path = tmp_path / "desk.csv"
    rows = [[str(n), "2026-02-01 09:30", f"{TEXTS[0]} {n}", '{"name": "Depot"}'] for n in range(300)]
    write_table(path, [*rows, ["300", "2026-02-01 09:30", TEXTS[1], "Post room"]], HEADER)

    assert read(open_export(path))["team"].tolist()[-1] == "Post room"


def test_a_column_that_a_person_names_stays_as_it_is(tmp_path: Path) -> None:
    path = tables(tmp_path, '{"name": "Depot"}', '{"name": "Post room"}')

    assert read(open_export(path, mapping={"team": "team"}))["team"].tolist()[0] == '{"name": "Depot"}'


def test_parts_that_are_called_as_another_column_are_not_made(tmp_path: Path) -> None:
    header = (*HEADER, "team.name")
    rows = [[str(n), "2026-02-01 09:30", f"{TEXTS[0]} {n}", '{"name": "Depot"}', "Hall"] for n in range(3)]
    export = open_export(write_table(tmp_path / "desk.csv", rows, header))

    assert read(export)["team"].tolist()[0] == '{"name": "Depot"}'


def test_brackets_without_end_are_a_text(tmp_path: Path) -> None:
    export = open_export(tables(tmp_path, "[" * 5_000 + "]" * 5_000, "{" * 5_000 + "}" * 5_000))

    assert read(export)["team"].str.len().tolist() == [10_000, 10_000]
