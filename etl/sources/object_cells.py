"""Splits cells that hold an object, as JSON or a Python literal, into columns, like those of an API response."""

from __future__ import annotations

import ast
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from etl.sources.bounds import MAX_COLUMNS
from etl.sources.flatten import flatten, nests_deeper
from etl.sources.table import Block, Cell, Table

_LOOKED_AT = 200
"""First rows examined: only a column with objects in all of their cells is read through."""
_LONGEST = 100_000
"""Maximum characters of an object's cell in a helpdesk's export."""
_REMEMBERED, _LONGEST_REMEMBERED = 4_096, 1_000
"""Size of the cache of parsed cells, and maximum characters of a cached one: the same states and teams recur."""
_NOTHING = frozenset(("", "null", "NULL", "None", "NaN", "nan", "[]", "{}"))
_NO_OBJECT = (ValueError, SyntaxError, RecursionError, MemoryError)


class ObjectCells:
    """A table with columns of objects split: ``team`` becomes ``team.id`` and ``team.name``.

    Parameters
    ----------
    table
        The table as in the file.
    parts
        Column of objects to the columns that it becomes.
    """

    def __init__(self, table: Table, parts: Mapping[str, Sequence[str]]) -> None:
        self._table = table
        self._parts = {spot: (name, parts[name]) for spot, name in enumerate(table.header) if name in parts}
        self.place = getattr(table, "place", "")
        self.encoding, self.delimiter = table.encoding, table.delimiter
        self.header = [
            each for spot, name in enumerate(table.header) for each in (parts[name] if spot in self._parts else [name])
        ]
        self.notes = [*table.notes, _told(parts)]

    def blocks(self, count_rows: int) -> Iterator[Block]:
        """Rows in blocks of at most `count_rows`."""
        for block in self._table.blocks(count_rows):
            rows: list[Sequence[Cell]] = [list(self._parted(row)) for row in block.rows]
            yield Block(block.lines, rows, block.misfits, block.events)

    def _parted(self, row: Sequence[Cell]) -> Iterator[Cell]:
        for spot, cell in enumerate(row):
            if spot in self._parts:
                name, parts = self._parts[spot]
                found = (cell and parts_of_cell(name, cell)) or {}
                yield from map(found.get, parts)
            else:
                yield cell


def part_objects(table: Table, kept: Collection[str] = ()) -> Table:
    """Split the columns in which every filled cell holds an object; the same table if there are none.

    Columns in `kept`, and columns whose parts would have the names of other columns, aren't split; none is if the table
    would become too wide.
    """
    likely = {spot: name for spot, name in _likely(table).items() if name not in kept}
    found: dict[str, dict[str, None]] = {name: {} for name in likely.values()}
    for block in table.blocks(10_000) if likely else ():
        for spot, name in list(likely.items()):
            if not _take(found[name], name, block.filled(spot)):
                del likely[spot], found[name]
        if not likely:
            break
    others = set(table.header)
    parts = {name: list(names) for name, names in found.items() if names and not others & (set(names) - {name})}
    width = len(table.header) + sum(map(len, parts.values()))
    return ObjectCells(table, parts) if parts and width <= MAX_COLUMNS else table


def _likely(table: Table) -> dict[int, str]:
    """Columns whose first cells are objects, by position, without repeated names."""
    block = next(table.blocks(_LOOKED_AT), Block())
    return {
        spot: name
        for spot, name in enumerate(table.header)
        if table.header.count(name) == 1 and _take({}, name, block.filled(spot), is_needed=True)
    }


def _take(names: dict[str, None], column: str, cells: Iterable[Cell], *, is_needed: bool = False) -> bool:
    """Note the parts of a column's cells: whether every filled one, and at least one if needed, is an object."""
    count = 0
    for cell in cells:
        if cell is None or cell.strip() in _NOTHING:
            continue
        found = parts_of_cell(column, cell)
        if found is None:
            return False
        count += 1
        names.update(dict.fromkeys(found))
    return count > 0 or not is_needed


def parts_of_cell(column: str, cell: str) -> Mapping[str, str] | None:
    """Column to cell for an object in a cell; None if the cell holds no object.

    Reads JSON, and Python's repr of a dict: single quotes, None, True. A list of named objects becomes its names.
    """
    text = cell.strip()
    if not text.startswith(("{", "[")) or not text.endswith(("}", "]")) or len(text) > _LONGEST:
        return None
    return (_remembered if len(text) <= _LONGEST_REMEMBERED else _parts)(column, text)


def _parts(column: str, text: str) -> Mapping[str, str] | None:
    value = _read(text)
    objects = value if isinstance(value, list) else [value]
    if not objects or not all(isinstance(each, dict) for each in objects) or nests_deeper(objects):
        return None
    found = flatten({column: value})
    # A list of objects without names stays as text.
    return None if found.get(column, "").startswith("[{") else found


_remembered = lru_cache(maxsize=_REMEMBERED)(_parts)


def _read(text: str) -> Any:
    for reader in (json.loads, ast.literal_eval):
        try:
            return reader(text)
        except _NO_OBJECT:
            continue
    return None


def _told(parts: Mapping[str, Sequence[str]]) -> str:
    holds = "holds an object in each cell and is" if len(parts) == 1 else "hold an object in each cell and are"
    made = ", ".join(each for names in parts.values() for each in names)
    return f"{', '.join(parts)} {holds} read as {made}."
