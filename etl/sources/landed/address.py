"""Database addresses: what they may contain, and what comes from the environment instead."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from etl.errors import InputError

_READ = {"postgresql": "postgresql", "postgres": "postgresql", "duckdb": "duckdb", "sqlite": "sqlite"}
_OTHERS = frozenset(
    "mysql mariadb snowflake bigquery redshift mssql oracle databricks clickhouse trino athena synapse".split()  # noqa: SIM905
)
_MAGIC = {"sqlite": (0, b"SQLite format 3\0"), "duckdb": (8, b"DUCK")}
_SETTINGS = frozenset(
    ("host", "port", "service", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "connect_timeout",
     "application_name", "target_session_attrs", "channel_binding", "gssencmode", "options")
)  # fmt: skip
"""Parameters allowed after the question mark: none is a secret."""
_CONNECT_SECONDS = 15
USER, PASSWORD = "HEADWATER_TABLES_USER", "HEADWATER_TABLES_PASSWORD"


def backend_of(given: str) -> str | None:
    """Kind of database at an address or path: postgresql, duckdb or sqlite; None if it isn't a database.

    Raises
    ------
    InputError
        If it is an address of a kind that isn't read.
    """
    scheme, parted, _ = given.partition("://")
    if not parted:
        return _backend_of_file(Path(given))
    name = scheme.partition("+")[0].casefold()
    if name in _OTHERS:
        raise InputError(
            f"Tables in {name} aren't read directly, but those in PostgreSQL, DuckDB and SQLite. "
            "Unload them as Parquet or CSV, a file for each table, and load that folder with --tables."
        )
    return _READ.get(name)


def _backend_of_file(path: Path) -> str | None:
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            start = file.read(16)
    except OSError:  # reported where it is opened
        return None
    return next((name for name, (at, magic) in _MAGIC.items() if start[at : at + len(magic)] == magic), None)


def file_of(given: str) -> Path:
    """File of a DuckDB or SQLite database, by its address or path.

    Raises
    ------
    InputError
        If the address names no file, or the file doesn't exist.
    """
    _, parted, rest = given.partition("://")
    path = Path(rest.removeprefix("/").partition("?")[0]) if parted else Path(given)
    if not path.is_file():
        raise InputError(f"There is no database {path.name or given!r}. Check the name and the folder.")
    return path


def server_address(given: str) -> sa.URL:
    """Address of a PostgreSQL server for psycopg, without user and password.

    Raises
    ------
    InputError
        If it can't be parsed, or contains secrets, which other programs could read in the process list.
    """
    rest = given.partition("://")[2]
    if "@" in rest.partition("/")[0].partition("?")[0]:
        raise InputError(
            "The address holds a user or a password, which others can read in the list of processes. Leave them out; "
            "set PGUSER and PGPASSWORD, or keep a password file (~/.pgpass, or one that PGPASSFILE names)."
        )
    try:
        url = sa.make_url(f"postgresql+psycopg://{rest}")
    except (sa.exc.ArgumentError, ValueError):
        raise InputError(
            "The address of the database can't be read. Write postgresql+psycopg://HOST:PORT/DATABASE."
        ) from None
    if unknown := sorted(set(url.query) - _SETTINGS):
        raise InputError(
            f"The address sets {', '.join(unknown)[:200]}, which doesn't belong there. Credentials come from PGUSER, "
            "PGPASSWORD or a password file; schemas from --schema."
        )
    return url


def connection_settings() -> dict[str, Any]:
    """Arguments for psycopg besides the address; the rest it takes from PG... variables and password files."""
    given = {"user": os.environ.get(USER), "password": os.environ.get(PASSWORD)}
    return {"connect_timeout": _CONNECT_SECONDS, **{name: value for name, value in given.items() if value}}
