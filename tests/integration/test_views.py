"""Views for other programs: what is documented is there, sums to what was loaded, and stays where it was."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import sqlalchemy as sa

from etl import model
from etl.__main__ import main
from etl.settings import Settings, load_settings
from etl.store import Warehouse, Writer, open_warehouse
from etl.store.views import ORIGINS, VIEWS, views
from tests.conftest import ROOT

TAXONOMY = """version: 1
name: Shop
departments:
  Desk: {frontline: true, issues: {Rude: {phrases: [rude]}}}
  Store 100%: {issues: {Late: {phrases: [late]}}}
"""


@pytest.fixture(params=["duckdb", "postgresql"])
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Warehouse:
    url = request.getfixturevalue("postgres_database") if request.param == "postgresql" else ""
    return open_warehouse(Settings(home=tmp_path / "home", database_url=url))


def put(writer: Writer, table: sa.Table, *rows: dict[str, object]) -> None:
    kinds = {c.name: model.pandas_type(c) for c in table.columns if c.name in rows[0]}
    writer.append(table, pd.DataFrame(rows).astype(kinds))


def publish_three_tickets(warehouse: Warehouse) -> None:
    same = {
        "source": "shop", "row_hash": "", "load_id": 1, "run_id": 1, "created_at": datetime(2026, 3, 1, 12),
        "created_date": date(2026, 3, 1), "created_weekday": 6, "kind": "complaint", "handle_minutes": 10.0,
        "excluded_as": None,
    }  # fmt: skip
    run = {"run_id": 1, "load_id": 1, "started_at": datetime(2026, 4, 1), "engine_version": "", "learnt": "{}"}
    part = {"run_id": 1, "source": "shop", "ticket_id": "1", "issue": None, "confidence": 0.9, "best_department": None}
    with warehouse.write() as writer:
        put(
            writer, model.tickets, {**same, "ticket_id": "1"}, {**same, "ticket_id": "2"},
            {**same, "ticket_id": "3", "kind": "request"}, {**same, "ticket_id": "4", "excluded_as": "spam"},
        )  # fmt: skip
        put(
            writer, model.attributions, {**part, "department": "Desk", "share": 0.25},
            {**part, "department": "Store 100%", "share": 0.75},
        )  # fmt: skip
        put(
            writer, model.runs,
            {**run, "taxonomy_name": "Shop", "taxonomy_hash": "abc", "taxonomy_text": TAXONOMY},
        )  # fmt: skip
        put(
            writer, model.volumes,
            {"day": date(2026, 3, 2), "unit": "orders", "channel": "", "product": "", "value": 50.0, "load_id": 1},
        )  # fmt: skip
        writer.publish()


def test_the_views_tell_tickets_origins_and_months_under_the_taxonomy_in_force(warehouse: Warehouse) -> None:
    publish_three_tickets(warehouse)
    with warehouse.reader() as reader:
        place = f"{reader.snapshot}." if reader.connection.dialect.name == "postgresql" else ""
        found = {
            name: reader.connection.execute(sa.text(f"SELECT * FROM {place}{name}")).mappings().all() for name in VIEWS
        }

    tickets, origins, (month,) = (found[name] for name in VIEWS)
    assert {row["ticket_id"]: (row["department"], row["is_complaint"]) for row in tickets} == {
        "1": ("Store 100%", True), "2": (None, True), "3": (None, False), "4": (None, False),
    }  # fmt: skip
    assert {(row["ticket_id"], row["department"], row["share"], row["origin"]) for row in origins} == {
        ("1", "Desk", 0.25, "frontline"),
        ("1", "Store 100%", 0.75, "elsewhere"),
        ("2", "Unattributed", 1.0, "unattributed"),
    }
    assert month["month"] == date(2026, 3, 1)
    assert [month[name] for name in ("contacts", "complaints", "complaint_minutes", "orders")] == [3, 2, 20, 50]
    assert [month[name] for name in ORIGINS] == [0.75, 0, 0.25, 0, 1]
    assert {(row["taxonomy"], row["taxonomy_hash"]) for row in (*tickets, *origins, month)} == {("Shop", "abc")}


def test_in_postgresql_the_views_stand_in_one_place_and_follow_an_undo(tmp_path: Path, postgres_database: str) -> None:
    warehouse = open_warehouse(Settings(home=tmp_path, database_url=postgres_database))
    engine = sa.create_engine(sa.make_url(postgres_database).set(drivername="postgresql+psycopg"))

    def count() -> int:
        with engine.connect() as connection:
            return int(connection.execute(sa.text("SELECT count(*) FROM headwater.view_tickets")).scalar_one())

    publish_three_tickets(warehouse)
    assert count() == 4
    with warehouse.write() as writer:
        writer.connection.execute(sa.delete(model.tickets).where(model.tickets.c.ticket_id == "4"))
        writer.publish()
    assert count() == 3
    warehouse.undo()
    assert count() == 4
    warehouse.undo()
    with pytest.raises(sa.exc.ProgrammingError):
        count()


def test_the_views_are_written_to_a_file_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))
    publish_three_tickets(open_warehouse(load_settings()))
    out = tmp_path / "report.duckdb"

    for _ in range(2):  # the second takes the place of the first
        assert main(["export", "--what", "views", "--out", str(out)]) == 0
    with duckdb.connect(str(out), read_only=True) as file:
        assert file.sql("SELECT sum(origins.share) FROM origins JOIN tickets USING (source, ticket_id)").fetchone() == (
            2.0,
        )
        assert file.sql("SELECT month, complaints, taxonomy_hash FROM measures_by_month").fetchall() == [
            (date(2026, 3, 1), 2, "abc")
        ]
    assert main(["export", "--what", "views", "--out", str(tmp_path / "report.csv")]) == 2
    assert main(["export", "--what", "views", "--channel", "chat", "--out", str(out)]) == 2
    assert "leave the filters out" in capsys.readouterr().err


def test_every_column_of_the_views_is_documented() -> None:
    told = (ROOT / "docs" / "views.md").read_text(encoding="utf-8")
    missing = [
        f"{name}.{column.name}"
        for name, select in views(None).items()
        for column in select.selected_columns
        if f"`{column.name}`" not in told.partition(f"## `{name}`")[2].partition("\n## ")[0]
    ]
    assert not missing
