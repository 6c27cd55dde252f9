"""Places that hold a helpdesk's tables: a folder of files, or a schema of a database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from etl.errors import InputError
from etl.sources.container import open_container
from etl.sources.folder import JoinedTable, files_of
from etl.sources.opened import open_as_it_stands
from etl.sources.table import Cell, Table

_ROWS = 5_000
_ENDINGS = (".gz", ".bz2", ".zst", ".zip")

Rows = Sequence[Sequence[Cell]]


class Place(Protocol):
    """Some tables of text, each read in blocks of rows.

    Attributes
    ----------
    name
        Name as shown and stored, without host and user.
    what
        Kind of place, in words that follow "in".
    """

    name: str
    what: str

    def tables(self) -> list[str]:
        """Names of the tables."""
        ...

    def columns(self, table: str) -> list[str]:
        """Columns of a table."""
        ...

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Rows]:
        """Cells of some columns, row by row."""
        ...


class Folder:
    """A folder with a file for each table, or a folder of files for it, as connectors write them to a bucket."""

    def __init__(self, path: Path) -> None:
        self.name = path.resolve().name or "folder"
        self.what = "the folder"
        self._files = _files_by_table(path)
        self._opened: dict[str, Table] = {}

    def tables(self) -> list[str]:
        """Names of the files, without their endings."""
        return list(self._files)

    def columns(self, table: str) -> list[str]:
        """The file's header."""
        return self._open(table).header

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Rows]:
        """Cells of a file; raises InputError at a row that doesn't fit the header."""
        opened = self._open(table)
        places = [opened.header.index(column) for column in columns]
        for block in opened.blocks(_ROWS):
            if block.misfits:
                line, _, reason = block.misfits[0]
                raise InputError(f"The table {table} is damaged at line {line:,}. {reason}\nLand it again.")
            yield [[row[place] for place in places] for row in block.rows]

    def _open(self, table: str) -> Table:
        if table not in self._opened:
            tables = {each.name: open_as_it_stands(open_container(each), {}) for each in self._files[table]}
            whole = next(iter(tables.values())) if len(tables) == 1 else JoinedTable(tables, table)
            self._opened[table] = whole
        return self._opened[table]


def _files_by_table(path: Path) -> dict[str, list[Path]]:
    """Files of each table: those in the folder, and those of each folder in it."""
    try:
        inside = sorted(path.iterdir())
    except OSError as error:
        raise InputError(f"{path.name or path} can't be read: {error.strerror}.") from error
    found: dict[str, list[Path]] = {}
    for each in inside:
        if each.name.startswith("."):
            continue
        if each.is_file():
            found.setdefault(_stem(each), []).append(each)
        elif each.is_dir() and any(file.is_file() and not file.name.startswith(".") for file in each.iterdir()):
            found.setdefault(each.name, []).extend(files_of(each))
    return found


def _stem(file: Path) -> str:
    name = file.name
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    return Path(name).stem or name
