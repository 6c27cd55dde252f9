"""An event log, one row per change, folded to one row per ticket and its events.

Rows of one ticket need not be adjacent, so a temporary database on disk sorts the log: memory stays bounded for any
length of file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from etl.model.chunks import RawChunk
from etl.sources.bounds import rows_of_a_block
from etl.sources.changes import LogShape, fold_batch
from etl.sources.moments import read_moments
from etl.sources.table import text_array, to_rejects
from etl.system.permissions import temporary_folder

_SORTED = """
    select log.* exclude (ticket)
    from log join (select ticket, min(line) as first_line from log group by ticket) using (ticket)
    order by first_line, moment, line
"""
_MEMORY = "256MB"
_OWN_COLUMNS = 100
"""Maximum columns of a log stored as columns in the database. With more, each row's cells are stored as one list,
because every column takes memory even if empty.
"""

_CHANGES_PER_TICKET = 2
"""Assumed changes per ticket. A log's rows become far fewer tickets: larger batches keep the later steps busy."""


def fold(chunks: Iterator[RawChunk], shape: LogShape, rows: int) -> Iterator[RawChunk]:
    """Fold a log into tickets.

    Parameters
    ----------
    chunks
        The log as read.
    shape
        Which column is which.
    rows
        Approximate number of tickets in a chunk: a ticket's rows are never split.

    Yields
    ------
    RawChunk
        One row per ticket: the last value of each column, but the first text and creation time. `events` has the
        changes of team, assignee and status, with `changed_at` as text; rows without id or time are malformed.
    """
    with temporary_folder() as folder:
        connection = duckdb.connect(str(folder / "log.duckdb"))
        try:
            connection.execute(f"set memory_limit = '{_MEMORY}'; set temp_directory = '{folder}'")
            for chunk in chunks:
                malformed = _store(connection, chunk, shape)
                if len(malformed):
                    yield RawChunk(chunk.frame.iloc[:0], malformed)
            for batch in _whole_tickets(
                connection, shape, rows_of_a_block(rows * _CHANGES_PER_TICKET, len(shape.columns))
            ):
                yield fold_batch(batch, shape)
        finally:
            connection.close()


def _store(connection: Any, chunk: RawChunk, shape: LogShape) -> pd.DataFrame:
    """Store the foldable rows in the database; return the others as rejects."""
    frame = chunk.frame
    ticket = frame[shape.mapping["ticket_id"]].str.strip()
    moments = read_moments(frame[shape.mapping["changed_at"]], shape.date_order)
    has_id, has_time = ticket.notna().to_numpy(), ~np.isnat(moments)
    keep = has_id & has_time
    arrow = _packed([pa.array(frame[name][keep].array, pa.large_string()) for name in shape.columns])
    arrow |= {"line": pa.array(frame.index[keep]), "ticket": pa.array(ticket[keep].array), "moment": moments[keep]}
    connection.register("read", pa.table(arrow))
    connection.execute("create table if not exists log as select * from read limit 0")
    connection.execute("insert into log select * from read")
    connection.unregister("read")
    without_id = _refuse(
        frame[~has_id], "change_has_a_ticket", "The row has no ticket id, so the change is of no ticket."
    )
    reason = "The time of the change can't be read, so its place among the changes is unknown."
    without_time = _refuse(frame[has_id & ~has_time], "change_has_a_time", reason)
    return pd.concat([chunk.malformed, without_id, without_time]).sort_values("line", ignore_index=True)


def _packed(columns: list[Any]) -> dict[str, Any]:
    """Arrow columns for the database: one per column, or a single one of lists."""
    if len(columns) <= _OWN_COLUMNS:
        return {f"c{position}": values for position, values in enumerate(columns)}
    width, count = len(columns), len(columns[0])
    by_row = pa.concat_arrays(columns).take(pa.array(np.arange(width * count).reshape(width, count).T.ravel()))
    return {"cells": pa.ListArray.from_arrays(pa.array(np.arange(count + 1) * width, pa.int32()), by_row)}


def _unpacked(batch: Any, width: int) -> Iterator[Any]:
    """The columns that `_packed` was given."""
    if width <= _OWN_COLUMNS:
        yield from (batch.column(f"c{position}") for position in range(width))
        return
    by_row = batch.column("cells").flatten()
    for position in range(width):
        yield by_row.take(pa.array(np.arange(position, len(by_row), width)))


def _refuse(frame: pd.DataFrame, expectation: str, reason: str) -> pd.DataFrame:
    cells = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    return to_rejects([(int(line), row, reason) for line, row in zip(frame.index, cells, strict=True)], expectation)


def _whole_tickets(connection: Any, shape: LogShape, rows: int) -> Iterator[pd.DataFrame]:
    """Rows ordered by ticket and time, in batches that hold all rows of their tickets."""
    if not connection.execute("select count(*) from duckdb_tables() where table_name = 'log'").fetchone()[0]:
        return
    reader = connection.execute(_SORTED).to_arrow_reader(rows)
    held: pd.DataFrame | None = None
    for batch in reader:
        frame = _to_frame(batch, shape.columns)
        if held is not None:
            # More rows may follow for the last ticket held, so it is kept back.
            tickets = held[shape.mapping["ticket_id"]].str.strip()
            is_last = (tickets == tickets.iloc[-1]).to_numpy()
            if not is_last.all():
                yield held[~is_last]
            frame = pd.concat([held[is_last], frame])
        held = frame
    if held is not None:
        yield held


def _to_frame(batch: Any, columns: Sequence[str]) -> pd.DataFrame:
    index = pd.Index(batch.column("line").to_numpy(), name="line")
    cells = {name: text_array(values) for name, values in zip(columns, _unpacked(batch, len(columns)), strict=True)}
    return pd.DataFrame({name: pd.Series(values, index=index) for name, values in cells.items()}, index=index)
