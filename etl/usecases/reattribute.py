"""Attributes the store's tickets again, under another taxonomy or a newer engine: a new run; earlier ones are kept."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import sqlalchemy as sa

from etl import model
from etl.errors import InputError
from etl.settings import Settings
from etl.store import Warehouse, Writer, last_taxonomy
from etl.taxonomy import Taxonomy, choose
from etl.usecases import attribute
from etl.usecases.load import Progress, quiet
from etl.usecases.load_report import LoadReport, note_load
from etl.usecases.workers import workers_for

FILE_NAME = "All tickets, attributed again"
"""Shown in the history of loads, in place of a file name."""


def attribute_again(
    settings: Settings,
    warehouse: Warehouse,
    *,
    taxonomy: str | None = None,
    rulings: attribute.Rulings = None,
    progress: Progress = quiet,
) -> LoadReport:
    """Attribute all tickets of the store again, and publish the new run.

    The history shows it as a load of the kind ``trace`` that read no rows, so it can be undone like any other.

    Parameters
    ----------
    taxonomy
        File or shipped name; None: the store's own file, or else the taxonomy of the last run.

    Raises
    ------
    InputError
        If there is nothing to attribute, the taxonomy can't be used, or a load is writing; the store then stays as is.
    """
    clock, now = time.monotonic(), datetime.now(UTC).replace(tzinfo=None)
    with warehouse.write() as writer:
        count = int(writer.connection.execute(sa.select(sa.func.count()).select_from(model.tickets)).scalar() or 0)
        if not count:
            raise InputError("There is nothing to attribute: no ticket has been loaded. Load an export first.")
        last = last_taxonomy(writer.connection)
        choice = choose(settings, taxonomy, last)
        chosen = choice.taxonomy
        report = _report(writer, chosen, now)
        if last is not None and last.timezone != chosen.timezone:
            report.findings.append(
                f"Days and hours of tickets loaded before stay in {last.timezone}; load their exports again to have "
                f"them in {chosen.timezone}."
            )
        with workers_for(count, attribute.prepare, settings) as workers:
            attribute.attribute_pending(writer, chosen, report, settings, rulings, progress, workers)
        report.tell_choice(choice, settings.taxonomy_file)
        report.seconds = round(time.monotonic() - clock, 2)
        note_load(writer, report)
        report.snapshot = writer.publish()
    return report


def _report(writer: Writer, taxonomy: Taxonomy, now: datetime) -> LoadReport:
    number = writer.next_id(model.loads.c.load_id)
    return LoadReport(
        load_id=number,
        run_id=number,
        started_at=now,
        file_name=FILE_NAME,
        file_hash="",
        source="",
        kind=attribute.REATTRIBUTED,
        findings=[],
        mapping={},
        taxonomy_name=taxonomy.name,
        taxonomy_hash=taxonomy.hash,
    )
