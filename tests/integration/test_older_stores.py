"""A store that an earlier version wrote opens, says what it said, takes another load, and can be undone."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import sqlalchemy as sa

from etl import model
from etl.__main__ import main
from etl.journeys import stations
from etl.session import open_view
from etl.settings import Settings
from etl.store import open_warehouse
from etl.store.steps import LEDGER, WAREHOUSE, Step, version
from tests.integration.small_loads import sql
from tests.store_rows import fill, moved, run, taxonomy, ticket

Capture = pytest.CaptureFixture[str]
KEPT = Path(__file__).resolve().parents[1] / "fixtures" / "stores" / "0.1.0"
LATER = (
    "ticket_id,created_at,solved_at,status,channel,team,requester,subject,body\n"
    "6001,2026-03-02 09:00,,Open,email,Delivery,later@example.com,Order HW2001,My parcel has not arrived.\n"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home as 0.1.0 left it."""
    folder = tmp_path / "home"
    with zipfile.ZipFile(KEPT / "store.zip") as packed:
        packed.extractall(folder)
    monkeypatch.setenv("HEADWATER_HOME", str(folder))
    monkeypatch.delenv("HEADWATER_DATABASE_URL", raising=False)
    return folder


def measured(capsys: Capture) -> dict[str, float]:
    """Measures that `measures --json` has a value for."""
    capsys.readouterr()
    assert main(["measures", "--json"]) == 0
    return values(capsys.readouterr().out)


def values(text: str) -> dict[str, float]:
    found = json.loads(text)["measures"]
    return {name: each["value"] for name, each in found.items() if each["value"] is not None}


def held(home: Path) -> pd.DataFrame:
    with open_warehouse(Settings(home=home)).reader() as reader:
        return reader.read(sa.select(model.stations).order_by(*model.stations.primary_key))


def columns_of(path: Path) -> Iterator[tuple[str, str]]:
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as connection:
            yield from connection.execute("SELECT table_name, column_name FROM duckdb_columns()").fetchall()
        return
    with sqlite3.connect(path) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            yield from ((table, row[1]) for row in connection.execute(f'PRAGMA table_info("{table}")'))


@pytest.mark.parametrize(
    ("tables", "steps", "place"),
    [(model.warehouse, WAREHOUSE, "warehouse/000002.duckdb"), (model.ledger, LEDGER, "ledger.sqlite")],
    ids=["warehouse", "ledger"],
)
def test_the_steps_lead_from_the_first_tables_to_those_of_now(
    home: Path, tables: sa.MetaData, steps: tuple[Step, ...], place: str
) -> None:
    found = {(table, column) for table, column in columns_of(home / place) if table in tables.tables}
    for step in steps:
        new = {(table, column.name) for table in step.tables for column in tables.tables[table].columns}
        new |= {(table, column) for table, columns in step.columns.items() for column in columns}
        assert not new & found, step.what
        found |= new
    assert found == {(table.name, column.name) for table in tables.sorted_tables for column in table.columns}
    assert [step.number for step in steps] == list(range(1, version(steps) + 1))


def test_what_it_said_it_says_now(home: Path, capsys: Capture) -> None:
    with open_view(Settings(home=home)) as view:
        assert view.rulings is not None
        assert sorted(view.rulings["ticket_id"]) == ["5001", "5002", "5003"]
        assert view.reader.edition.schema_version == 1
    then = values((KEPT / "measures.json").read_text(encoding="utf-8"))
    now = measured(capsys)
    assert {name: now.get(name) for name in then} == pytest.approx(then, rel=1e-6)
    assert main(["doctor"]) == 0
    assert WAREHOUSE[-1].what in capsys.readouterr().out


def test_it_takes_another_load_and_gives_it_back(home: Path, tmp_path: Path, capsys: Capture) -> None:
    before, of_before = measured(capsys), held(home)
    export = tmp_path / "later.csv"
    export.write_text(LATER, encoding="utf-8")
    assert main(["load", str(export), "--progress", "none"]) == 0
    now = held(home)
    pd.testing.assert_frame_equal(now[now["ticket_id"] != "6001"].reset_index(drop=True), of_before)
    assert measured(capsys)["tickets"] == before["tickets"] + 1
    with open_view(Settings(home=home)) as view:
        assert view.reader.edition.schema_version == version(WAREHOUSE)
        assert view.rulings is not None
        assert len(view.rulings) == 3
    assert main(["undo"]) == 0
    assert measured(capsys) == before


def test_a_ledger_takes_its_steps_once_and_a_newer_one_is_refused(home: Path, capsys: Capture) -> None:
    measured(capsys)
    measured(capsys)
    with sqlite3.connect(home / "ledger.sqlite") as ledger:
        taken = ledger.execute("SELECT number FROM ledger_steps ORDER BY number").fetchall()
        assert [number for (number,) in taken] == [step.number for step in LEDGER]
        ledger.execute("INSERT INTO ledger_steps VALUES (?, '9.9.9', '2030-01-01')", [version(LEDGER) + 1])
    ledger.close()
    assert main(["measures"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert "The ledger was written by a newer Headwater (9.9.9)" in said[0]


def test_stations_that_a_store_lacks_are_folded_from_its_changes_and_written_by_the_next_load(
    settings: Settings,
) -> None:
    warehouse, order = open_warehouse(settings), sa.select(model.stations).order_by(*model.stations.primary_key)
    rows = {"tickets": [ticket("1", count_stations=3), ticket("2", team="Billing", count_stations=1)],
            "events": moved("1", None, "First line", "Warehouse", "First line"), "runs": [run()]}  # fmt: skip
    with warehouse.write() as writer:
        fill(writer.connection, **rows)
        stations.write(writer.connection, taxonomy())
        written = writer.read(order)
        writer.publish()
    assert written["department"].fillna("").tolist() == ["", "Support", "Logistics", "Support", "Finance"]
    sql(warehouse, settings.home, 'DROP TABLE "{0}".stations')
    sql(warehouse, settings.home, f'UPDATE "{{0}}".editions SET schema_version = {version(WAREHOUSE) - 1}')
    with warehouse.reader() as reader:
        pd.testing.assert_frame_equal(reader.read(order), written)
    with warehouse.write() as writer:
        writer.publish()
    with warehouse.reader() as reader:
        assert reader.edition.schema_version == version(WAREHOUSE)
        pd.testing.assert_frame_equal(reader.read(order), written)
