"""The writer of the embedded warehouse: a part file that becomes a snapshot when it is published."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

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
        rows = pa.Table.from_pandas(frame, preserve_index=False)
        raw = self.connection.connection.driver_connection
        assert raw is not None
        raw.register("incoming_frame", rows)
        names = ", ".join(f'"{name}"' for name in frame.columns)
        place = f'temp."{table.name}"' if table.schema == INCOMING else f'"{table.name}"'
        self.connection.exec_driver_sql(f"INSERT INTO {place} ({names}) SELECT {names} FROM incoming_frame")
        raw.unregister("incoming_frame")

    @override
    def settle(self) -> None:
        self.connection.commit()
        self.let_go()

    @override
    def let_go(self) -> None:
        raw = self.connection.connection.driver_connection
        assert raw is not None
        # DuckDB refuses a limit below what it holds for other reasons, and then keeps its memory. A connection of its
        # own takes the refusal: on the load's, the error would lose the transaction.
        with closing(raw.duplicate()) as beside:
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
