"""The whole load, from an export to a published snapshot, on one screen.

export file -> sources -> staging -> validation -> store -> attribution -> journey -> published snapshot
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from etl import model, validation
from etl.journeys import summary
from etl.settings import Settings
from etl.sources import FORMATS, SOURCE, Export, Remembered, open_export, remember
from etl.sources.container import open_container
from etl.sources.folder import is_many
from etl.staging import context_for, known_zone
from etl.staging.volumes import Zones
from etl.store import Warehouse, last_taxonomy, pseudonym_key
from etl.system.clock import clock_behind
from etl.system.memory import give_back_now
from etl.system.worker import likely_rows
from etl.taxonomy import Taxonomy, choose
from etl.usecases import attribute, stated_kinds
from etl.usecases.ingest import merge, take_in
from etl.usecases.load_report import LoadReport, note_load
from etl.usecases.load_volumes import load_volumes
from etl.usecases.workers import workers_for

Progress = Callable[[str, int, int], None]
"""Called with the step, the number of rows done, and the number of all rows."""


TABLE_FORMAT = "table"


@dataclass(frozen=True)
class LoadRequest:
    """What to load, and what the user stated about it.

    Attributes
    ----------
    name
        Shown instead of the path's name.
    every_row
        One of `stated_kinds.EVERY_ROW`: what holds for every ticket of the source from now on; None: as before.
    remembered
        Mappings that the user gave before, by header.
    format
        Name of the format, if the caller knows it; `source` then names only the source.
    notes
        Plain sentences on where the file comes from.
    """

    path: Path
    source: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    taxonomy: str | None = None
    date_order: str | None = None
    time_zone: str | None = None
    name: str | None = None
    every_row: str | None = None
    remembered: Remembered = field(default_factory=dict)
    format: str | None = None
    notes: tuple[str, ...] = ()


def quiet(step: str, done: int, total: int) -> None:
    """A progress callback that does nothing."""


def open_request(request: LoadRequest) -> tuple[Export, str]:
    """Open the file of a request, and return the name of the source that its tickets are stored under.

    ``--source zendesk`` names a format; ``zendesk:emea`` names a format and one of several desks, which may use the
    same ids. With ``--map``, any other name is a desk whose table has no known format.
    """
    given, _, desk = (request.source or "").partition(":")
    if request.format:
        given, desk = request.format, request.source or ""
    elif given and request.mapping and given not in {each.name for each in FORMATS}:
        given, desk = TABLE_FORMAT, given
    export = open_export(
        request.path,
        source=given or None,
        mapping=request.mapping,
        date_order=request.date_order,
        name=request.name,
        remembered=request.remembered,
    )
    is_name = request.format or given == TABLE_FORMAT
    named = f"{export.format.name}:{desk}" if desk and not is_name else desk
    told_before = request.remembered.get(export.header_mark, {}).get(SOURCE, "")
    if told_before and not (request.source or request.format):
        return _as_told_before(request, export, told_before)
    return export, named or export.format.name


def _as_told_before(request: LoadRequest, export: Export, told: str) -> tuple[Export, str]:
    """The export under the source given for an earlier file with its header; opened again if the format differs."""
    format_ = told.partition(":")[0]
    if format_ in {each.name for each in FORMATS} and format_ != export.format.name:
        export, _ = open_request(replace(request, source=told))
    finding = f"As you said for an earlier file with these columns: its source is {told}; --source overrides this."
    return replace(export, findings=(*export.findings, finding)), told


def load(
    request: LoadRequest,
    settings: Settings,
    warehouse: Warehouse,
    *,
    progress: Progress = quiet,
    publish: bool = True,
    rulings: attribute.Rulings = None,
    in_force: Taxonomy | None = None,
    stated: Mapping[str, str] | None = None,
) -> LoadReport:
    """Load one file: all of it, or nothing.

    Parameters
    ----------
    in_force
        Taxonomy used if this store has none yet; when a file is only checked, that of the store it is meant for.
    stated
        What `etl.usecases.stated_kinds.remembered` returns for that store.

    Raises
    ------
    InputError
        If the file, the mapping or the taxonomy can't be used, or another load is writing; nothing is stored then.
    """
    clock, now = time.monotonic(), datetime.now(UTC).replace(tzinfo=None)
    if not is_many(request.path):
        open_container(request.path, request.name)  # refuse what isn't a table before another process is started
    with ExitStack() as stack:
        workers = stack.enter_context(workers_for(likely_rows(request.path), validation.prepare, settings))
        export, source = open_request(request)
        writer = stack.enter_context(warehouse.write())
        in_force = last_taxonomy(writer.connection) or in_force
        choice = choose(settings, request.taxonomy, in_force, export.format.taxonomy)
        taxonomy = choice.taxonomy
        report = LoadReport.begin(export, source, taxonomy, writer.next_id(model.loads.c.load_id), started_at=now)
        report.findings[:0] = request.notes
        last = writer.connection.execute(sa.select(sa.func.max(model.loads.c.started_at))).scalar()
        if told := clock_behind(now, last):
            report.findings.append(f"Rows may be refused as lying in the future: {told}.")
        if export.kind == "volumes":
            stated_kinds.refuse_for_volumes(request.every_row)
            zones = Zones(known_zone(request.time_zone or taxonomy.timezone), taxonomy.timezone)
            load_volumes(export, writer, report, settings, zones)
        else:
            context = context_for(export, taxonomy, pseudonym_key(settings, writer), now, request.time_zone)
            report.habits = context.file_habits
            report.findings += context.people.findings
            report.every_row = request.every_row
            remembered = {**(stated or {}), **stated_kinds.remembered(writer.connection)}
            every_row = request.every_row or remembered.get(source)
            context = replace(
                context, source=source, known_kind=stated_kinds.known_kind(every_row, export.format.known_kind)
            )
            take_in(export, context, settings, writer, report, progress, workers)
            workers.executor.submit(attribute.prepare)
            give_back_now()
            merge(export, writer, report)
            stated_kinds.state(writer, report, taxonomy)
            summary.summarise(writer.connection, report.load_id, taxonomy, export.format.name)
            attribute.attribute_pending(writer, taxonomy, report, settings, rulings, progress, workers)
            stated_kinds.hint(export, report)
            report.tell_choice(choice, settings.taxonomy_file)
        report.seconds = round(time.monotonic() - clock, 2)
        note_load(writer, report)
        if publish:
            report.snapshot = writer.publish()
            if request.mapping:  # desks share a known format's header, so a source without a mapping isn't kept
                also = {SOURCE: request.source} if request.source else {}
                remember(settings.home, export.header_mark, {**request.mapping, **also}, report.snapshot)
    return report
