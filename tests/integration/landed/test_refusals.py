"""Addresses and databases that can't be used: one or two plain lines, exit code 2, nothing stored."""

from __future__ import annotations

import socket
import sqlite3
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from etl.__main__ import main
from tests import landed

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HEADWATER_DATABASE_URL", raising=False)
    return tmp_path / "home"


def refused(capsys: Capture, home: Path, *arguments: str) -> str:
    capsys.readouterr()
    assert main(["load", *arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) <= 2
    assert not list(home.rglob("*.duckdb"))
    return told.err


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://ada:hunter2@db.invalid/helpdesk",
        "postgresql://ada@db.invalid/helpdesk",
        "postgresql+psycopg://db.invalid/helpdesk?password=hunter2",
        "postgresql://db.invalid/helpdesk?user=ada",
    ],
)
def test_an_address_with_a_user_or_a_password_is_refused_in_one_line(capsys: Capture, home: Path, address: str) -> None:
    told = refused(capsys, home, address, "--tables", "zendesk")
    assert "PGUSER" in told
    assert len(told.splitlines()) == 1
    assert not any(secret in told for secret in ("hunter2", "ada", "db.invalid"))


def test_a_server_that_is_not_there_is_told_in_one_line(capsys: Capture, home: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        told = refused(
            capsys, home, f"postgresql://127.0.0.1:{listener.getsockname()[1]}/helpdesk", "--tables", "zendesk"
        )
    assert len(told.splitlines()) == 1
    assert "no server answers there" in told


def test_a_schema_and_a_database_that_are_not_there_are_told(
    capsys: Capture, home: Path, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = sa.make_url(postgres_database)
    monkeypatch.setenv("PGUSER", url.username or "")
    landed.write_database(postgres_database, landed.zendesk_fivetran(landed.tickets(3)), schema="desk")
    address = landed.without_user(postgres_database)
    told = refused(capsys, home, address, "--tables", "zendesk", "--schema", "nowhere")
    assert told == "The database has no schema 'nowhere'; it has: public, desk.\n"
    told = refused(capsys, home, address, "--tables", "zendesk", "--schema", "public")
    assert "has no tables" in told
    told = refused(capsys, home, landed.without_user(postgres_database, "nowhere"), "--tables", "zendesk")
    assert "no database of that name" in told
    monkeypatch.setenv("PGUSER", "nobody-of-that-name")
    assert "refused the user or the password" in refused(capsys, home, address, "--tables", "zendesk")


def test_two_schemas_with_tickets_are_asked_about(capsys: Capture, home: Path, tmp_path: Path) -> None:
    path = landed.write_duckdb(tmp_path / "t.duckdb", landed.zendesk_fivetran(landed.tickets(3)), schema="north")
    landed.write_duckdb(path, landed.zendesk_fivetran(landed.tickets(3)), schema="south")
    assert refused(capsys, home, str(path)) == "Several schemas hold tickets: north, south. Say which with --schema.\n"


def test_a_database_of_something_else_says_which_helpdesks_are_known(
    capsys: Capture, home: Path, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        connection.execute("create table orders (id integer, day text)")
    told = refused(capsys, home, str(tmp_path / "shop.db"))
    assert "known are those of zendesk" in told
    assert "orders" in told


def test_a_view_of_a_strangers_database_reads_no_file(capsys: Capture, home: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("id,created_at,requester_id,assignee_id,subject\n1,2025-03-01,2,3,hush\n", encoding="utf-8")
    with duckdb.connect(str(tmp_path / "t.duckdb")) as connection:
        connection.execute(f"create view ticket as select * from read_csv('{secret}')")
    assert "can't be read" in refused(capsys, home, str(tmp_path / "t.duckdb"), "--tables", "zendesk")


@pytest.mark.parametrize("address", ["duckdb:///nowhere.duckdb", "sqlite:///nowhere.db", "snowflake://account/db"])
def test_other_addresses_say_what_to_do(capsys: Capture, home: Path, address: str) -> None:
    told = refused(capsys, home, address, "--tables", "zendesk")
    assert "There is no database" in told or "Unload them" in told


def test_tickets_that_are_null_in_everything_are_refused(capsys: Capture, home: Path, tmp_path: Path) -> None:
    tables = landed.zendesk_fivetran(landed.tickets(3))
    tables = {name: [dict.fromkeys(row) for row in rows] for name, rows in tables.items()}
    landed.write_folder(tmp_path / "null", tables)
    told = refused(capsys, home, str(tmp_path / "null"), "--tables", "zendesk")
    assert (
        told == "null has a table of Zendesk tickets, but no row of it has id and created_at. Check what was landed.\n"
    )
