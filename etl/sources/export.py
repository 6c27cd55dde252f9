"""An export file whose whole is known, to be read in chunks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from etl import model
from etl.chunks import RawChunk
from etl.sources.changes import LogShape
from etl.sources.fold import fold
from etl.sources.format import Format
from etl.sources.layout import Layout
from etl.sources.names import find_column
from etl.sources.table import MISFIT, Table, to_frame, to_rejects

_EVENT_COLUMNS = [column.name for column in model.events.columns if column.name != "source"]


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
        As found; the delimiter is empty where the file has none.
    date_order
        "dmy", "mdy" or "ymd"; None when no date can be read in two ways.
    is_date_order_ambiguous
        Whether the file leaves open which number is the day.
    columns
        The header: repeated names suffixed " #2", or joined where the format says so. Of a field history those of the
        folded tickets too.
    mapping
        Field to column.
    findings
        Plain sentences.
    coded
        Fields that hold a system's ids where words are expected, such as Zendesk's numbers of groups.
    count_rows
        Rows of the file, those included that don't fit the header.
    file_hash
        SHA-256 of the file as given.
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

    def chunks(self, rows: int = 10_000) -> Iterator[RawChunk]:
        """Read the file from its start.

        Parameters
        ----------
        rows
            Most input rows in a chunk.
        """
        if self.kind != "events":
            return self._read(rows)
        shape = LogShape(self._layout.columns, self.mapping, self.date_order, self._roles())
        return fold(self._read(rows), shape, rows)

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
        for block in self._table.blocks(rows):
            frame = to_frame(block.lines, columns, self._layout.arrange(block), missing)
            events = pd.DataFrame(block.events, columns=_EVENT_COLUMNS) if block.events else None
            yield RawChunk(frame, to_rejects(block.misfits, MISFIT), events)

    def _missing_values(self, column: str) -> frozenset[str]:
        fields = [name for name, mapped in self.mapping.items() if mapped == column]
        return self.format.missing.union(*(self.format.missing_in.get(name, frozenset()) for name in fields))
