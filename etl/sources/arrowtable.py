"""Parquet and Arrow files as a table of text: columns of any type, written as an export would have them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.errors import InputError
from etl.sources.bounds import (
    MAX_NESTING,
    MAX_UNPACKED_MB,
    megabytes_allowed,
    refuse_many_columns,
    rows_of_a_block,
)
from etl.sources.container import Container
from etl.sources.flatten import scalar
from etl.sources.names import clean_header
from etl.sources.table import BLOCK_BYTES, Block, Cell, ColumnBlock, in_blocks

_LABELS = {"parquet": "Parquet", "arrow": "Arrow", "stream": "Arrow, a stream"}
_ROWS_AT_ONCE = 1_000
"""Few, because a dictionary-encoded text is stored once for every row: the bytes of each block are counted."""
_INDEX_OF_PANDAS = "__index_level_"
_MEGABYTE = 1_000_000


class ArrowTable:
    """A Parquet, Arrow (Feather) or Arrow stream file as a table of text; a row's line is its number.

    Fields of a struct become columns of their own, "requester.name"; lists are joined, or become JSON.

    Raises
    ------
    InputError
        If the file is damaged, has no columns, or has more columns or levels of nesting than are read.
    """

    delimiter = ""

    def __init__(self, container: Container) -> None:
        self._container = container
        self.encoding = _LABELS[container.columnar]
        self.notes: list[str] = []
        size = container.path.stat().st_size
        self._megabytes = megabytes_allowed(size, MAX_UNPACKED_MB)
        with self._batches(1) as (schema, _):
            if any(_depth(kind) > MAX_NESTING for kind in schema.types):
                raise InputError(
                    f"{container.name}: a column nests more than {MAX_NESTING} levels deep, as no ticket does. "
                    "Export it as CSV."
                )
            refuse_many_columns(len(schema.names), container.name)
            names = [name for name, _ in _leaves(schema.empty_table().to_batches(), schema)]
        if not names:
            raise InputError(f"{container.name} holds no columns. Export it again.")
        refuse_many_columns(len(names), container.name)
        self.header = clean_header(names)

    def blocks(self, count_rows: int) -> Iterator[Block]:
        """Rows in blocks of at most `count_rows`."""
        return in_blocks(self._parts(), rows_of_a_block(count_rows, len(self.header)), BLOCK_BYTES)

    def _parts(self) -> Iterator[ColumnBlock]:
        """Rows, few at a time."""
        count = size = 0
        with self._batches(_ROWS_AT_ONCE) as (schema, batches):
            for batch in batches:
                for start in range(0, batch.num_rows, _ROWS_AT_ONCE):
                    part = batch.slice(start, _ROWS_AT_ONCE)
                    columns = [_texts(column) for _, column in _leaves([part], schema)]
                    size += part.num_rows * len(columns) + sum(column.nbytes for column in columns)
                    self._refuse_size(size)
                    yield ColumnBlock(np.arange(count + 1, count + part.num_rows + 1), columns, [])
                    count += part.num_rows

    def _refuse_size(self, size: int) -> None:
        if size > self._megabytes * _MEGABYTE:
            raise InputError(
                f"{self._container.name} unpacks to more than {self._megabytes:,} MB, the limit for a packed file of "
                "its size. Check that it is the export, and save it as CSV."
            )

    @contextmanager
    def _batches(self, count_rows: int) -> Iterator[tuple[pa.Schema, Iterator[pa.RecordBatch]]]:
        """Open the file: its schema, and its rows in batches."""
        try:
            with ExitStack() as stack:
                source = self._source(stack)
                if self._container.columnar == "parquet":
                    file = stack.enter_context(pq.ParquetFile(source))
                    yield file.schema_arrow, file.iter_batches(count_rows, use_threads=False)
                elif self._container.columnar == "arrow":
                    reader = pa.ipc.open_file(source)
                    yield reader.schema, (_sound(reader.get_batch(each)) for each in range(reader.num_record_batches))
                else:
                    stream = pa.ipc.open_stream(source)
                    yield stream.schema, map(_sound, stream)
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise InputError(f"{self._container.name} can't be read: {error.strerror}.") from error
            raise InputError(
                f"{self._container.name} is a damaged or encrypted {_LABELS[self._container.columnar]} file. "
                "Export it again, or save it as CSV."
            ) from error

    def _source(self, stack: ExitStack) -> Any:
        if self._container.compression == "none":
            return stack.enter_context(pa.OSFile(str(self._container.path)))
        return pa.BufferReader(self._container.content())


def _sound(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Validate a batch; raises for offsets that point outside of it, as in a damaged file."""
    batch.validate(full=True)
    return batch


def _depth(kind: pa.DataType) -> int:
    return 1 + max((_depth(kind.field(each).type) for each in range(kind.num_fields)), default=0)


def _leaves(batches: list[pa.RecordBatch], schema: pa.Schema) -> list[tuple[str, pa.ChunkedArray]]:
    """Columns with the fields of structs flattened, without the index that pandas adds."""
    table = pa.Table.from_batches(batches, schema)
    while any(pa.types.is_struct(kind) for kind in table.schema.types):
        table = table.flatten()
    found = zip(table.column_names, table.columns, strict=True)
    return [(name, column) for name, column in found if not name.startswith(_INDEX_OF_PANDAS)]


def _texts(column: pa.ChunkedArray) -> pa.Array:
    """Cells as text, as an export writes them: whole numbers without a point, times in ISO 8601 with their zone."""
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        column = pa.chunked_array([chunk.storage for chunk in column.chunks], kind.storage_type)
        kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_floating(kind):
        column = _whole(pc.if_else(pc.is_finite(column), column, pa.scalar(None, kind)))
    elif pa.types.is_timestamp(kind):
        # Fractions of a second depend on the program that wrote the file, and carry no information about a ticket.
        column = column.cast(pa.timestamp("s", kind.tz), safe=False)
    elif pa.types.is_duration(kind):
        return pa.array(map(_duration, column.cast(pa.duration("s"), safe=False).cast(pa.int64()).to_pylist()), _TEXT)
    elif _is_binary(kind) or pa.types.is_nested(kind):
        return pa.array(map(_other, column.to_pylist()), _TEXT)
    return pa.concat_arrays(column.cast(_TEXT).chunks) if column.num_chunks else pa.array([], _TEXT)


_TEXT = pa.large_string()


def _whole(numbers: pa.ChunkedArray) -> pa.ChunkedArray:
    """Convert whole floats to integers: ids become floats where one is missing, and would print as 1e+12."""
    try:
        return numbers.cast(pa.int64())
    except pa.ArrowInvalid:  # not all are whole, or some are larger than any id
        return numbers


def _is_binary(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _duration(seconds: int | None) -> Cell:
    return None if seconds is None else f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _other(value: object) -> Cell:
    if value is None:
        return None
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list) and not any(isinstance(each, list | dict | tuple) for each in value):
        return "; ".join(filter(None, map(scalar, value)))
    return json.dumps(value, ensure_ascii=False, default=str)
