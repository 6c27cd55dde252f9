"""Base classes of warehouses, their readers and their writers, the same for every database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Any, TypeAlias

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from etl import model
from etl.store.edition import Edition
from etl.store.parts import Part

INCOMING = "incoming"
"""Placeholder for the schema of a writer's own temporary tables, which each database names differently."""


def read_frame(connection: sa.Connection, select: sa.Select[Any]) -> pd.DataFrame:
    """Rows of a select as a frame with the dtypes of `etl.model.pandas_type`, the same from every database."""
    return as_frame(fetch_rows(connection, select), list(select.selected_columns))


Rows: TypeAlias = "pa.Table | pd.DataFrame"
"""Rows as a database hands them over, to be typed by `as_frame`, perhaps in another process."""


def fetch_rows(connection: sa.Connection, select: sa.Select[Any]) -> Rows:
    """Rows of a select; DuckDB hands them over as Arrow, without a Python object for each value."""
    result = connection.execute(select)
    names = list(result.keys())
    if connection.dialect.name == "duckdb":
        return result.cursor.to_arrow_table().rename_columns(names)
    return pd.DataFrame(result.fetchall(), columns=names)


def as_frame(rows: Rows, columns: Sequence[sa.ColumnElement[Any]]) -> pd.DataFrame:
    """Rows as a frame with the dtypes of `etl.model.pandas_type`.

    Parameters
    ----------
    columns
        What was selected.
    """
    frame: pd.DataFrame = rows.to_pandas(integer_object_nulls=True) if isinstance(rows, pa.Table) else rows
    dtypes = {}
    for name, column in zip(frame.columns, columns, strict=True):
        if any(isinstance(column.type, kind) for kind in model.TYPED):
            dtypes[name] = model.pandas_type(column)
    return frame.astype(dtypes)


class Reader:
    """Read-only view of one published snapshot.

    Attributes
    ----------
    snapshot
        Name of the snapshot; empty where nothing has been published.
    edition
        Version that wrote the snapshot, and the columns that it lacks.
    connection
        SQLAlchemy connection on which the tables of `etl.model.warehouse` are found by their plain names.
    """

    def __init__(self, snapshot: str, engine: sa.Engine) -> None:
        self.snapshot = snapshot
        self.edition = Edition()
        self._engine = engine
        self.connection = engine.connect()

    @property
    def is_empty(self) -> bool:
        """Whether no ticket has been loaded."""
        return self.connection.execute(sa.select(model.tickets.c.ticket_id).limit(1)).first() is None

    def read(self, select: sa.Select[Any]) -> pd.DataFrame:
        """Rows of a select as a frame, typed as `read_frame` says."""
        return read_frame(self.connection, select)

    def close(self) -> None:
        """Give the connection back."""
        self.connection.close()
        self._engine.dispose()

    @contextmanager
    def closed_on_failure(self) -> Iterator[None]:
        """Close the connection if preparing the reader fails."""
        try:
            yield
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Writer(ABC):
    """A copy of the current snapshot that nobody sees until it is published."""

    connection: sa.Connection
    edition: Edition = Edition()

    @abstractmethod
    def append(self, table: sa.Table, frame: pd.DataFrame) -> None:
        """Add rows; the frame's columns are columns of the table, missing ones become null."""

    @abstractmethod
    def take_in(self, table: sa.Table, parts: Sequence[Part]) -> None:
        """Add the rows of parts, in their order, in one go; their columns are those of the table."""

    @abstractmethod
    def lay_out(self, table: sa.Table, parts: Sequence[Part]) -> None:
        """Make the rows of parts readable under the name of a table of the schema `INCOMING`."""

    @abstractmethod
    def put_away(self, table: sa.Table) -> None:
        """Undo `lay_out`."""

    @abstractmethod
    def settle(self) -> None:
        """Have the database write added rows to their final place; readers still see nothing before `publish`."""

    @abstractmethod
    def let_go(self) -> None:
        """Have the database release memory that it can do without; cheaper than `settle`."""

    @abstractmethod
    def publish(self) -> str:
        """Make the copy the current snapshot, and return its name."""

    def read(self, select: sa.Select[Any]) -> pd.DataFrame:
        """Rows of a select as a frame, typed as `read_frame` says."""
        return read_frame(self.connection, select)

    def fetch(self, select: sa.Select[Any]) -> Rows:
        """Rows of a select as the database hands them over."""
        return fetch_rows(self.connection, select)

    def next_id(self, column: sa.Column[Any]) -> int:
        """Next free number: one more than the largest value of a column, 1 if there isn't one."""
        largest = self.connection.execute(sa.select(sa.func.max(column))).scalar()
        return int(largest or 0) + 1


class Warehouse(ABC):
    """Snapshots of the tables in `etl.model.warehouse`: one is current, earlier ones can be brought back."""

    @abstractmethod
    def current(self) -> str:
        """Name of the current snapshot; empty where nothing has been published."""

    @abstractmethod
    def reader(self, name: str | None = None) -> Reader:
        """Open a snapshot for reading.

        Parameters
        ----------
        name
            As `current` names them; None: the current one.

        Raises
        ------
        InputError
            If it is missing or damaged.
        SnapshotGoneError
            If a snapshot of that name isn't kept.
        """

    @abstractmethod
    def keeps(self, name: str) -> bool:
        """Whether a snapshot of that name can still be opened; a later load or an `undo` may delete it."""

    @abstractmethod
    def write(self) -> AbstractContextManager[Writer]:
        """Lock out other writers and copy the current snapshot; leaving without publishing discards the copy.

        Raises
        ------
        StoreBusyError
            If another process is writing.
        """

    @abstractmethod
    def check(self) -> None:
        """Read all of the current snapshot, so that damage anywhere in it is found.

        Raises
        ------
        InputError
            If it is missing, damaged, or of another version.
        """

    @abstractmethod
    def undo(self) -> str:
        """Bring back the snapshot before the current one, and return its name (empty: nothing is published now).

        Where the current one is missing or damaged, or nothing says which it is, the newest remaining one comes back.

        Raises
        ------
        InputError
            If there is nothing to undo, or the earlier snapshot is no longer kept.
        StoreBusyError
            If another process is writing: its load would build on what was undone.
        """
