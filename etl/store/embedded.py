"""The embedded warehouse: DuckDB files, one a snapshot, and a small file that names the current one.

Replacing a file under one fixed name would not do: DuckDB keeps one instance per path in a process, so a page
would go on reading the old contents. So each publication has a new name, and only `current` changes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import filelock
import pandas as pd
import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.pool import StaticPool
from typing_extensions import override

from etl import model
from etl.errors import InputError, StoreBusyError
from etl.store.base import INCOMING, Reader, Warehouse, Writer

_SETTLED_LIMIT = "60MB"
_WRITER_CONFIG = {"memory_limit": "250MB", "threads": 1, "preserve_insertion_order": False}
"""One thread: the process beside a load needs the other core, and DuckDB's second thread mostly waits for the first."""


def _without_constraints(metadata: sa.MetaData) -> sa.MetaData:
    """Copy of the tables without keys: DuckDB would index them in memory and check them row by row."""
    bare = sa.MetaData()
    for table in metadata.sorted_tables:
        columns = [sa.Column(c.name, c.type, nullable=True) for c in table.columns]
        sa.Table(table.name, bare, *columns)
    return bare


class EmbeddedWriter(Writer):
    """Writes into a part file, which becomes a snapshot when it is published."""

    def __init__(self, warehouse: EmbeddedWarehouse, part: Path, name: str) -> None:
        self._warehouse, self._part, self._name = warehouse, part, name
        self._engine = sa.create_engine(
            f"duckdb:///{part}", connect_args={"config": _WRITER_CONFIG}, poolclass=StaticPool
        )
        self.connection = self._engine.connect().execution_options(schema_translate_map={INCOMING: "temp"})
        _without_constraints(model.warehouse).create_all(self.connection)
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
        # What is written out can be read again: a lower limit for a moment makes DuckDB let go of it. It refuses where
        # it holds more than that for other reasons, and then just keeps what it has.
        for limit in (_SETTLED_LIMIT, _WRITER_CONFIG["memory_limit"]):
            try:
                self.connection.exec_driver_sql(f"SET memory_limit = '{limit}'")
            except sa.exc.DBAPIError:
                self.connection.rollback()

    @override
    def publish(self) -> str:
        self.connection.commit()
        self.connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("CHECKPOINT")
        self.close()
        self._warehouse.publish(self._part, self._name)
        return self._name

    def close(self) -> None:
        """Let go of the part file."""
        self.connection.close()
        self._engine.dispose()


class EmbeddedWarehouse(Warehouse):
    """DuckDB files under one folder.

    Parameters
    ----------
    folder
        Holds ``000042.duckdb`` and so on, ``current`` (one snapshot name a line, the current one first, then
        those that `undo` goes back to) and ``lock``.
    keep
        Snapshots kept, the current one included.
    """

    def __init__(self, folder: Path, keep: int) -> None:
        self.folder, self.keep = folder, keep

    @override
    def current(self) -> str:
        return next(iter(self._history()), "")

    @override
    def reader(self) -> Reader:
        for _ in range(3):
            name = self.current()
            if not name:
                engine = sa.create_engine("duckdb:///:memory:", poolclass=StaticPool)
                _without_constraints(model.warehouse).create_all(engine)
                return Reader("", engine)
            if self._is_there(name):
                engine = sa.create_engine(f"duckdb:///{self._path(name)}", connect_args={"read_only": True})
                with self._damage_told(name):
                    return Reader(name, engine)
        raise self._unusable(name, "missing")

    @override
    @contextmanager
    def write(self) -> Iterator[EmbeddedWriter]:
        with self._locked():
            self._drop_parts()
            name = f"{self._largest_number() + 1:06d}"
            part = self.folder / f"{name}.part"
            try:
                writer = self._writer_on_a_copy(part, name)
                try:
                    yield writer
                finally:
                    writer.close()
            finally:
                self._drop_parts()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other writers out; a process that dies lets go of the lock."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(self.folder / "lock", timeout=0)
        try:
            lock.acquire()
        except filelock.Timeout as error:
            raise StoreBusyError(
                "Another load is writing to the store. Wait until it is done, then try again."
            ) from error
        try:
            yield
        finally:
            lock.release()

    def _writer_on_a_copy(self, part: Path, name: str) -> EmbeddedWriter:
        current = self.current()
        if not current:
            return EmbeddedWriter(self, part, name)
        if not self._is_there(current):
            raise self._unusable(current, "missing")
        shutil.copyfile(self._path(current), part)
        with self._damage_told(current):
            return EmbeddedWriter(self, part, name)

    def publish(self, part: Path, name: str) -> None:
        """Give a finished part file its name, then let `current` name it: each step is atomic."""
        _fsync(part)
        part.rename(self.folder / f"{name}.duckdb")
        self._set_history([name, *self._history()])
        self._forget_old()

    @override
    def undo(self) -> str:
        if not self._history():
            raise InputError("There is no load to undo: the store is empty.")
        with self._locked():
            history = self._history()
            if not self._is_there(history[0]):
                # What `current` names is gone: the newest snapshot that is left comes before an empty store.
                history = [history[0], *self._left(history[1:])]
            elif len(history) > 1 and not self._is_there(history[1]):
                raise InputError(
                    f"The snapshot before the current one is no longer kept.\n"
                    f"{self.keep} are kept; load the exports again instead."
                )
            self._set_history(history[1:])
        return self.current()

    def _left(self, earlier: list[str]) -> list[str]:
        """What `undo` can go back to where the current snapshot is missing, the newest first."""
        known = [name for name in earlier if self._is_there(name)]
        return known or sorted((path.stem for path in self.folder.glob("[0-9]*.duckdb")), reverse=True)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.duckdb"

    def _is_there(self, name: str) -> bool:
        return name.isdecimal() and self._path(name).is_file()

    def _unusable(self, name: str, how: str) -> InputError:
        return InputError(
            f"The snapshot {name} named in {self.folder / 'current'} is {how}.\n"
            "Run `python -m etl undo` to go back to the one before, or load the exports again."
        )

    @contextmanager
    def _damage_told(self, name: str) -> Iterator[None]:
        try:
            yield
        except sa.exc.DBAPIError as error:
            raise self._unusable(name, "damaged") from error

    def _drop_parts(self) -> None:
        for left in self.folder.glob("*.part*"):
            left.unlink()

    def _history(self) -> list[str]:
        try:
            return (self.folder / "current").read_text(encoding="ascii", errors="replace").split()
        except FileNotFoundError:
            return []

    def _set_history(self, names: list[str]) -> None:
        fresh = self.folder / "current.new"
        fresh.write_text("\n".join(names) + "\n", encoding="ascii")
        _fsync(fresh)
        fresh.replace(self.folder / "current")
        _fsync(self.folder)

    def _largest_number(self) -> int:
        return max((int(path.stem) for path in self.folder.glob("[0-9]*.duckdb")), default=0)

    def _forget_old(self) -> None:
        kept = set(self._history()[: self.keep])
        for path in self.folder.glob("[0-9]*.duckdb"):
            if path.stem not in kept:
                with suppress(OSError):  # a page still reads it; the next publication tries again
                    path.unlink()


def _fsync(path: Path) -> None:
    """Make sure that a file, or the names in a folder, survive a power cut."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
