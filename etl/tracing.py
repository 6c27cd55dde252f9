"""Attribution of what lies in the store: learn once a run, then score the tickets chunk by chunk."""

from __future__ import annotations

import importlib
import json
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from itertools import chain, islice
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.json
import sqlalchemy as sa

from etl import attribution, model
from etl.beside import Beside, Here, is_idle, pack, unpack
from etl.bookkeeping import LoadReport
from etl.chunks import Attributed, StagedChunk
from etl.settings import Settings
from etl.staging.duplicates import mark_duplicates
from etl.store import Writer
from etl.taxonomy import Taxonomy

SAMPLE_TICKETS = 10_000
"""Tickets beside the ruled ones that a run learns from at most: more teach little and cost as much again."""

TRACE = "trace"
"""Kind of a load that reads no file and traces what the store has."""

Rulings = pd.DataFrame | None
_NOT_KEPT = ("load_id", "run_id")
_READ_AHEAD = 2
"""Chunks that are read from the store before there is anything to score them with."""
_MOST_WAITING = 4
"""Chunks whose answers are held until those before them are done."""


def prepare() -> None:
    """Import what learning and scoring need, which takes a second."""
    for name in ("learning", "engine"):
        importlib.import_module(f"etl.attribution.{name}")


def trace(
    writer: Writer,
    taxonomy: Taxonomy,
    report: LoadReport,
    settings: Settings,
    rulings: Rulings,
    progress: Callable[[str, int, int], None],
    beside: Beside,
) -> None:
    """Attribute this load's new tickets; all of the store's when the taxonomy changed, or where that is asked."""
    has_changed = _last_taxonomy(writer) not in (None, taxonomy.hash)
    if has_changed:
        report.findings.append(f"The taxonomy in force is now {taxonomy.name}: all tickets are traced anew.")
    if has_changed or report.kind == TRACE:
        writer.connection.execute(sa.update(model.tickets).values(run_id=report.run_id))
    pending = model.tickets.c.run_id == report.run_id
    total = int(writer.connection.execute(sa.select(sa.func.count()).where(pending)).scalar() or 0)
    if total:
        progress("learning", 0, total)
        asked = beside.submit(_learn, taxonomy, _learning_sample(writer, rulings), rulings, settings)
        if report.kind != TRACE:  # this and the next while the other process learns
            mark_duplicates(writer.connection)
        writer.settle()
        importlib.import_module(f"{attribution.__name__}.engine")
        chunks = stored_chunks(writer, pending, settings.chunk_rows)
        first = list(islice(chunks, _READ_AHEAD))
        learnt = asked.result()
        done = 0
        for count, traced in _attributed(chain(first, chunks), taxonomy, learnt, beside):
            writer.append(model.attributions, traced.attributions.assign(run_id=report.run_id))
            writer.append(model.evidence, traced.evidence.assign(run_id=report.run_id))
            writer.settle()
            done += count
            progress("tracing", done, total)
        _note_run(writer, taxonomy, report, learnt.summary())
    _count(writer, report)


def _attributed(
    chunks: Iterator[StagedChunk], taxonomy: Taxonomy, learnt: attribution.Learnt, beside: Beside
) -> Iterator[tuple[int, Attributed]]:
    """Tickets of each chunk and their answers, in order; this process does what the one beside it has no time for."""
    packed = pack(taxonomy, learnt)
    waiting: deque[tuple[int, Future[Attributed]]] = deque()
    for chunk in chunks:
        if is_idle(answer for _, answer in waiting):
            answer = beside.submit(_attribute, chunk, packed)
        else:
            answer = Here().submit(attribution.attribute, chunk, taxonomy, learnt)
        waiting.append((len(chunk.tickets), answer))
        while waiting and (waiting[0][1].done() or len(waiting) > _MOST_WAITING):
            count, answer = waiting.popleft()
            yield count, answer.result()
    for count, answer in waiting:
        yield count, answer.result()


def _learn(taxonomy: Taxonomy, sample: StagedChunk, rulings: Rulings, settings: Settings) -> attribution.Learnt:
    return attribution.learn(taxonomy, sample, rulings, settings)


def _attribute(chunk: StagedChunk, packed: bytes) -> Attributed:
    taxonomy, learnt = unpack(packed)
    return attribution.attribute(chunk, taxonomy, learnt)


def stored_chunks(writer: Writer, condition: sa.ColumnElement[bool], rows: int) -> Iterator[StagedChunk]:
    """Tickets of the store in staged form, about `rows` at a time, load by load in the order of their lines.

    Bounds on the line let the database skip what it need not read; sorting whole texts would cost it more.
    """
    load_id, line = model.tickets.c.load_id, model.tickets.c.line
    places = writer.read(sa.select(load_id, line).where(condition).order_by(load_id, line))
    for load in places["load_id"].unique().tolist():
        starts = places.loc[places["load_id"] == load, "line"].iloc[::rows].tolist()
        for start, end in zip(starts, [*starts[1:], None], strict=True):
            bounds = [load_id == load, line >= start, *([] if end is None else [line < end])]
            yield _staged(writer.read(sa.select(*_kept()).where(condition, *bounds)))


def _learning_sample(writer: Writer, rulings: Rulings) -> StagedChunk:
    """Ruled tickets, and others up to a bounded number by the hash of their row: random, and the same each time.

    Where every ticket is excluded, excluded ones: they are traced, too.
    """
    tickets = model.tickets.c
    for counted in (tickets.excluded_as.is_(None), sa.true()):
        hashes = sa.select(tickets.row_hash).where(counted).order_by(tickets.row_hash).limit(SAMPLE_TICKETS).subquery()
        last = writer.connection.execute(sa.select(sa.func.max(hashes.c.row_hash))).scalar()
        if last is not None:
            break
    chosen = tickets.row_hash <= last
    if rulings is not None and len(rulings):
        chosen = sa.or_(chosen, tickets.ticket_id.in_(sorted(set(rulings["ticket_id"]))[:SAMPLE_TICKETS]))
    return _staged(writer.read(sa.select(*_kept()).where(counted, chosen)))


def _kept() -> list[sa.Column[Any]]:
    return [column for column in model.tickets.columns if column.name not in _NOT_KEPT]


def _staged(tickets: pd.DataFrame) -> StagedChunk:
    return StagedChunk(
        tickets=tickets,
        fields=parse_fields(tickets["fields"]),
        events=model.empty_frame(model.events),
        problems=pd.DataFrame(index=tickets.index),
    )


def parse_fields(texts: pd.Series[str]) -> pd.DataFrame:
    """The export's own columns out of the column ``fields``: one text column per name, on the same index."""
    lines = "\n".join(texts.fillna("{}")).encode()
    if not lines:
        return pd.DataFrame(index=texts.index)
    at_once = pa.json.ReadOptions(block_size=len(lines) + 1)
    names = pa.json.read_json(pa.BufferReader(lines), at_once).column_names
    # read again with every column a text: the reader would take "2026-03-01 14:05" for a time and write it otherwise
    schema = pa.schema([(name, pa.string()) for name in names])
    table = pa.json.read_json(pa.BufferReader(lines), at_once, pa.json.ParseOptions(explicit_schema=schema))
    frame: pd.DataFrame = table.to_pandas()
    return frame.set_index(texts.index).astype("str") if names else pd.DataFrame(index=texts.index)


def _last_taxonomy(writer: Writer) -> str | None:
    last = sa.select(model.runs.c.taxonomy_hash).order_by(model.runs.c.run_id.desc()).limit(1)
    return writer.connection.execute(last).scalar()


def _note_run(writer: Writer, taxonomy: Taxonomy, report: LoadReport, learnt: dict[str, Any]) -> None:
    row = {
        "run_id": report.run_id,
        "load_id": report.load_id,
        "started_at": report.started_at,
        "engine_version": attribution.ENGINE_VERSION,
        "taxonomy_name": taxonomy.name,
        "taxonomy_hash": taxonomy.hash,
        "taxonomy_text": taxonomy.text,
        "learnt": json.dumps(learnt),
    }
    writer.append(model.runs, pd.DataFrame([row]))


def _count(writer: Writer, report: LoadReport) -> None:
    """Count this load's tickets by exclusion and kind, and its complaints by whether they have an origin."""
    tickets, shares = model.tickets.c, model.attributions.c
    here = tickets.run_id == report.run_id if report.kind == TRACE else tickets.load_id == report.load_id
    groups = sa.select(tickets.excluded_as, tickets.kind, sa.func.count().label("count_tickets")).where(here)
    for row in writer.connection.execute(groups.group_by(tickets.excluded_as, tickets.kind)):
        if row.excluded_as is None:
            report.kinds[row.kind] = report.kinds.get(row.kind, 0) + row.count_tickets
        else:
            report.excluded[row.excluded_as] = report.excluded.get(row.excluded_as, 0) + row.count_tickets
    without = (
        sa.select(sa.func.count())
        .where(here, tickets.excluded_as.is_(None), tickets.kind == "complaint")
        .where(shares.run_id == tickets.run_id, shares.source == tickets.source)
        .where(shares.ticket_id == tickets.ticket_id, shares.department == model.UNATTRIBUTED, shares.share == 1)
    )
    report.unattributed = int(writer.connection.execute(without).scalar() or 0)
    report.attributed = report.kinds.get("complaint", 0) - report.unattributed
