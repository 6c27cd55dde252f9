"""The embedded warehouse: one DuckDB file per snapshot, and a small file that names the current one.

Replacing a file under one fixed name would not do: DuckDB keeps one instance per path in a process, so a page
would go on reading the old contents. So each publication has a new name, and only `current` changes.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import filelock
import sqlalchemy as sa
from sqlalchemy.pool import NullPool, StaticPool
from typing_extensions import override

from etl import model
from etl.errors import InputError, SnapshotGoneError, StoreBusyError
from etl.store.base import Reader, Warehouse
from etl.store.damage import tell_damage
from etl.store.edition import Edition, read_edition, show_as_now
from etl.store.embedded_writer import SCHEMA, EmbeddedWriter, without_constraints
from etl.store.history import History
from etl.system.permissions import keep_private

_EDITIONS: dict[tuple[Path, int, int], Edition] = {}
_MOST_EDITIONS = 64
"""Editions kept in memory: a snapshot never changes, a page opens one some thirty times, and reading its edition costs
as much as a small query."""

_ENGINES: dict[Path, sa.Engine] = {}
_MOST_ENGINES = 8
"""Engines kept in memory. An engine caches the SQL that it has compiled, which takes a sixth of the time of a page
under another filter; it holds no connection, because its pool opens the file anew for each reader."""

_SMALL_BYTES = 64 * 2**20
"""Snapshots up to this size are queried by one thread: starting and joining a second takes longer than the work it
would do, and costs a third of the processor time of a page of the sample."""


def _edition_of(path: Path, connection: sa.Connection) -> Edition:
    """Edition of the snapshot in a file, checked once per process."""
    stamp = path.stat()
    key = (path, stamp.st_size, stamp.st_mtime_ns)
    found = _EDITIONS.get(key)
    if found is None:
        found = read_edition(connection, SCHEMA)
        if len(_EDITIONS) >= _MOST_EDITIONS:
            _EDITIONS.clear()
        _EDITIONS[key] = found
    return found


def _read_all(reader: Reader) -> None:
    """Read every value of every column: DuckDB compares the checksum of each block that it reads."""
    for table in model.warehouse.sorted_tables:
        if table is not model.editions:
            reader.connection.exec_driver_sql(f'SELECT bit_xor(hash(t)) FROM "{table.name}" t').all()


def empty_reader() -> Reader:
    """Reader of empty tables, for a store where nothing has been published."""
    engine = sa.create_engine("duckdb:///:memory:", poolclass=StaticPool)
    without_constraints(model.warehouse).create_all(engine)
    return Reader("", engine)


class EmbeddedWarehouse(Warehouse):
    """DuckDB files in one folder.

    Parameters
    ----------
    folder
        Holds the snapshots, the files of `etl.store.history.History`, and ``lock``.
    keep
        Number of snapshots kept, the current one included.
    """

    def __init__(self, folder: Path, keep: int) -> None:
        self.folder, self.keep = folder, keep
        self._history = History(folder, keep)

    @override
    def current(self) -> str:
        return next(iter(self._history.names()), "")

    @override
    def keeps(self, name: str) -> bool:
        return self._history.is_there(name)

    @override
    def reader(self, name: str | None = None) -> Reader:
        if name is not None:
            if not self.keeps(name):
                raise SnapshotGoneError(name)
            return self._reader_of(name)
        for _ in range(3):
            current = self.current()
            if not current:
                return empty_reader()
            if self._history.is_there(current):
                return self._reader_of(current)
        raise self._unusable(current, "missing")

    def _reader_of(self, name: str) -> Reader:
        path = self._history.path(name)
        engine = _ENGINES.get(path)
        if engine is None:
            told: dict[str, Any] = {"read_only": True}
            if path.stat().st_size <= _SMALL_BYTES:
                told["config"] = {"threads": 1}
            engine = sa.create_engine(f"duckdb:///{path}", connect_args=told, poolclass=NullPool)
            tell_damage(engine, partial(self._unusable, name, "damaged"))
            if len(_ENGINES) >= _MOST_ENGINES:
                _ENGINES.clear()
            _ENGINES[path] = engine
        with self._damage_told(name):
            reader = Reader(name, engine)
        with reader.closed_on_failure():
            reader.edition = edition = _edition_of(path, reader.connection)
            if edition.lacking:
                show_as_now(reader.connection, f'"{name}"."{SCHEMA}"', edition)
        return reader

    @override
    def check(self) -> None:
        with self.reader() as reader:
            _read_all(reader)

    @override
    @contextmanager
    def write(self) -> Iterator[EmbeddedWriter]:
        with self._locked():
            self._drop_parts()
            part = self.folder / f"{self._history.next_name()}.part"
            try:
                writer = self._writer_on_a_copy(part)
                try:
                    yield writer
                finally:
                    writer.close()
            finally:
                self._drop_parts()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other writers out; a process that dies lets go of the lock."""
        keep_private(self.folder)
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
            keep_private(self.folder)
            lock.release()

    def _writer_on_a_copy(self, part: Path) -> EmbeddedWriter:
        current = self.current()
        told = partial(self._unusable, current, "damaged")
        if not current:
            return EmbeddedWriter(self._history, part, told, is_copy=False)
        if not self._history.is_there(current):
            raise self._unusable(current, "missing")
        shutil.copyfile(self._history.path(current), part)
        with self._damage_told(current):
            return EmbeddedWriter(self._history, part, told, is_copy=True)

    @override
    def undo(self) -> str:
        if not self._history.is_lost and not self._history.names():
            raise InputError("There is no load to undo: the store is empty.")
        with self._locked():
            if self._history.is_lost:
                self._history.go_back(self._history.left(), undone="")
            else:
                undone, *earlier = self._history.names()
                target = self._target(undone, earlier)
                if self._history.is_there(undone) and target != earlier and self._is_sound(undone):
                    raise InputError(
                        f"The snapshot before the current one is no longer kept.\n"
                        f"{self.keep} are kept; load the exports again instead."
                    )
                self._history.go_back(target, undone)
        return self.current()

    def _target(self, current: str, earlier: list[str]) -> list[str]:
        """Names of the snapshots after an undo, the current one first; none if the store is empty then.

        If the current snapshot or the one before it is missing, the newest remaining one becomes current.
        """
        if self._history.is_there(current) and (not earlier or self._history.is_there(earlier[0])):
            return earlier
        return [name for name in self._history.left(earlier) if name != current]

    def _is_sound(self, name: str) -> bool:
        try:
            with self._reader_of(name) as reader:
                _read_all(reader)
        except InputError:
            return False
        return True

    @contextmanager
    def _damage_told(self, name: str) -> Iterator[None]:
        try:
            yield
        except sa.exc.DBAPIError as error:  # the file can't even be opened
            raise self._unusable(name, "damaged") from error

    def _unusable(self, name: str, how: str) -> InputError:
        told = f"The snapshot {name} named in {self.folder / 'current'} is {how}."
        left = self._target(name, self._history.names()[1:])
        if left:
            mend = f"Run `python -m etl undo` to go back to {left[0]}; then load again what came after it."
        else:
            mend = "No other is left: run `python -m etl undo`, then load the exports again."
        return InputError(f"{told}\n{mend}")

    def _drop_parts(self) -> None:
        for left in self.folder.glob("*.part*"):
            left.unlink()
