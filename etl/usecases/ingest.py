"""Ingests an export: reads, stages and validates chunk by chunk, then merges the accepted rows into the store."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice

from etl.model.chunks import RawChunk, StagedChunk
from etl.settings import Settings
from etl.sources import Export
from etl.staging import StagingContext, stage, without_people
from etl.store import Writer, incoming
from etl.store.corrected import adopt_corrected
from etl.system.worker import Executor, is_idle, pack, unpack
from etl.usecases.load_report import LoadReport, note_rejects
from etl.validation import Asked, Validated, Validator

_JUDGED_TOGETHER = 2
"""Chunks per judgement: four fifths of its time don't depend on the number of rows."""

_MOST_WAITING = 3
"""Most pairs of chunks staged ahead of their judgement: enough to bridge the start of the process that judges."""

_OWN_CHUNKS = 1
"""Last chunks of a file that this process stages itself."""


def take_in(
    export: Export,
    context: StagingContext,
    settings: Settings,
    writer: Writer,
    report: LoadReport,
    progress: Callable[[str, int, int], None],
    executor: Executor,
) -> None:
    """Bring an export's rows into the writer's tables of incoming rows, and count them in the report.

    Raises
    ------
    InputError
        If the file as a whole can't be used.
    """
    validator = Validator(report.started_at, executor, export.kind)
    incoming.create(writer)
    own = export.count_rows - _OWN_CHUNKS * settings.chunk_rows
    for raw, checked in _checked(export.chunks(settings.chunk_rows), own, context, validator):
        counts = 1 if raw.row_counts is None else raw.row_counts.loc[checked.accepted.tickets.index]
        writer.append(incoming.tickets, checked.accepted.tickets.assign(count_rows=counts))
        writer.append(incoming.events, checked.accepted.events)
        note_rejects(writer, report, export.located(without_people(checked.rejects, context.people)))
        writer.settle()
        report.count_read += raw.count_read
        progress("reading", report.count_read, export.count_rows)
    repeated = incoming.take_repeated(writer)
    rejects = without_people(validator.repeated(repeated, export), context.people)
    note_rejects(writer, report, export.located(rejects))
    report.results = validator.finish()


def _checked(
    chunks: Iterator[RawChunk], own: int, context: StagingContext, validator: Validator
) -> Iterator[tuple[RawChunk, Validated]]:
    """Each chunk staged and judged, in order; this process stages chunks while the other is busy.

    From row `own` on it stages all chunks itself, because the other one still has judgements to finish.
    """
    packed = pack(context)
    waiting: deque[Asked] = deque()
    count_read = 0
    while raws := list(islice(chunks, _JUDGED_TOGETHER)):
        count_read += sum(raw.count_read for raw in raws)
        if count_read <= own and is_idle(asked.answer for asked in waiting):
            waiting.append(validator.begin_beside(_stage, raws, packed))
        else:
            waiting.append(validator.begin([stage(raw, context) for raw in raws], raws))
        while waiting and (waiting[0].answer.done() or len(waiting) > _MOST_WAITING):
            asked = waiting.popleft()
            yield from zip(asked.raws, validator.end(asked), strict=True)
    for asked in waiting:
        yield from zip(asked.raws, validator.end(asked), strict=True)


def _stage(raw: RawChunk, packed: bytes) -> StagedChunk:
    (context,) = unpack(packed)
    return stage(raw, context)


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
