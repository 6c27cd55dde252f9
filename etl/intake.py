"""Taking in: read, stage and judge chunk by chunk, then let the accepted rows meet what the store knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from etl.bookkeeping import LoadReport, note_rejects
from etl.chunks import RawChunk
from etl.settings import Settings
from etl.sources import Export
from etl.staging import StagingContext, stage
from etl.staging.duplicates import mark_duplicates
from etl.store import Writer, incoming
from etl.validation import InAnotherProcess, InThisProcess, Validated, Validator

ROWS_WORTH_A_PROCESS = 20_000
"""Input rows from which judging in another process saves more than starting it costs."""


def take_in(
    export: Export,
    context: StagingContext,
    settings: Settings,
    writer: Writer,
    report: LoadReport,
    progress: Callable[[str, int, int], None],
) -> None:
    """Bring an export's rows into the writer's store, and count them in the report.

    Raises
    ------
    InputError
        If the file as a whole can't be used.
    """
    judge = InAnotherProcess() if export.count_rows >= ROWS_WORTH_A_PROCESS else InThisProcess()
    try:
        validator = Validator(report.started_at, judge)
        incoming.create(writer)
        for raw, checked in _checked(export.chunks(settings.chunk_rows), context, validator):
            counts = 1 if raw.row_counts is None else raw.row_counts.loc[checked.accepted.tickets.index]
            writer.append(incoming.tickets, checked.accepted.tickets.assign(count_rows=counts))
            writer.append(incoming.events, checked.accepted.events)
            note_rejects(writer, report, checked.rejects)
            report.count_read += raw.count_read
            progress("reading", report.count_read, export.count_rows)
        repeated = incoming.take_repeated(writer)
        note_rejects(writer, report, validator.repeated(repeated, export))
        report.results = validator.finish()
    finally:
        judge.close()
    _merge(export, writer, report)


def _checked(
    chunks: Iterator[RawChunk], context: StagingContext, validator: Validator
) -> Iterator[tuple[RawChunk, Validated]]:
    """Each chunk staged and judged, in order; the next one is staged while the judge has the one before."""
    waiting = None
    for raw in chunks:
        asked = validator.begin(stage(raw, context), raw)
        if waiting is not None:
            yield waiting.raw, validator.end(waiting)
        waiting = asked
    if waiting is not None:
        yield waiting.raw, validator.end(waiting)


def _merge(export: Export, writer: Writer, report: LoadReport) -> None:
    is_event_log = export.kind == "events"
    if is_event_log:
        report.source = incoming.attach_to_known(writer) or report.source
    report.count_known = incoming.drop_already_known(writer, is_event_log=is_event_log)
    report.count_loaded = incoming.merge(writer, report.load_id, report.run_id, is_event_log=is_event_log)
    mark_duplicates(writer.connection)
    incoming.drop(writer)
    writer.settle()
