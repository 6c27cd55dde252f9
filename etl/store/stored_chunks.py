"""Stored tickets in the form that staging gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.json
import sqlalchemy as sa

from etl import model
from etl.model.chunks import StagedChunk
from etl.store.base import Rows, Writer, as_frame
from etl.values.habits import FileHabits

Habits = Mapping[int, FileHabits]
"""Habits of each load's file, by load id."""
_NOT_KEPT = ("run_id",)


def stored_chunks(
    writer: Writer, condition: sa.ColumnElement[bool], rows: int, habits: Habits
) -> Iterator[StagedChunk]:
    """Yield stored tickets in staged form, in the pieces of `stored_rows`."""
    for each in stored_rows(writer, condition, rows):
        yield as_staged(each, habits)


def stored_rows(writer: Writer, condition: sa.ColumnElement[bool], rows: int) -> Iterator[Rows]:
    """Yield `kept_columns` of stored tickets, about `rows` at a time, load by load in the order of their lines.

    Bounds on the line let the database skip what it need not read; sorting whole texts would cost it more.
    """
    load_id, line = model.tickets.c.load_id, model.tickets.c.line
    places = writer.read(sa.select(load_id, line).where(condition).order_by(load_id, line))
    for load in places["load_id"].unique().tolist():
        starts = places.loc[places["load_id"] == load, "line"].iloc[::rows].tolist()
        for start, end in zip(starts, [*starts[1:], None], strict=True):
            bounds = [load_id == load, line >= start, *([] if end is None else [line < end])]
            yield writer.fetch(sa.select(*kept_columns()).where(condition, *bounds))


def kept_columns() -> list[sa.Column[Any]]:
    """Columns of the table tickets that `as_staged` takes."""
    return [column for column in model.tickets.columns if column.name not in _NOT_KEPT]


def as_staged(rows: Rows, habits: Habits) -> StagedChunk:
    """Rows of `kept_columns` in staged form."""
    tickets = as_frame(rows, kept_columns())
    unknown = FileHabits()
    of_rows = [habits.get(int(load_id), unknown) for load_id in tickets["load_id"]]
    return StagedChunk(
        tickets=tickets.drop(columns="load_id"),
        fields=parse_fields(tickets["fields"]),
        events=model.empty_frame(model.events),
        problems=pd.DataFrame(index=tickets.index),
        habits=pd.Series(of_rows, index=tickets.index, dtype=object),
    )


def parse_fields(texts: pd.Series[str]) -> pd.DataFrame:
    """The export's own columns out of the column ``fields``: one text column per name, on the same index."""
    lines = "\n".join(texts.fillna("{}")).encode()
    if not lines:
        return pd.DataFrame(index=texts.index)
    at_once = pa.json.ReadOptions(block_size=len(lines) + 1)
    names = pa.json.read_json(pa.BufferReader(lines), at_once).column_names
    # read again with every column as text: else the reader parses "2026-03-01 14:05" as a time and writes it otherwise
    schema = pa.schema([(name, pa.string()) for name in names])
    table = pa.json.read_json(pa.BufferReader(lines), at_once, pa.json.ParseOptions(explicit_schema=schema))
    frame: pd.DataFrame = table.to_pandas()
    return frame.set_index(texts.index).astype("str") if names else pd.DataFrame(index=texts.index)
