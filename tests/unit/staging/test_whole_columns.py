"""How a column writes its values is found from the whole file, so a chunk of it is read as the whole is."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from etl.sources import open_export
from etl.staging import context_for, stage
from etl.taxonomy import load_taxonomy
from tests.unit.sources.files import write_table
from tests.unit.staging.rows import NOW

HEADER = ("ticket_id", "created_at", "body", "goodwill_amount", "handle_minutes")
GOODWILL = ("1.200", "1.200,50", "€ 12,50", "EUR 40", "12,50", "25", "1,200.00", "")


def tickets(path: Path, rows: int) -> pd.DataFrame:
    """Tickets of a file, and what was noticed about them, read some rows at a time."""
    export = open_export(path)
    context = context_for(export, load_taxonomy("retail"), b"key", NOW)
    staged = [stage(chunk, context) for chunk in export.chunks(rows)]
    return pd.concat([pd.concat([one.tickets, one.problems], axis=1) for one in staged])


def export_of(
    path: Path, goodwill: tuple[str, ...] = ("",), minutes: tuple[str, ...] = ("",), first: str = "{}"
) -> Path:
    count = max(len(goodwill), len(minutes))
    rows = [
        (first.format(12_000 + n), "2026-02-03 10:00", "late", goodwill[n % len(goodwill)], minutes[n % len(minutes)])
        for n in range(count)
    ]
    return write_table(path, rows, HEADER)


@pytest.mark.parametrize("rows", [3, 100])
def test_goodwill_with_marks_and_signs_comes_to_what_the_file_holds(tmp_path: Path, rows: int) -> None:
    read = tickets(export_of(tmp_path / "gw.csv", 5 * GOODWILL), rows)
    assert read["goodwill_amount"].sum() == 18_452.50
    assert read["goodwill_unread"].isna().all()


@pytest.mark.parametrize("rows", [1, 100])
def test_what_cannot_be_read_is_noticed_and_the_rest_is_logged(tmp_path: Path, rows: int) -> None:
    minutes = ("3 Stunden 20 Minuten", "1.234,5", "1.234", "soon")
    read = tickets(export_of(tmp_path / "m.csv", ("a voucher",), minutes), rows)
    assert read["handle_minutes"].head(3).tolist() == [200, 1234.5, 1234]
    assert read["minutes_basis"].tolist() == ["logged", "logged", "logged", "estimated"]
    assert read["minutes_unread"].dropna().tolist() == ["soon"]
    assert read["goodwill_unread"].tolist() == ["a voucher"] * 4


@pytest.mark.parametrize("rows", [1, 100])
def test_minutes_that_are_zero_nearly_everywhere_are_estimated(tmp_path: Path, rows: int) -> None:
    read = tickets(export_of(tmp_path / "z.csv", minutes=("0 segundo",) * 9 + ("12 segundos",)), rows)
    assert read["minutes_basis"].tolist() == ["estimated"] * 9 + ["logged"]


@pytest.mark.parametrize("first", ["{}.0", "{:,}", "'{}", '="{}"'])
def test_ids_dressed_up_by_a_spreadsheet_are_those_of_the_plain_export(tmp_path: Path, first: str) -> None:
    read = tickets(export_of(tmp_path / "a.csv", ("", ""), first=first), 1)
    assert read["ticket_id"].tolist() == ["12000", "12001"]


def test_the_load_says_how_it_read_a_column_with_an_example(tmp_path: Path) -> None:
    path = export_of(tmp_path / "f.csv", ("1.200", "12,50", "a voucher"), ("0", "0", "0"), first="{}.0")
    assert open_export(path).findings[-4:] == (
        "ticket_id: 12000.0 is taken as the id 12000.",
        'goodwill_amount: "1.200" is read as 1,200, judging by the other cells of the column.',
        'goodwill_amount: "a voucher" is not a number; such cells are left out.',
        "handle_minutes: 3 of 3 cells are 0, so nobody logged time there.",
    )
