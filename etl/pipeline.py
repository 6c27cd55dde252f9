"""The way of the data, from an export to a published snapshot, on one screen.

export file -> sources -> staging -> validation -> store -> attribution -> journey -> published snapshot
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from etl import journey, model, tracing, validation
from etl.beside import beside, likely_rows
from etl.bookkeeping import LoadReport, note_load, pseudonym_key
from etl.intake import merge, take_in
from etl.memory import give_back_now
from etl.settings import Settings
from etl.sources import FORMATS, Export, open_export
from etl.sources.container import open_container
from etl.staging import context_for
from etl.store import Warehouse
from etl.taxonomy import choose_taxonomy
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
    open_container(request.path, request.name)  # what is no table is refused before another process is started
    with ExitStack() as stack:
        helper = stack.enter_context(beside(likely_rows(request.path), validation.prepare))
        export, source = open_request(request)
        taxonomy = choose_taxonomy(settings, request.taxonomy, export.format.taxonomy)
        writer = stack.enter_context(warehouse.write())
        report = LoadReport.begin(export, source, taxonomy, writer.next_id(model.loads.c.load_id), started_at=now)
        if export.kind == "volumes":
            load_volumes(export, writer, report, settings)
        else:
            context = context_for(export, taxonomy, pseudonym_key(settings), now, request.time_zone)
            take_in(export, replace(context, source=source), settings, writer, report, progress, helper)
            helper.submit(tracing.prepare)
            give_back_now()
            merge(export, writer, report)
            journey.summarise(writer, report.load_id, taxonomy, export.format.name)
            tracing.trace(writer, taxonomy, report, settings, rulings, progress, helper)
        report.seconds = round(time.monotonic() - clock, 2)
        note_load(writer, report)
        if publish:
            report.snapshot = writer.publish()
    return report
