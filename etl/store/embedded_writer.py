"""The writer of the embedded warehouse: a part file that becomes a snapshot when it is published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.pool import StaticPool
from typing_extensions import override

from etl import model
from etl.errors import InputError
from etl.store.base import INCOMING, Writer
from etl.store.damage import tell_damage
from etl.store.edition import add_missing_columns, read_edition, sign, take_steps
from etl.store.history import History
from etl.store.parts import Part, paths_of, read_part, schema_of
from etl.store.views import create_views

SCHEMA = "main"
"""DuckDB's name for the schema of a file's tables."""

_SETTLED_LIMIT = "60MB"
_WRITER_CONFIG = {"memory_limit": "250MB", "threads": 1, "preserve_insertion_order": False}
"""One thread: the process beside a load needs the other core, and DuckDB's second thread mostly waits for the first."""


def without_constraints(metadata: sa.MetaData) -> sa.MetaData:
    """Copy of the tables without keys: DuckDB would index them in memory and check them row by row."""
    bare = sa.MetaData()
    for table in metadata.sorted_tables:
        columns = [sa.Column(c.name, c.type, nullable=True) for c in table.columns]
        sa.Table(table.name, bare, *columns)
    return bare


class EmbeddedWriter(Writer):
    """Writes into a part file, which becomes a snapshot when it is published."""

    def __init__(self, history: History, part: Path, damaged: Callable[[], InputError], *, is_copy: bool) -> None:
        self._history, self._part, self._name = history, part, part.stem
        self._engine = sa.create_engine(
            f"duckdb:///{part}", connect_args={"config": _WRITER_CONFIG}, poolclass=StaticPool
        )
        tell_damage(self._engine, damaged)
        self.connection = self._engine.connect().execution_options(schema_translate_map={INCOMING: "temp"})
        if is_copy:
            self.edition = read_edition(self.connection, SCHEMA)
            add_missing_columns(self.connection, f'"{SCHEMA}"', self.edition)
        without_constraints(model.warehouse).create_all(self.connection)
        if is_copy:
            take_steps(self.connection, self.edition)
        self.connection.commit()

    @override
    def append(self, table: sa.Table, frame: pd.DataFrame) -> None:
        if frame.empty:
            return
        self._insert(table, list(frame.columns), pa.Table.from_pandas(frame, preserve_index=False))

    @override
    def take_in(self, table: sa.Table, parts: Sequence[Part]) -> None:
        if not parts:
            return
        names = schema_of(table).names
        if paths := paths_of(parts):
            self._insert_from(table, names, _files(paths))
        else:
            self._insert(table, names, _together(table, parts))

    def _insert(self, table: sa.Table, names: list[str], rows: pa.Table) -> None:
        self._raw.register("rows_in_memory", rows)
        self._insert_from(table, names, "rows_in_memory")
        self._raw.unregister("rows_in_memory")

    def _insert_from(self, table: sa.Table, names: list[str], rows: str) -> None:
        listed = ", ".join(f'"{name}"' for name in names)
        place = f'temp."{table.name}"' if table.schema == INCOMING else f'"{table.name}"'
        self.connection.exec_driver_sql(f"INSERT INTO {place} ({listed}) SELECT {listed} FROM {rows}")

    @override
    def lay_out(self, table: sa.Table, parts: Sequence[Part]) -> None:
        if paths := paths_of(parts):
            self.connection.exec_driver_sql(f'CREATE TEMP VIEW "{table.name}" AS SELECT * FROM {_files(paths)}')
        else:
            self._raw.register(table.name, _together(table, parts))

    @override
    def put_away(self, table: sa.Table) -> None:
        self.connection.exec_driver_sql(f'DROP VIEW IF EXISTS temp."{table.name}"')

    @property
    def _raw(self) -> Any:
        """DuckDB's own connection."""
        raw = self.connection.connection.driver_connection
        assert raw is not None
        return raw

    @override
    def settle(self) -> None:
        self.connection.commit()
        self.let_go()

    @override
    def let_go(self) -> None:
        # DuckDB refuses a limit below what it holds for other reasons, and then keeps its memory. A connection of its
        # own takes the refusal: on the load's, the error would lose the transaction.
        with closing(self._raw.duplicate()) as beside:
            for limit in (_SETTLED_LIMIT, _WRITER_CONFIG["memory_limit"]):
                with suppress(duckdb.Error):
                    beside.execute(f"SET memory_limit = '{limit}'")

    @override
    def publish(self) -> str:
        create_views(self.connection)
        sign(self.connection, self.edition)
        self.connection.commit()
        self.connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("CHECKPOINT")
        self.close()
        self._history.publish(self._part, self._name)
        return self._name

    def close(self) -> None:
        """Let go of the part file."""
        self.connection.close()
        self._engine.dispose()


def _files(paths: Sequence[Path]) -> str:
    """SQL for the rows of Parquet files, one file after the other."""
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{listed}])"


def _together(table: sa.Table, parts: Sequence[Part]) -> pa.Table:
    return pa.concat_tables([schema_of(table).empty_table(), *map(read_part, parts)])
