"""Each field says why it is taken from its column."""

from __future__ import annotations

from pathlib import Path

from etl.sources import open_export
from etl.sources.remembered import header_mark
from tests.unit.sources.files import write_table

HEADER = ("Vorgangs-ID", "Ref", "Eingang am", "Sachverhalt", "Stand")
ROWS = [
    ("V1", "X1", "2026-01-05 10:00", "Mein Paket ist nicht angekommen", "offen"),
    ("V2", "X1", "2026-01-06 10:00", "Ich wurde zweimal belastet und will Geld", "zu"),
]


def test_a_guess_names_what_speaks_for_it_and_the_columns_left_out(tmp_path: Path) -> None:
    reasons = open_export(write_table(tmp_path / "a.csv", ROWS, HEADER)).mapping_reasons

    assert reasons["ticket_id"] == "named like 'vorgang id'; every cell is different; also likely: Ref"
    assert reasons["created_at"] == "named like 'eingang am'; 100% of the cells are times"
    assert reasons["status"] == "named like 'stand'; 2 different values"
    assert reasons["body"].startswith("named like 'sachverhalt'; ")


def test_what_a_person_told_now_or_before_says_so(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.csv", ROWS, HEADER)
    before = {header_mark(list(HEADER)): {"ticket_id": "Ref", "status": "Stand"}}
    export = open_export(path, mapping={"status": "Stand"}, remembered=before)

    assert (export.mapping["ticket_id"], export.mapping_reasons["ticket_id"]) == ("Ref", "as you said before")
    assert export.mapping_reasons["status"] == "as you said"


def test_a_column_found_by_its_cells_says_so(tmp_path: Path) -> None:
    rows = [(row[0], row[2], row[3]) for row in ROWS]
    reasons = open_export(write_table(tmp_path / "a.csv", rows, ("xx", "Eingang am", "zz"))).mapping_reasons

    assert reasons["body"].startswith("by its contents: no column has that name; ")


def test_every_field_has_a_reason_also_made_ones_and_those_of_known_formats(tmp_path: Path) -> None:
    made = open_export(write_table(tmp_path / "a.csv", [row[2:] for row in ROWS], HEADER[2:]))
    known = open_export(Path(__file__).parents[2] / "fixtures" / "exports" / "jira.csv")

    assert made.mapping_reasons["ticket_id"] == "made of the row's other cells"
    assert known.mapping_reasons["subject"] == f"its name in {known.format.label}"
    assert all(export.mapping_reasons.keys() == export.mapping.keys() for export in (made, known))
