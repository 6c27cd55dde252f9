"""Attributes the tickets in the store: learns once per run, then scores them chunk by chunk."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.attribution.version import ENGINE_VERSION
from etl.journeys import summary
from etl.model.chunks import StagedChunk
from etl.settings import Settings
from etl.staging.duplicates import mark_duplicates
from etl.staging.repeats import mark_repeats
from etl.store import Writer
from etl.store.parts import Part
from etl.store.stored_chunks import Habits, as_staged, kept_columns, stored_rows
from etl.system.pipeline import in_order
from etl.system.worker import Done, pack
from etl.taxonomy import Taxonomy
from etl.usecases import stated_kinds
from etl.usecases.attributed_parts import TABLES, attributed_part, numbered
from etl.usecases.load_report import Effect, LoadReport
from etl.usecases.workers import Workers
from etl.values.habits import FileHabits

if TYPE_CHECKING:
    from etl.attribution.scoring.learned_model import Learnt

SAMPLE_TICKETS = 10_000
"""Most tickets that a run learns from, besides the ruled ones: more teach little and double the time."""

REATTRIBUTED = "trace"
"""Kind of a load that reads no file and attributes what the store has; stores keep it under this word."""

Rulings = pd.DataFrame | None
_READ_AHEAD = 2
"""Chunks read from the store while the other process still learns."""


def prepare() -> None:
    """Import what learning and scoring need, which takes a second."""
    for name in ("training.train", "scoring.engine"):
        importlib.import_module(f"etl.attribution.{name}")


def attribute_pending(
    writer: Writer,
    taxonomy: Taxonomy,
    report: LoadReport,
    settings: Settings,
    rulings: Rulings,
    progress: Callable[[str, int, int], None],
    workers: Workers,
) -> None:
    """Attribute this load's new tickets; all tickets if the taxonomy changed or `report.kind` is `REATTRIBUTED`."""
    executor, shelf = workers.executor, workers.shelf
    before = _last_taxonomy(writer)
    has_changed = before is not None and before[1] != taxonomy.hash
    known_before = model.tickets.c.load_id != report.load_id
    complaints, attributed = _attributed_complaints(writer, known_before) if has_changed else (0, 0)
    if has_changed:
        summary.follow(writer.connection, taxonomy)
    if has_changed or report.kind == REATTRIBUTED:
        writer.connection.execute(sa.update(model.tickets).values(run_id=report.run_id))
    pending = model.tickets.c.run_id == report.run_id
    stated_kinds.teach(
        writer, pending, rulings, taxonomy, report.run_id,
        is_anew=has_changed or report.kind == REATTRIBUTED, seed=settings.seed,
    )  # fmt: skip
    total = int(writer.connection.execute(sa.select(sa.func.count()).where(pending)).scalar() or 0)
    if total:
        progress("learning", 0, total)
        habits = _habits(writer, report)
        sample = _learning_sample(writer, rulings, habits)
        local = replace(settings, database_url="")  # no password leaves this machine
        asked = executor.submit(_learn, taxonomy, sample, rulings, local)
        if report.kind != REATTRIBUTED:  # this and the next step run while the other process learns
            mark_duplicates(writer.connection)
        writer.settle()
        importlib.import_module("etl.attribution.scoring.engine")
        chunks = stored_rows(writer, pending, settings.chunk_rows)
        first = list(islice(chunks, _READ_AHEAD))
        learnt = asked.result()
        packed = pack(taxonomy, learnt, habits, report.run_id, workers.far_shelf)
        done = 0
        parts: dict[str, list[Part]] = {name: [] for name in TABLES}
        work = in_order(
            executor,
            numbered(chain(first, chunks)),
            lambda chunk: (attributed_part, chunk, packed),
            (lambda chunk: Done(attributed_part, chunk, packed)) if workers.takes_part else None,
        )
        progress("attributing", 0, total)
        for chunk, made in work:
            for name, part in made.items():
                parts[name].append(shelf.receive(f"{name}-{chunk.number:06d}", part))
            writer.let_go()
            done += len(chunk.rows)
            progress("attributing", done, total)
        for name, table in TABLES.items():
            writer.take_in(table, parts[name])
            writer.let_go()
        writer.settle()
        mark_repeats(writer.connection)
        _note_run(writer, taxonomy, report, learnt.summary())
    if before is not None and complaints:
        after = _attributed_complaints(writer, known_before)[1]
        report.effect = Effect(before[0], complaints, attributed, after)
    _count(writer, report)


def _learn(taxonomy: Taxonomy, sample: StagedChunk, rulings: Rulings, settings: Settings) -> Learnt:
    from etl.attribution.training.train import learn

    return learn(taxonomy, sample, rulings, settings)


def _habits(writer: Writer, report: LoadReport) -> Habits:
    """How each load's file writes times and numbers, including this load's, whose row isn't written yet."""
    loads = writer.read(sa.select(model.loads.c.load_id, model.loads.c.habits))
    texts = zip(loads["load_id"], loads["habits"].astype(object).where(loads["habits"].notna(), None), strict=True)
    known = {int(load_id): FileHabits.from_json(text) for load_id, text in texts}
    return known if report.habits is None else known | {report.load_id: report.habits}


def _learning_sample(writer: Writer, rulings: Rulings, habits: Habits) -> StagedChunk:
    """Ruled tickets, and up to `SAMPLE_TICKETS` others with the lowest row hashes: random, and the same each time.

    If every ticket is excluded, the sample takes excluded ones, because they are attributed, too.
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
    # In an order of its own: sums over floats depend on it in their last digits, and databases have different ones.
    in_order = sa.select(*kept_columns()).where(counted, chosen).order_by(
        tickets.load_id, tickets.line, tickets.source, tickets.ticket_id
    )  # fmt: skip
    return as_staged(writer.fetch(in_order), habits)


def _last_taxonomy(writer: Writer) -> tuple[str, str] | None:
    """Name and hash of the taxonomy in force; None if no ticket has been attributed."""
    runs = model.runs.c
    last = sa.select(runs.taxonomy_name, runs.taxonomy_hash).order_by(runs.run_id.desc()).limit(1)
    found = writer.connection.execute(last).first()
    return None if found is None else (found[0], found[1])


def _note_run(writer: Writer, taxonomy: Taxonomy, report: LoadReport, learnt: dict[str, Any]) -> None:
    row = {
        "run_id": report.run_id,
        "load_id": report.load_id,
        "started_at": report.started_at,
        "engine_version": ENGINE_VERSION,
        "taxonomy_name": taxonomy.name,
        "taxonomy_hash": taxonomy.hash,
        "taxonomy_text": taxonomy.text,
        "learnt": json.dumps(learnt),
    }
    writer.append(model.runs, pd.DataFrame([row]))


def _count(writer: Writer, report: LoadReport) -> None:
    """Count this load's tickets by exclusion and kind, and its complaints by whether they have an origin."""
    tickets = model.tickets.c
    here = tickets.run_id == report.run_id if report.kind == REATTRIBUTED else tickets.load_id == report.load_id
    groups = sa.select(tickets.excluded_as, tickets.kind, sa.func.count().label("count_tickets")).where(here)
    for row in writer.connection.execute(groups.group_by(tickets.excluded_as, tickets.kind)):
        if row.excluded_as is None:
            report.kinds[row.kind] = report.kinds.get(row.kind, 0) + row.count_tickets
        else:
            report.excluded[row.excluded_as] = report.excluded.get(row.excluded_as, 0) + row.count_tickets
    report.attributed = _attributed_complaints(writer, here)[1]
    report.unattributed = report.kinds.get("complaint", 0) - report.attributed


def _attributed_complaints(writer: Writer, which: sa.ColumnElement[bool]) -> tuple[int, int]:
    """Number of these tickets that count as complaints, and how many of those have an origin."""
    tickets, shares = model.tickets.c, model.attributions.c
    complaints = sa.select(sa.func.count()).where(which, tickets.excluded_as.is_(None), tickets.kind == "complaint")
    without = (
        complaints.where(shares.run_id == tickets.run_id, shares.source == tickets.source)
        .where(shares.ticket_id == tickets.ticket_id, shares.department == model.UNATTRIBUTED, shares.share == 1)
    )  # fmt: skip
    total, unattributed = (int(writer.connection.execute(each).scalar() or 0) for each in (complaints, without))
    return total, total - unattributed
