"""An export file after its survey, ready to be read in chunks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow as pa

from etl import model
from etl.model.chunks import RawChunk
from etl.sources.changes import MAPPED_EVENTS, LogShape
from etl.sources.derived import Derived
from etl.sources.fold import fold
from etl.sources.folder import JoinedTable
from etl.sources.format import Format
from etl.sources.history import EVENT_FIELDS
from etl.sources.layout import Layout
from etl.sources.names import find_column, normalise
from etl.sources.table import MISFIT, Block, Cell, Table, to_frame, to_rejects
from etl.values.habits import Habits

_EVENT_COLUMNS = [column.name for column in model.events.columns if column.name != "source"]


FIRST_ROWS = 3
"""Rows of a file shown before it is loaded."""


def first_cells(table: Table, layout: Layout, count: int = FIRST_ROWS) -> dict[str, list[Cell]]:
    """Cells of a table's first rows, by column."""
    block = next(table.blocks(count), Block())
    cells = (each.to_pylist() if isinstance(each, pa.Array) else list(each) for each in layout.arrange(block))
    return dict(zip(layout.columns, cells, strict=True))


@dataclass(frozen=True)
class Export:
    """An export file after the survey of all of it.

    Attributes
    ----------
    path, name
        The file, and the name to show for it.
    format
        Its format.
    kind
        "tickets", "events" (one row per change) or "volumes" (one row per day and dimension values).
    encoding, delimiter, compression
        As detected; the delimiter is empty where the file has none.
    date_order
        "dmy", "mdy" or "ymd"; None when no date can be read in two ways.
    is_date_order_ambiguous
        Whether the file leaves open which number is the day.
    columns
        Names in the header: repeated ones suffixed " #2", or joined where the format says so. Includes derived columns,
        and for a field history the columns of the folded tickets.
    mapping
        Field to column.
    findings
        Plain sentences.
    coded
        Fields that hold a system's ids where words are expected, such as Zendesk's group ids.
    count_rows
        Rows of the file, including those that don't fit the header.
    file_hash
        SHA-256 of the file as given.
    habits
        How its columns write numbers, durations and ids.
    specimens
        Cells of a sample of rows from all over the file, by column.
    has_texts
        Whether any row has a subject or a body.
    files
        Names of its files: one, or those of a folder.
    channels
        Columns and names of the channels, for a volumes file with a column per channel.
    mapping_reasons
        Field to the reason why its column was chosen.
    header_mark
        Hash of the header, under which mappings are remembered.
    """

    path: Path
    name: str
    format: Format
    kind: str
    encoding: str
    delimiter: str
    compression: str
    date_order: str | None
    is_date_order_ambiguous: bool
    columns: tuple[str, ...]
    mapping: dict[str, str]
    findings: tuple[str, ...]
    coded: frozenset[str]
    count_rows: int
    file_hash: str
    _table: Table = field(repr=False)
    _layout: Layout = field(repr=False)
    _derived: Derived = field(default_factory=Derived, repr=False)
    specimens: Mapping[str, Sequence[Cell]] = field(default_factory=dict, repr=False)
    has_texts: bool = True
    habits: Habits = field(default_factory=Habits)
    channels: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    header_mark: str = ""
    mapping_reasons: Mapping[str, str] = field(default_factory=dict)

    def first_rows(self) -> dict[str, list[Cell]]:
        """Cells of the file's first rows, by column."""
        return first_cells(self._table, self._layout)

    def chunks(self, rows: int = 10_000) -> Iterator[RawChunk]:
        """Read the file from its start.

        Parameters
        ----------
        rows
            Most input rows in a chunk.
        """
        if self.kind != "events":
            return self._read(rows)
        columns = (*self._layout.columns, *self._derived.columns)
        shape = LogShape(columns, self.mapping, self.date_order, self._roles())
        return fold(self._read(rows), shape, rows)

    def located(self, rejects: pd.DataFrame) -> pd.DataFrame:
        """Add to refused rows their file within the folder (column file) and their line in it.

        Parameters
        ----------
        rejects
            Columns of the table rejects, for rows that have been read; lines are numbered over all files.
        """
        if not isinstance(self._table, JoinedTable) or rejects.empty:
            return rejects
        places = self._table.places(rejects["line"].tolist())
        return rejects.assign(
            file=pd.Series([file for file, _ in places], index=rejects.index, dtype="str"),
            line=pd.Series([line for _, line in places], index=rejects.index, dtype="Int64"),
        )

    @property
    def folded_specimens(self) -> Mapping[str, Sequence[Cell]]:
        """Specimens of the columns that a field history's changes become; empty for other files."""
        roles = self._roles()
        if not {"field", "new_value"} <= roles.keys():
            return {}
        rows = zip(self.specimens[roles["field"]], self.specimens[roles["new_value"]], strict=True)
        changes = [(EVENT_FIELDS.get(normalise(name or "")), value) for name, value in rows]
        return {column: [value for name, value in changes if name == column] for column in MAPPED_EVENTS.values()}

    def _roles(self) -> dict[str, str]:
        columns = self._layout.columns
        found = {
            role: next((column for name in names if (column := find_column(name, columns))), None)
            for role, names in self.format.roles.items()
        }
        return {role: column for role, column in found.items() if column is not None}

    def _read(self, rows: int) -> Iterator[RawChunk]:
        columns = self._layout.columns
        missing = [self._missing_values(column) for column in columns]
        seen: Counter[str] = Counter()
        for block in self._table.blocks(rows):
            own = to_frame(block.lines, columns, self._layout.arrange(block), missing)
            frame = self._derived.extend(own, seen)
            events = pd.DataFrame(block.events, columns=_EVENT_COLUMNS) if block.events else None
            yield RawChunk(frame, to_rejects(block.misfits, MISFIT), events)

    def _missing_values(self, column: str) -> frozenset[str]:
        fields = [name for name, mapped in self.mapping.items() if mapped == column]
        return self.format.missing.union(*(self.format.missing_in.get(name, frozenset()) for name in fields))
