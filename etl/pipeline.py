"""The way of the data, from an export to a published snapshot, on one screen.

export file -> sources -> staging -> validation -> store -> attribution -> journey -> published snapshot
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from etl import journey, model, tracing
from etl.bookkeeping import LoadReport, note_load, note_rejects, pseudonym_key
from etl.settings import Settings
from etl.sources import FORMATS, Export, open_export
from etl.staging import context_for, stage
from etl.staging.duplicates import mark_duplicates
from etl.store import Warehouse, Writer, incoming
from etl.taxonomy import Taxonomy, choose_taxonomy
from etl.validation import Validator
from etl.volumes import load_volumes

Progress = Callable[[str, int, int], None]
"""Told the step, how many rows are done, and how many there are."""


TABLE_FORMAT = "table"


@dataclass(frozen=True)
class LoadRequest:
    """What to load, and what the person said about it; `name` is shown in place of the path's."""

    path: Path
    source: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    taxonomy: str | None = None
    date_order: str | None = None
    time_zone: str | None = None
    name: str | None = None


def quiet(step: str, done: int, total: int) -> None:
    """Progress that tells nobody."""


def open_request(request: LoadRequest) -> tuple[Export, str]:
    """Open the file of a request, and name the source that its tickets are kept under.

    ``--source zendesk`` names a format; ``zendesk:emea`` a format and one of several desks, whose ids may be the
    same; with ``--map`` any other name is that of a desk whose table has no known format.
    """
    given, _, desk = (request.source or "").partition(":")
    if given and request.mapping and given not in {each.name for each in FORMATS}:
        given, desk = TABLE_FORMAT, given
    export = open_export(
        request.path,
        source=given or None,
        mapping=request.mapping,
        date_order=request.date_order,
        name=request.name,
    )
    named = f"{export.format.name}:{desk}" if desk and given != TABLE_FORMAT else desk
    return export, named or export.format.name


def load(
    request: LoadRequest,
    settings: Settings,
    warehouse: Warehouse,
    *,
    progress: Progress = quiet,
    publish: bool = True,
    rulings: tracing.Rulings = None,
) -> LoadReport:
    """Load one file: all of it, or nothing.

    Raises
    ------
    InputError
        If the file, the mapping or the taxonomy can't be used, or another load is writing; nothing is stored then.
    """
    clock, now = time.monotonic(), datetime.now(UTC).replace(tzinfo=None)
    export, source = open_request(request)
    taxonomy = choose_taxonomy(settings, request.taxonomy, export.format.taxonomy)
    with warehouse.write() as writer:
        report = LoadReport.begin(export, source, taxonomy, writer.next_id(model.loads.c.load_id), started_at=now)
        if export.kind == "volumes":
            load_volumes(export, writer, report, settings)
        else:
            take_in(export, request, taxonomy, settings, writer, report, progress)
            tracing.trace(writer, taxonomy, report, settings, rulings, progress)
        report.seconds = round(time.monotonic() - clock, 2)
        note_load(writer, report)
        if publish:
            report.snapshot = writer.publish()
    return report


def take_in(
    export: Export,
    request: LoadRequest,
    taxonomy: Taxonomy,
    settings: Settings,
    writer: Writer,
    report: LoadReport,
    progress: Progress,
) -> None:
    """Read, stage and validate chunk by chunk, then let the accepted rows meet what the store knows."""
    context = context_for(export, taxonomy, pseudonym_key(settings), report.started_at, request.time_zone)
    context = replace(context, source=report.source)
    validator = Validator(report.started_at)
    incoming.create(writer)
    is_event_log = export.kind == "events"
    for raw in export.chunks(settings.chunk_rows):
        checked = validator.check(stage(raw, context), raw)
        counts = 1 if raw.row_counts is None else raw.row_counts.loc[checked.accepted.tickets.index]
        writer.append(incoming.tickets, checked.accepted.tickets.assign(count_rows=counts))
        writer.append(incoming.events, checked.accepted.events)
        note_rejects(writer, report, checked.rejects)
        report.count_read += raw.count_read
        progress("reading", report.count_read, export.count_rows)
    repeated = incoming.take_repeated(writer)
    note_rejects(writer, report, validator.repeated(repeated, export))
    report.results = validator.finish()
    if is_event_log:
        report.source = incoming.attach_to_known(writer) or report.source
    report.count_known = incoming.drop_already_known(writer, is_event_log=is_event_log)
    report.count_loaded = incoming.merge(writer, report.load_id, report.run_id, is_event_log=is_event_log)
    mark_duplicates(writer.connection)
    incoming.drop(writer)
    journey.summarise(writer, report.load_id, taxonomy, export.format.name)
