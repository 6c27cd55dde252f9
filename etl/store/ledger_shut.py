"""A ledger that can't be written: read whole into memory, so pages still show the state after the last ruling."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from etl.system.permissions import temporary_folder


def read_into_memory(path: Path) -> sa.Engine | None:
    """Engine over an in-memory copy of a ledger's file; None where its rows can't be read with certainty.

    A missing file counts as an empty ledger.
    """
    if not path.exists():
        return empty_in_memory()
    for source in _ways(path):
        memory = _memory()
        try:
            source.backup(memory)
            return _engine(memory)
        except sqlite3.Error:
            memory.close()
        finally:
            source.close()
    return None


def empty_in_memory() -> sa.Engine:
    """Engine over a ledger without tables, gone with its last connection."""
    return _engine(_memory())


def _ways(path: Path) -> Iterator[sqlite3.Connection]:
    """Connections that may be able to read the file, the simplest way first; none of them misses a row."""
    log = path.with_name(f"{path.name}-wal")
    has_log = log.exists() and log.stat().st_size > 0
    yield from _opened(path, "mode=ro")
    if not has_log:  # with a log, this would miss rows that aren't in the file itself yet
        yield from _opened(path, "mode=ro&immutable=1")
        return
    with suppress(OSError), temporary_folder() as folder:  # on a full disk there may be no room for a copy
        copy = Path(shutil.copyfile(path, folder / path.name))
        shutil.copyfile(log, copy.with_name(log.name))
        yield from _opened(copy, "mode=rw")


def _opened(path: Path, how: str) -> Iterator[sqlite3.Connection]:
    with suppress(sqlite3.Error):
        yield sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)


def _memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", check_same_thread=False)


def _engine(memory: sqlite3.Connection) -> sa.Engine:
    return sa.create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool)
