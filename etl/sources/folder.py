"""Reads the files of a folder, or of a glob pattern, as one table."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path

from etl.errors import InputError
from etl.sources.bounds import MAX_FILES, refuse_many_columns
from etl.sources.table import Block, Table

_PATTERN = ("*", "?", "[")
_CLUTTER = ("thumbs.db", "desktop.ini")


def is_many(path: Path) -> bool:
    """Whether a path is a folder, or a pattern such as ``exports/*.csv`` and no file of that name."""
    try:
        return path.is_dir() or (any(sign in path.name for sign in _PATTERN) and not path.exists())
    except OSError:  # invalid file name: reported where it is opened
        return False


def files_of(path: Path) -> list[Path]:
    """Files of a folder or pattern, sorted by name, without hidden files and subfolders.

    Raises
    ------
    InputError
        If there are none, or more than MAX_FILES; if the folder can't be read.
    """
    try:
        found = path.iterdir() if path.is_dir() else path.parent.glob(path.name)
        files = sorted(each for each in found if each.is_file() and not _is_clutter(each))
    except OSError as error:
        raise InputError(f"{_shown(path)} can't be read: {error.strerror}.") from error
    if not files:
        lacks = "is a folder without files" if path.is_dir() else "fits no file"
        raise InputError(f"{_shown(path)} {lacks}. Check the name and the folder.")
    if len(files) > MAX_FILES:
        raise InputError(
            f"{_shown(path)} has {len(files):,} files; one load reads at most {MAX_FILES:,}. Load them in parts."
        )
    return files


def hash_of(hashes: Sequence[str]) -> str:
    """SHA-256 of several files, computed from their hashes."""
    return hashlib.sha256("".join(hashes).encode()).hexdigest()


def _shown(path: Path) -> str:
    return path.name or str(path)


def _is_clutter(path: Path) -> bool:
    return path.name.startswith(".") or path.name.casefold() in _CLUTTER


class JoinedTable:
    """Several tables as one, with the columns of all; row numbers continue from one table to the next.

    `places` maps row numbers to files.

    Parameters
    ----------
    tables
        Tables by file name.

    Raises
    ------
    InputError
        If there are more columns than a table may have, or if the headers differ and one has repeated names.
    """

    def __init__(self, tables: dict[str, Table], shown: str) -> None:
        self._tables = tables
        self._before: dict[str, int] = {}
        """Overall number of the row before each file's first, for the files read so far."""
        first = next(iter(tables.values()))
        self.header = first.header
        if any(table.header != self.header for table in tables.values()):
            for name, table in tables.items():
                if len(set(table.header)) < len(table.header):
                    raise InputError(
                        f"{shown}: {name} has several columns of one name, and the files don't have the same columns.\n"
                        "Load them one by one."
                    )
            self.header = list(dict.fromkeys(column for table in tables.values() for column in table.header))
        refuse_many_columns(len(self.header), shown)
        self.encoding = f"{len(tables)} files as one table, {' and '.join(_each(t.encoding for t in tables.values()))}"
        delimiters = _each(table.delimiter for table in tables.values())
        self.delimiter = delimiters[0] if len(delimiters) == 1 else ""
        self.notes = [f"{name}: {note}" for name, table in tables.items() for note in table.notes]

    def blocks(self, count_rows: int) -> Iterator[Block]:
        """Rows in blocks of at most `count_rows`."""
        last = 0
        for name, table in self._tables.items():
            before = self._before[name] = last
            places = self._places(table)
            for block in table.blocks(count_rows):
                moved = block.moved(before)
                last = max(last, *moved.lines, *(line for line, _, _ in moved.misfits))
                yield moved if places is None else moved.arranged(places)

    def places(self, lines: Sequence[int]) -> list[tuple[str, int]]:
        """File, and line in it, of rows already read, by their overall numbers."""
        names, before = list(self._before), list(self._before.values())
        at = [bisect_left(before, line) - 1 for line in lines]
        return [(names[place], line - before[place]) for place, line in zip(at, lines, strict=True)]

    def _places(self, table: Table) -> list[int] | None:
        """Position in a table of each overall column, -1 if missing; None where the headers are the same."""
        if table.header == self.header:
            return None
        at = {column: place for place, column in enumerate(table.header)}
        return [at.get(column, -1) for column in self.header]


def _each(values: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(values))
