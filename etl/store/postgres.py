"""The warehouse in PostgreSQL: one schema per snapshot, and a table that names the current one.

A load works in one transaction on a copy of the current schema, so readers never see half of it, a crash leaves
nothing behind, and an earlier snapshot can be brought back as in the embedded warehouse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import sqlalchemy as sa
from sqlalchemy.pool import NullPool
from typing_extensions import override

from etl import model
from etl.errors import InputError, SnapshotGoneError, StoreBusyError
from etl.store.base import INCOMING, Reader, Warehouse, Writer
from etl.store.edition import Edition, read_edition, show_as_now, sign, take_steps
from etl.store.embedded import empty_reader
from etl.store.parts import Part, as_part, read_part, schema_of
from etl.store.views import VIEWS, create_views

CONTROL_SCHEMA = "headwater"
_LOCK = 4_201_961  # any number that no other program takes as its advisory lock

_control = sa.MetaData(schema=CONTROL_SCHEMA)
_snapshots = sa.Table(
    "snapshots",
    _control,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("parent", sa.Integer, comment="snapshot that undo goes back to; null: the empty store"),
    sa.Column("is_current", sa.Boolean, nullable=False),
)

_EDITIONS: dict[tuple[str, str], Edition] = {}
_ROWS_AT_ONCE = 5_000
"""Rows written to the server at a time."""

_MOST_EDITIONS = 64
"""Editions kept in memory: a snapshot never changes, and a page opens one some thirty times."""


def connect(url: str) -> sa.Engine:
    """Engine for a PostgreSQL URL; any driver it names is replaced by psycopg.

    Raises
    ------
    InputError
        If the URL can't be read, names another database, or the server doesn't answer.
    """
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise InputError(
            "HEADWATER_DATABASE_URL can't be read; write postgresql://user:password@host/database."
        ) from error
    if not parsed.drivername.startswith("postgres"):
        raise InputError(f"HEADWATER_DATABASE_URL names {parsed.drivername}; only postgresql:// is supported.")
    engine = sa.create_engine(parsed.set(drivername="postgresql+psycopg"), poolclass=NullPool)
    try:
        engine.connect().close()
    except sa.exc.OperationalError as error:
        first = str(error.orig).strip().splitlines()[0]
        raise InputError(
            f"PostgreSQL doesn't answer: {first}\nCheck HEADWATER_DATABASE_URL, or start the server."
        ) from error
    return engine


def _schema(number: int) -> str:
    return f"headwater_{number:06d}"


def show_views_of(connection: sa.Connection, schema: str) -> None:
    """Point the views of the control schema, whose names never change, at those of a snapshot.

    Parameters
    ----------
    schema
        Schema of the snapshot; if it has no views, or the name is empty, the control schema's views are dropped.
    """
    there = sa.inspect(connection).get_view_names(schema=schema) if schema else []
    for name in VIEWS:
        shown = f'"{CONTROL_SCHEMA}"."{name}"'
        if name in there:
            connection.exec_driver_sql(f'CREATE OR REPLACE VIEW {shown} AS SELECT * FROM "{schema}"."{name}"')
        else:
            connection.exec_driver_sql(f"DROP VIEW IF EXISTS {shown}")


def _as_csv(rows: pa.RecordBatch) -> bytes:
    """Rows as PostgreSQL's COPY reads them: values quoted, nulls empty; its texts can't hold the character NUL."""
    written = pa.BufferOutputStream()
    as_values = pa.csv.WriteOptions(include_header=False, quoting_style="all_valid")
    pa.csv.write_csv(rows, written, as_values)
    as_bytes: bytes = written.getvalue().to_pybytes()
    return as_bytes.replace(b"\x00", b"")


class PostgresWriter(Writer):
    """Writes a snapshot inside one transaction."""

    def __init__(self, connection: sa.Connection, number: int) -> None:
        self.connection = connection
        self._schema = _schema(number)
        self._number = number
        self.is_published = False

    @override
    def append(self, table: sa.Table, frame: pd.DataFrame) -> None:
        if frame.empty:
            return
        self.take_in(table, [as_part(table, frame)])

    @override
    def take_in(self, table: sa.Table, parts: Sequence[Part]) -> None:
        names = ", ".join(f'"{name}"' for name in schema_of(table).names)
        schema = "pg_temp" if table.schema == INCOMING else self._schema
        cursor = self.connection.connection.cursor()
        with cursor.copy(f'COPY "{schema}"."{table.name}" ({names}) FROM STDIN (FORMAT csv)') as copy:
            for part in parts:
                for batch in read_part(part).to_batches(_ROWS_AT_ONCE):
                    copy.write(_as_csv(batch))

    @override
    def lay_out(self, table: sa.Table, parts: Sequence[Part]) -> None:
        table.create(self.connection)
        self.take_in(table, parts)

    @override
    def put_away(self, table: sa.Table) -> None:
        table.drop(self.connection)

    @override
    def settle(self) -> None:
        """Do nothing: the load is one transaction."""

    @override
    def let_go(self) -> None:
        """Do nothing: the server bounds its own memory."""

    @override
    def publish(self) -> str:
        # Readers come at once; autovacuum gathers statistics only a minute later.
        for table in model.warehouse.sorted_tables:
            self.connection.exec_driver_sql(f'ANALYZE "{self._schema}"."{table.name}"')
        create_views(self.connection, self._schema)
        show_views_of(self.connection, self._schema)
        sign(self.connection, self.edition)
        self.connection.execute(sa.update(_snapshots).values(is_current=False))
        self.connection.execute(
            sa.update(_snapshots).where(_snapshots.c.number == self._number).values(is_current=True)
        )
        self.is_published = True
        return _schema(self._number)


class PostgresWarehouse(Warehouse):
    """Snapshots as schemas of one PostgreSQL database."""

    def __init__(self, url: str, keep: int) -> None:
        self.keep = keep
        self._engine = connect(url)
        self._url = url

    @override
    def current(self) -> str:
        with self._engine.connect() as connection:
            number = self._current_number(connection)
        return "" if number is None else _schema(number)

    @override
    def keeps(self, name: str) -> bool:
        with self._engine.connect() as connection:
            if not self._has_control(connection):
                return False
            numbers = connection.execute(sa.select(_snapshots.c.number)).scalars()
            return name in {_schema(number) for number in numbers}

    @override
    def reader(self, name: str | None = None) -> Reader:
        if name is not None and not self.keeps(name):
            raise SnapshotGoneError(name)
        name = self.current() if name is None else name
        if not name:
            return empty_reader()
        engine = self._engine.execution_options(schema_translate_map={None: name})
        reader = Reader(name, engine)
        with reader.closed_on_failure():
            edition = _EDITIONS.get((self._url, name)) or read_edition(reader.connection, name)
            if not edition.tables:
                raise InputError(
                    f"The schema {name}, which holds the store, is missing from the database.\n"
                    "Run `python -m etl undo` to go back to the snapshot before; then load again what came after it."
                )
            if len(_EDITIONS) >= _MOST_EDITIONS:
                _EDITIONS.clear()
            _EDITIONS[self._url, name] = reader.edition = edition
            if edition.lacking:
                show_as_now(reader.connection, f'"{name}"', edition)
                reader.connection = reader.connection.execution_options(schema_translate_map={None: "pg_temp"})
            reader.connection.commit()
            reader.connection = reader.connection.execution_options(postgresql_readonly=True)
        return reader

    @override
    def check(self) -> None:
        with self.reader() as reader:
            for table in model.warehouse.sorted_tables:
                reader.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar()

    @override
    @contextmanager
    def write(self) -> Iterator[PostgresWriter]:
        with self._engine.connect() as connection:
            self._make_control(connection)
            self._lock(connection)
            # Tables filled in this transaction have no statistics, so the planner takes them for small and would join
            # them row by row. A load works on whole tables: a hash join is never the wrong choice.
            connection.exec_driver_sql("SET LOCAL enable_nestloop = off")
            parent = self._current_number(connection)
            number = (connection.execute(sa.select(sa.func.max(_snapshots.c.number))).scalar() or 0) + 1
            connection.execute(sa.insert(_snapshots).values(number=number, parent=parent, is_current=False))
            connection.execute(sa.schema.CreateSchema(_schema(number)))
            connection = connection.execution_options(schema_translate_map={None: _schema(number), INCOMING: "pg_temp"})
            model.warehouse.create_all(connection)
            writer = PostgresWriter(connection, number)
            if parent is not None:
                writer.edition = self._copy(connection, parent, number)
            yield writer  # an exception, or no publication, rolls everything back
            if writer.is_published:
                self._forget_old(connection)
                connection.commit()

    def _copy(self, connection: sa.Connection, parent: int, number: int) -> Edition:
        """Copy the rows of a snapshot into another, and take the steps that it lacks."""
        edition = read_edition(connection, _schema(parent))
        for table in model.warehouse.sorted_tables:
            if table.name in edition.tables:
                names = ", ".join(f'"{column.name}"' for column in table.columns if column not in edition.lacking)
                old, new = (f'"{_schema(place)}"."{table.name}"' for place in (parent, number))
                connection.exec_driver_sql(f"INSERT INTO {new} ({names}) SELECT {names} FROM {old}")
        take_steps(connection, edition)
        return edition

    @override
    def undo(self) -> str:
        with self._engine.begin() as connection:
            if not self._has_control(connection):
                raise InputError("There is no load to undo: the store is empty.")
            self._lock(connection)
            number = self._current_number(connection)
            if number is None:
                raise InputError("There is no load to undo: the store is empty.")
            parent = connection.execute(sa.select(_snapshots.c.parent).where(_snapshots.c.number == number)).scalar()
            known = connection.execute(sa.select(_snapshots.c.number).where(_snapshots.c.number == parent)).scalar()
            if parent is not None and known is None:
                raise InputError(
                    f"The snapshot before the current one is no longer kept.\n"
                    f"{self.keep} are kept; load the exports again instead."
                )
            connection.execute(sa.update(_snapshots).values(is_current=False))
            connection.execute(sa.update(_snapshots).where(_snapshots.c.number == parent).values(is_current=True))
            show_views_of(connection, "" if parent is None else _schema(parent))
        return self.current()

    @staticmethod
    def _lock(connection: sa.Connection) -> None:
        """Keep other writers out until the transaction ends."""
        if not connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))).scalar():
            raise StoreBusyError("Another load is writing to the store. Wait until it is done, then try again.")

    @staticmethod
    def _has_control(connection: sa.Connection) -> bool:
        return sa.inspect(connection).has_table(_snapshots.name, schema=CONTROL_SCHEMA)

    def _make_control(self, connection: sa.Connection) -> None:
        """Make the table that names the current snapshot: only a writer needs it, and readers write nothing."""
        if not self._has_control(connection):
            with self._engine.begin() as another:
                another.execute(sa.schema.CreateSchema(CONTROL_SCHEMA, if_not_exists=True))
                _control.create_all(another)

    def _current_number(self, connection: sa.Connection) -> int | None:
        if not self._has_control(connection):
            return None
        return connection.execute(sa.select(_snapshots.c.number).where(_snapshots.c.is_current)).scalar()

    def _forget_old(self, connection: sa.Connection) -> None:
        rows = {row.number: row.parent for row in connection.execute(sa.select(_snapshots))}
        kept: list[int] = []
        number = self._current_number(connection)
        while number is not None and number in rows and len(kept) < self.keep:
            kept.append(number)
            number = rows[number]
        for old in set(rows) - set(kept):
            connection.execute(sa.schema.DropSchema(_schema(old), cascade=True, if_exists=True))
            connection.execute(sa.delete(_snapshots).where(_snapshots.c.number == old))
