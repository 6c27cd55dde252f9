"""Exports whose tickets carry their known origin: read so that the engine can't see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd

from etl import model
from etl.errors import InputError
from etl.model.chunks import RawChunk, StagedChunk
from etl.sources import Export
from etl.staging import context_for, stage
from etl.taxonomy import Taxonomy
from etl.text.comparable import key


def read_known(
    export: Export, taxonomy: Taxonomy, truth: str, without: Sequence[str] = (), rows: int = 10_000
) -> tuple[StagedChunk, pd.Series]:
    """Stage a whole export, without its column of known origins.

    Parameters
    ----------
    truth
        Header of the column with the known origin, whatever its case.
    without
        Headers of further columns that the engine must not see, because they give the origin away.
    rows
        Rows read at a time.

    Returns
    -------
    tuple
        The tickets, and the known origin of each on the same index.

    Raises
    ------
    InputError
        If the export has no such column.
    """
    column = _named(truth, export.columns)
    hidden = [column, *(_named(name, export.columns) for name in without)]
    chunks, origins = [], []
    for raw, staged in _staged(export, taxonomy, rows):
        chunks.append(without_columns(staged, hidden, export.mapping))
        origins.append(raw.frame[column].reindex(staged.tickets.index))
    everything, known = joined(chunks), pd.concat(origins)
    kept = _latest(everything)
    return everything.select(kept), known.loc[kept]


def read_whole(export: Export, taxonomy: Taxonomy, rows: int = 10_000) -> StagedChunk:
    """Stage a whole export whose known origins lie in another file."""
    everything = joined([staged for _, staged in _staged(export, taxonomy, rows)])
    return everything.select(_latest(everything))


def _staged(export: Export, taxonomy: Taxonomy, rows: int) -> Iterator[tuple[RawChunk, StagedChunk]]:
    context = context_for(export, taxonomy, b"evaluation", datetime.now(UTC).replace(tzinfo=None))
    for raw in export.chunks(rows):
        yield raw, stage(raw, context)


def _latest(chunk: StagedChunk) -> pd.Index:
    """Index of the tickets with an id; for a repeated id only the latest row, as in a load."""
    ids = chunk.tickets["ticket_id"]
    return ids.index[ids.notna() & ~ids.duplicated(keep="last")]


def without_columns(chunk: StagedChunk, names: Sequence[str], mapping: Mapping[str, str]) -> StagedChunk:
    """The chunk without some columns of the export, and without the fields that they are mapped to.

    Parameters
    ----------
    names
        Headers, whatever their case.
    mapping
        Field to column, of the export.
    """
    hidden = {key(name) for name in names}
    fields = [field for field, column in mapping.items() if key(column) in hidden and field in chunk.tickets.columns]
    empty = model.empty_frame(model.tickets)
    tickets = chunk.tickets.copy()
    for field in fields:
        tickets[field] = pd.Series([None] * len(tickets), index=tickets.index, dtype=empty[field].dtype)
    own = chunk.fields[[c for c in chunk.fields.columns if key(str(c)) not in hidden]]
    return replace(chunk, tickets=tickets, fields=own)


def joined(chunks: Sequence[StagedChunk]) -> StagedChunk:
    """Chunks put together; each ticket keeps its index, the line of the file."""
    tickets, fields, events, problems = (
        pd.concat([getattr(chunk, name) for chunk in chunks]) for name in ("tickets", "fields", "events", "problems")
    )
    known = [chunk.habits for chunk in chunks if chunk.habits is not None]
    habits = pd.concat(known) if len(known) == len(chunks) else None
    return StagedChunk(tickets, fields, events.reset_index(drop=True), problems, habits)


def _named(name: str, columns: Sequence[str]) -> str:
    found = next((column for column in columns if column == name), None)
    found = found or next((column for column in columns if key(column) == key(name)), None)
    if found is None:
        raise InputError(f"The export has no column {name!r}; it has {', '.join(columns[:12])}.")
    return found
