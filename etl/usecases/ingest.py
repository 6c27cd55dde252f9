"""Ingests an export: reads, stages and validates chunk by chunk, then merges the accepted rows into the store."""

from __future__ import annotations

from collections.abc import Callable

from etl import model
from etl.settings import Settings
from etl.sources import Export
from etl.staging import StagingContext, without_people
from etl.store import Writer, incoming
from etl.store.corrected import adopt_corrected
from etl.store.parts import Part, as_part
from etl.system.pipeline import in_order
from etl.system.worker import pack
from etl.usecases.load_report import LoadReport, count_rejects
from etl.usecases.staged_parts import Shared, StagedHere, pieces_of, staged_part
from etl.usecases.workers import Workers
from etl.validation import Validator
from etl.validation.validator import latest_at


def take_in(
    export: Export,
    context: StagingContext,
    settings: Settings,
    writer: Writer,
    report: LoadReport,
    progress: Callable[[str, int, int], None],
    workers: Workers,
) -> None:
    """Bring an export's rows into the writer's tables of incoming rows, and count them in the report.

    Raises
    ------
    InputError
        If the file as a whole can't be used.
    """
    executor, shelf = workers.executor, workers.shelf
    validator = Validator(report.started_at, executor, export.kind)
    shared = Shared(context, latest_at(report.started_at), export.kind, workers.far_shelf)
    packed = pack(shared)
    tickets: list[Part] = []
    events: list[Part] = []
    refused: list[Part] = []
    work = in_order(
        executor,
        pieces_of(export.chunks(settings.chunk_rows)),
        lambda piece: (staged_part, piece, packed),
        (lambda piece: StagedHere(piece, shared, executor)) if workers.takes_part else None,
    )
    progress("reading", 0, export.count_rows)
    for piece, part in work:
        tickets.append(shelf.receive(f"tickets-{piece.number:06d}", part.tickets))
        events.append(shelf.receive(f"events-{piece.number:06d}", part.events))
        validator.add(part.counts)
        if len(part.rejects):
            rejects = count_rejects(report, export.located(part.rejects))
            refused.append(shelf.keep(f"rejects-{piece.number:06d}", [as_part(model.rejects, rejects)]))
        report.count_read += part.count_read
        progress("reading", report.count_read, export.count_rows)
    incoming.take_in(writer, tickets, events)
    writer.take_in(model.rejects, refused)
    writer.settle()
    repeated = incoming.take_repeated(writer)
    rejects = without_people(validator.repeated(repeated, export), context.people)
    writer.append(model.rejects, count_rejects(report, export.located(rejects)))
    report.results = validator.finish()


def merge(export: Export, writer: Writer, report: LoadReport) -> None:
    """Merge the accepted rows with those that the store has: repeated, already known, newer, new."""
    is_event_log = export.kind == "events"
    if is_event_log:
        report.source = incoming.attach_to_known(writer) or report.source
    elif count := adopt_corrected(writer, report.file_name):
        what = "1 row without an id is a corrected version of a ticket"
        if count > 1:
            what = f"{count:,} rows without an id are corrected versions of tickets"
        report.findings.append(f"{what} that the store has, by time and title, text or customer: counted once.")
    report.count_known = incoming.drop_already_known(writer, is_event_log=is_event_log)
    report.count_loaded = incoming.merge(writer, report.load_id, report.run_id, is_event_log=is_event_log)
    incoming.drop(writer)
