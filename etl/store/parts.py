"""Parts: what one piece of work makes for a table, kept as Arrow until the store takes all parts in, in one go.

A piece that is worked on again writes its parts under the same names, so it doesn't matter how often it was begun.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from etl.system.permissions import held_folder, keep_files_private, sweep

Part: TypeAlias = "pa.Table | Path | bytes"
"""Rows of one table: in memory, in a Parquet file, or the content of such a file on its way from another machine."""

ROWS_IN_MEMORY = 20_000
"""Rows below which parts stay in memory."""

_UNHELD_SECONDS = 3_600

_ARROW_TYPES: tuple[tuple[type, pa.DataType], ...] = (
    (sa.Text, pa.large_string()),
    (sa.Integer, pa.int64()),
    (sa.Double, pa.float64()),
    (sa.Boolean, pa.bool_()),
    (sa.DateTime, pa.timestamp("us")),
    (sa.Date, pa.date32()),
)


def schema_of(table: sa.Table) -> pa.Schema:
    """Arrow types of a table's columns, the same for every part, whatever is missing in it."""
    fields = []
    for column in table.columns:
        kind = next(kind for of_table, kind in _ARROW_TYPES if isinstance(column.type, of_table))
        fields.append(pa.field(column.name, kind))
    return pa.schema(fields)


def as_part(table: sa.Table, frame: pd.DataFrame) -> pa.Table:
    """Rows of a frame with the columns of a table; those that the frame lacks are null."""
    schema = schema_of(table)
    lacking = [field.name for field in schema if field.name not in frame.columns]
    own = pa.schema([field for field in schema if field.name in frame.columns])
    rows = pa.Table.from_pandas(frame[own.names], own, preserve_index=False, safe=False)
    for name in lacking:
        rows = rows.append_column(schema.field(name), pa.nulls(len(rows), schema.field(name).type))
    return rows.select(schema.names).replace_schema_metadata()


@dataclass(frozen=True)
class Shelf:
    """Where parts are kept: in a folder, or in memory if that is None.

    Attributes
    ----------
    is_packed
        Whether those in memory are packed, because they will be sent to another machine.
    """

    folder: Path | None = None
    is_packed: bool = False

    def keep(self, name: str, chunks: Sequence[pa.Table]) -> Part:
        """Keep the rows of some chunks under a name; a part of that name is replaced as a whole."""
        rows: pa.Table = pa.concat_tables(chunks)
        if self.folder is not None:
            return self._write(name, lambda path: _write_parquet(rows, path))
        if not self.is_packed:
            return rows
        packed = pa.BufferOutputStream()
        _write_parquet(rows, packed)
        content: bytes = packed.getvalue().to_pybytes()
        return content

    def receive(self, name: str, part: Part) -> Part:
        """Keep a part that came packed; any other is where it should be."""
        if isinstance(part, bytes):
            content = part
            return self._write(name, lambda path: path.write_bytes(content))
        return part

    def _write(self, name: str, write: Callable[[Path], object]) -> Path:
        assert self.folder is not None
        path = self.folder / f"{name}.parquet"
        begun = path.with_suffix(f".{os.getpid()}")
        write(begun)
        keep_files_private(begun)
        begun.replace(path)
        return path


def _write_parquet(rows: pa.Table, place: Any) -> None:
    import pyarrow.parquet as pq  # takes a moment, which a small file doesn't need

    pq.write_table(rows, place, compression="snappy", write_statistics=False)


@contextmanager
def shelf_for(count_rows: int, home: Path, *, is_cluster: bool = False) -> Iterator[Shelf]:
    """A shelf for the parts of this many rows: a private folder under `home` while the context lasts, or memory.

    Folders that killed processes left are removed first. What comes from a cluster goes to the folder.
    """
    if count_rows < ROWS_IN_MEMORY and not is_cluster:
        yield Shelf()
        return
    place = home / "parts"
    sweep(place, unheld_seconds=_UNHELD_SECONDS)
    with held_folder(place / f"{os.getpid()}-{secrets.token_hex(4)}") as folder:
        yield Shelf(folder)


def read_part(part: Part) -> pa.Table:
    """Rows of a part."""
    if isinstance(part, Path):
        import pyarrow.parquet as pq

        part = pq.read_table(part, use_threads=False)
    return part


def paths_of(parts: Sequence[Part]) -> list[Path]:
    """Files of the parts; empty unless all of them are files."""
    paths = [part for part in parts if isinstance(part, Path)]
    return paths if len(paths) == len(parts) else []
