"""Zendesk's tables, as connectors land them, come to what the flat export of the same tickets comes to."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests import landed
from tests.integration.landed.conftest import Run

WAYS = {
    "fivetran": (landed.zendesk_fivetran, ".csv"),
    "airbyte": (landed.zendesk_airbyte, ".parquet"),
    "dlt": (landed.zendesk_dlt, ".csv"),
}


def test_a_folder_of_each_connector_gives_the_measures_of_the_flat_export(tmp_path: Path, run: Run) -> None:
    made = landed.tickets()
    flat, expected = run(str(landed.write_json(tmp_path / "tickets.json", landed.zendesk_flat(made))), home="flat")
    assert flat["complaints"] > 10
    assert expected["handoffs"]["value"]
    for name, (tables, suffix) in WAYS.items():
        folder = landed.write_folder(tmp_path / name, tables(made), suffix=suffix)
        told, measures = run(str(folder), home=f"home-{name}")
        assert {key: told[key] for key in ("read", "loaded", "complaints")} == {
            key: flat[key] for key in ("read", "loaded", "complaints")
        }, name
        assert told["source"] == "zendesk"
        assert measures == expected, [(k, v, expected[k]) for k, v in measures.items() if v != expected[k]]


def test_the_same_tables_in_databases_give_the_same_measures(
    tmp_path: Path, run: Run, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = landed.tickets()
    _, expected = run(str(landed.write_json(tmp_path / "tickets.json", landed.zendesk_flat(made))), home="flat")
    tables = landed.zendesk_fivetran(made)
    landed.write_database(postgres_database, tables, schema="helpdesk")
    monkeypatch.setenv("PGUSER", sa.make_url(postgres_database).username or "")
    landed.write_duckdb(tmp_path / "tables.duckdb", tables)
    landed.write_database(f"sqlite:///{tmp_path / 'tables.db'}", landed.zendesk_airbyte(made))
    address = landed.without_user(postgres_database)
    ways = {
        "PostgreSQL": (address, "--tables", "zendesk", "--schema", "helpdesk"),
        "the only schema with tickets": (address, "--source", "desk"),
        "DuckDB": (str(tmp_path / "tables.duckdb"),),
        "SQLite": (f"sqlite:///{tmp_path / 'tables.db'}", "--tables", "zendesk"),
    }
    for name, arguments in ways.items():
        told, measures = run(*arguments, home=f"home-{name}")
        assert told["source"] == ("desk" if "desk" in arguments else "zendesk")
        assert measures == expected, [(k, v, expected[k]) for k, v in measures.items() if v != expected[k]]


def test_neither_host_nor_user_is_stored(
    tmp_path: Path, run: Run, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = sa.create_engine(postgres_database)
    with engine.begin() as connection:
        connection.exec_driver_sql("drop role if exists quartermaster")
        connection.exec_driver_sql("create role quartermaster login superuser")
    engine.dispose()
    landed.write_database(postgres_database, landed.zendesk_fivetran(landed.tickets(8)))
    monkeypatch.setenv("PGUSER", "quartermaster")
    run(landed.without_user(postgres_database), "--tables", "zendesk")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file())
    assert b"Customer Nr" not in kept
    for secret in (b"quartermaster", b"127.0.0.1", str(sa.make_url(postgres_database).port).encode() + b"/"):
        assert secret not in kept
