"""Schemas of databases as places of tables: PostgreSQL, and DuckDB and SQLite files; read-only."""

from __future__ import annotations

import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from etl.errors import InputError
from etl.sources.flatten import scalar
from etl.sources.landed.address import backend_of, connection_settings, file_of, server_address
from etl.sources.landed.places import Rows
from etl.sources.landed.scope import quoted
from etl.sources.table import Cell

_ROWS = 5_000
_IN_PARTS = {"stream_results": True, "yield_per": _ROWS}
_SYSTEM = ("pg_", "information_schema", "_airbyte_internal", "airbyte_internal", "fivetran_metadata")
_STAGING = "_staging"
_LABELS = {"postgresql": "PostgreSQL", "sqlite": "SQLite", "duckdb": "DuckDB"}
_REFUSED = {
    "28": "the server refused the user or the password. Set PGUSER and PGPASSWORD, or keep a password file",
    "3D": "the server has no database of that name. Check the address",
    "42501": "the user may not read it. Ask for the right to select from it",
}
"""Prefixes of PostgreSQL's error codes, and what they mean for the person who loads."""


@contextmanager
def opened(given: str) -> Iterator[list[Schema]]:
    """Schemas of a database, the default one first; the connection closes with the context.

    Raises
    ------
    InputError
        If it can't be reached or read; the message is one line, without the address.
    """
    backend = backend_of(given) or ""
    with ExitStack() as stack:
        with _told(_LABELS[backend]):
            schemas = _schemas_of_file(stack, given) if backend == "duckdb" else _schemas(stack, given, backend)
        yield schemas


def _schemas(stack: ExitStack, given: str, backend: str) -> list[Schema]:
    engine = _engine(given, backend)
    stack.callback(engine.dispose)
    connection = stack.enter_context(engine.connect())
    inspector = sa.inspect(connection)
    names = _ordered(inspector.get_schema_names(), inspector.default_schema_name or "")
    shown = _LABELS[backend] if backend == "postgresql" else file_of(given).name
    return [SqlSchema(connection, name, shown, is_only=len(names) == 1) for name in names]


def _schemas_of_file(stack: ExitStack, given: str) -> list[Schema]:
    path = file_of(given)
    # Views of a foreign database may read local files, so file access is off.
    closed = ("enable_external_access", "autoload_known_extensions", "autoinstall_known_extensions")
    connection = stack.enter_context(duckdb.connect(str(path), read_only=True, config=dict.fromkeys(closed, "false")))
    query = "select distinct schema_name from information_schema.schemata where catalog_name = current_database()"
    names = _ordered([name for (name,) in connection.execute(query).fetchall()], "main")
    return [DuckSchema(connection, name, path.name, is_only=len(names) == 1) for name in names]


def _ordered(names: Sequence[str], default: str) -> list[str]:
    """Schemas that may hold tables, the default one first."""
    # dlt's staging schemas, which hold rows before they are merged.
    staging = {name for name in names if name.endswith(_STAGING) and name.removesuffix(_STAGING) in names}
    kept = (name for name in names if not name.startswith(_SYSTEM) and name not in staging)
    return sorted(kept, key=lambda name: (name != default, name))


class Schema(ABC):
    """A schema of a database.

    Attributes
    ----------
    schema
        Its name in the database.
    """

    def __init__(self, schema: str, shown: str, *, is_only: bool) -> None:
        self.schema = schema
        self.name = shown
        self.what = "the database" if is_only else f"its schema {schema}"

    @abstractmethod
    def tables(self) -> list[str]:
        """Names of tables and views."""

    @abstractmethod
    def columns(self, table: str) -> list[str]:
        """Columns of a table."""

    @abstractmethod
    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Rows]:
        """Cells of some columns as text."""


class SqlSchema(Schema):
    """A schema read by SQLAlchemy, with a server-side cursor, some thousand rows at a time."""

    def __init__(self, connection: sa.Connection, schema: str, shown: str, *, is_only: bool) -> None:
        super().__init__(schema, shown, is_only=is_only)
        self._connection = connection
        self._inspector = sa.inspect(connection)
        self._label = _LABELS[connection.dialect.name]

    def tables(self) -> list[str]:
        """Names of tables and views."""
        with _told(self._label):
            names = self._inspector.get_table_names(self.schema) + self._inspector.get_view_names(self.schema)
            if self._connection.dialect.name == "postgresql":
                names += self._inspector.get_materialized_view_names(self.schema)
            return names

    def columns(self, table: str) -> list[str]:
        """Columns of a table."""
        with _told(self._label):
            # Read from an empty result: SQLAlchemy's inspection would warn of types that it doesn't know.
            none = sa.select(sa.text("*")).select_from(sa.table(table, schema=self.schema)).limit(0)
            return list(self._connection.execute(none).keys())

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Rows]:
        """Cells of some columns as text."""
        of = sa.table(table, *(sa.column(name) for name in columns), schema=self.schema)
        with _told(self._label):
            found = self._connection.execute(
                sa.select(of), execution_options={"stream_results": True, "yield_per": _ROWS}
            )
            for block in found.partitions():
                yield [[as_cell(value) for value in row] for row in block]


class DuckSchema(Schema):
    """A schema of a file of DuckDB."""

    def __init__(self, connection: Any, schema: str, shown: str, *, is_only: bool) -> None:
        super().__init__(schema, shown, is_only=is_only)
        self._connection = connection

    def tables(self) -> list[str]:
        """Names of tables and views."""
        query = "select table_name from information_schema.tables where table_schema = ? order by 1"
        return [name for (name,) in self._connection.execute(query, [self.schema]).fetchall()]

    def columns(self, table: str) -> list[str]:
        """Columns of a table."""
        query = (
            "select column_name from information_schema.columns where table_schema = ? and table_name = ? "
            "order by ordinal_position"
        )
        return [name for (name,) in self._connection.execute(query, [self.schema, table]).fetchall()]

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Rows]:
        """Cells of some columns as text."""
        listed = ", ".join(map(quoted, columns))
        with _told(_LABELS["duckdb"]):
            cursor = self._connection.cursor().execute(f"select {listed} from {quoted(self.schema)}.{quoted(table)}")
            while block := cursor.fetchmany(_ROWS):
                yield [[as_cell(value) for value in row] for row in block]


def as_cell(value: object) -> Cell:
    """A value as export text: times in ISO 8601, nested values as JSON."""
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=as_cell)
    if isinstance(value, bytes | memoryview):
        return scalar(bytes(value).decode("utf-8", "replace"))
    return scalar(value)


def _engine(given: str, backend: str) -> sa.Engine:
    if backend == "sqlite":
        return sa.create_engine("sqlite://", creator=lambda: _sqlite(file_of(given)), poolclass=NullPool)
    return sa.create_engine(
        server_address(given),
        connect_args=connection_settings(),
        poolclass=NullPool,
        # A read-only transaction on one consistent snapshot of all tables.
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )


def _sqlite(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    return connection


@contextmanager
def _told(label: str) -> Iterator[None]:
    """Turn a database's error into one line without address and user."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise InputError(f"The {label} database can't be read: {_reason(error.orig)}.") from None
    except sa.exc.SQLAlchemyError as error:
        raise InputError(f"The {label} database can't be read ({type(error).__name__}).") from None
    except duckdb.Error as error:
        raise InputError(f"The {label} database can't be read: {_first_line(error)}") from None


def _reason(error: BaseException | None) -> str:
    code = getattr(error, "sqlstate", None) or ""
    for start, told in _REFUSED.items():
        if code.startswith(start):
            return told
    if code or not _is_of_server(error):
        return _first_line(error)
    text = str(error).casefold()
    if "password" in text or "authentication" in text or "role" in text:
        return _REFUSED["28"]
    if "does not exist" in text:
        return _REFUSED["3D"]
    return "no server answers there. Check host and port, and that this machine may reach it"


def _is_of_server(error: BaseException | None) -> bool:
    return type(error).__module__.startswith("psycopg")


def _first_line(error: BaseException | None) -> str:
    return next(iter(str(error).splitlines()), "it gives no reason")[:300].rstrip(".")
