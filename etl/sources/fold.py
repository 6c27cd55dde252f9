"""An event log, one row per change, folded to one row per ticket and its events.

Rows of one ticket need not stand together, so the log goes through a temporary database on disk that sorts it: memory
stays bounded whatever the length of the file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from etl import model
from etl.chunks import RawChunk
from etl.sources.moments import read_moments
from etl.sources.table import as_lines, text_array, to_rejects

_SORTED = """
    select log.* exclude (ticket)
    from log join (select ticket, min(line) as first_line from log group by ticket) using (ticket)
    order by first_line, moment, line
"""
_MEMORY = "256MB"
_EVENT_FIELDS = {"team": "team", "agent": "assignee", "status": "status"}
_FIRST_FIELDS = ("created_at", "subject", "body", "first_team")
"""Fields of which the first value is the ticket's: what the customer wrote, and when."""

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LogShape:
    """What the folding needs to know of a log.

    Attributes
    ----------
    columns
        Columns of the file.
    mapping
        Field to column; has ticket_id, changed_at and created_at.
    date_order
        Of its dates.
    actor
        Column that says who made the change; None where there is none.
    """

    columns: tuple[str, ...]
    mapping: Mapping[str, str]
    date_order: str | None
    actor: str | None


def fold(chunks: Iterator[RawChunk], shape: LogShape, rows: int) -> Iterator[RawChunk]:
    """Fold a log.

    Parameters
    ----------
    chunks
        The log as read.
    shape
        Which column is which.
    rows
        Input rows in a chunk, about: a ticket's rows are never parted.

    Yields
    ------
    RawChunk
        One row per ticket: the last value of each column, of text and time of creation the first. `events` has its
        changes of team, assignee and status, `changed_at` as text; rows without id or time are malformed.
    """
    with tempfile.TemporaryDirectory(prefix="headwater-") as folder:
        connection = duckdb.connect(str(Path(folder) / "log.duckdb"))
        try:
            connection.execute(f"set memory_limit = '{_MEMORY}'; set temp_directory = '{folder}'")
            for chunk in chunks:
                malformed = _store(connection, chunk, shape)
                if len(malformed):
                    yield RawChunk(chunk.frame.iloc[:0], malformed)
            for batch in _whole_tickets(connection, shape, rows):
                yield _fold_batch(batch, shape)
        finally:
            connection.close()


def _store(connection: Any, chunk: RawChunk, shape: LogShape) -> pd.DataFrame:
    """Put the rows that can be folded into the database; return the others as rejects."""
    frame = chunk.frame
    ticket = frame[shape.mapping["ticket_id"]].str.strip()
    moments = read_moments(frame[shape.mapping["changed_at"]], shape.date_order)
    has_id, has_time = ticket.notna().to_numpy(), ~np.isnat(moments)
    keep = has_id & has_time
    columns = {f"c{position}": frame[name][keep].array for position, name in enumerate(shape.columns)}
    arrow = {name: pa.array(values, pa.large_string()) for name, values in columns.items()}
    arrow |= {"line": pa.array(frame.index[keep]), "ticket": pa.array(ticket[keep].array), "moment": moments[keep]}
    connection.register("read", pa.table(arrow))
    connection.execute("create table if not exists log as select * from read limit 0")
    connection.execute("insert into log select * from read")
    connection.unregister("read")
    without_id = _refuse(
        frame[~has_id], "ticket_id_is_present", "The row has no ticket id, so the change is of no ticket."
    )
    reason = "The time of the change can't be read, so its place among the changes is unknown."
    without_time = _refuse(frame[has_id & ~has_time], "changed_at_is_readable", reason)
    return pd.concat([chunk.malformed, without_id, without_time]).sort_values("line", ignore_index=True)


def _refuse(frame: pd.DataFrame, expectation: str, reason: str) -> pd.DataFrame:
    cells = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    return to_rejects([(int(line), row, reason) for line, row in zip(frame.index, cells, strict=True)], expectation)


def _whole_tickets(connection: Any, shape: LogShape, rows: int) -> Iterator[pd.DataFrame]:
    """Rows in the order of tickets and times, in batches that hold all rows of their tickets."""
    if not connection.execute("select count(*) from duckdb_tables() where table_name = 'log'").fetchone()[0]:
        return
    reader = connection.execute(_SORTED).to_arrow_reader(rows)
    held: pd.DataFrame | None = None
    for batch in reader:
        frame = _to_frame(batch, shape.columns)
        if held is not None:
            # Only now is it known that more may follow of the ticket at the end of the rows held.
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
    cells = {name: text_array(batch.column(f"c{position}")) for position, name in enumerate(columns)}
    return pd.DataFrame({name: pd.Series(values, index=index) for name, values in cells.items()}, index=index)


def _fold_batch(frame: pd.DataFrame, shape: LogShape) -> RawChunk:
    ticket = frame[shape.mapping["ticket_id"]].str.strip()
    starts = np.flatnonzero((ticket != ticket.shift()).to_numpy())
    ends = np.append(starts[1:], len(frame)) - 1
    counts = ends - starts + 1
    # A ticket stands for its rows at the line of the first that the file has of it.
    lines = np.minimum.reduceat(frame.index.to_numpy(), starts)
    index = pd.Index(lines, name="line")
    firsts = {shape.mapping[field] for field in _FIRST_FIELDS if field in shape.mapping}
    folded = {}
    for name in frame.columns:
        known = frame[name].notna().to_numpy()
        taken = _first_known(known, starts, ends) if name in firsts else _last_known(known, starts)[ends]
        folded[name] = pd.Series(frame[name].array.take(taken, allow_fill=True), index=index)
    raw_lines = pd.DataFrame({"index": np.repeat(lines, counts), "line": frame.index, "raw": as_lines(frame)})
    return RawChunk(
        pd.DataFrame(folded, index=index),
        events=_events(frame, shape, starts, counts),
        row_counts=pd.Series(counts, index=index, name="row_counts"),
        raw_lines=raw_lines.sort_values("line", ignore_index=True),
    )


def _last_known(known: npt.NDArray[np.bool_], starts: Positions) -> Positions:
    """For each row, the position of the last known value of its ticket up to it; -1 where there is none."""
    positions = np.maximum.accumulate(np.where(known, np.arange(len(known)), -1))
    start_of_row = np.repeat(starts, np.diff(np.append(starts, len(known))))
    return np.where(positions >= start_of_row, positions, -1)


def _first_known(known: npt.NDArray[np.bool_], starts: Positions, ends: Positions) -> Positions:
    positions = np.minimum.reduceat(np.where(known, np.arange(len(known)), len(known)), starts)
    return np.where(positions <= ends, positions, -1)


def _events(frame: pd.DataFrame, shape: LogShape, starts: Positions, counts: Positions) -> pd.DataFrame:
    """Changes of team, assignee and status; a missing value is one that isn't known, not a change."""
    is_first = np.zeros(len(frame), dtype=bool)
    is_first[starts] = True
    number = np.repeat(np.arange(len(starts)), counts)
    parts = []
    for field, name in _EVENT_FIELDS.items():
        if field not in shape.mapping:
            continue
        cells = frame[shape.mapping[field]]
        held = _last_known(cells.notna().to_numpy(), starts)
        before = np.where(is_first, -1, np.roll(held, 1))
        new, old = cells.array.take(held, allow_fill=True), cells.array.take(before, allow_fill=True)
        is_change = (held >= 0) & ((before < 0) | ~np.asarray(pd.Series(new).eq(pd.Series(old)), dtype=bool))
        parts.append(
            pd.DataFrame({"row": np.arange(len(frame)), "field": name, "old_value": old, "new_value": new})[is_change]
        )
    empty = model.empty_frame(model.events, without=("source",)).astype({"changed_at": "str"})
    if not parts:
        return empty
    events = pd.concat(parts).sort_values("row", kind="stable", ignore_index=True)
    rows = events["row"].to_numpy()
    events["ticket_id"] = frame[shape.mapping["ticket_id"]].array.take(rows)
    events["changed_at"] = frame[shape.mapping["changed_at"]].array.take(rows)
    events["actor"] = None if shape.actor is None else frame[shape.actor].array.take(rows)
    events["sequence"] = events.groupby(number[rows]).cumcount()
    typed: pd.DataFrame = events[list(empty.columns)].astype(empty.dtypes.to_dict())
    return typed
