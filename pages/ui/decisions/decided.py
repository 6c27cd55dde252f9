"""Reads people's decisions for pages, and records new ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.ledger.rulings import Ruling, Standing, record, record_draw, record_reviewer, reviewers, rulings_of
from etl.ledger.rulings.words import record_of
from etl.marts.core.filters import Filters
from etl.marts.frames import review_queue, sampling_plan
from etl.marts.frames.ruling_status import standing
from etl.session import open_view
from etl.store import Ledger, open_ledger
from pages.ui import data, exposure


def standing_of(source: str, ticket_id: str) -> Standing | None:
    """Current attribution of a ticket and the engine's answer; None if the store doesn't have the ticket."""
    return data.ask(standing, Filters(), source=source, ticket_id=ticket_id)


def workplace(name: str) -> str | None:
    """Department where a reviewer works; empty for none of the taxonomy's, None if not stated."""
    ledger = open_ledger(data.settings())
    try:
        return reviewers(ledger).get(" ".join(name.split()))
    finally:
        ledger.close()


def work_in(name: str, department: str) -> None:
    """Record where a reviewer works; empty for none of the taxonomy's departments."""
    exposure.refuse()
    ledger = open_ledger(data.settings())
    try:
        record_reviewer(ledger, " ".join(name.split()), department)
    finally:
        ledger.close()


class Said(NamedTuple):
    """A position on a ticket: the ruling, its words after the author's name, and whether it was taken back."""

    ruling: Ruling
    words: str
    is_taken_back: bool


def record_of_ticket(source: str, ticket_id: str) -> list[Said]:
    """All positions on a ticket, in chronological order."""
    table = model.rulings
    mine = (table.c.ticket_id == ticket_id, sa.or_(table.c.source == source, table.c.source.is_(None)))
    ledger = open_ledger(data.settings())
    try:
        rows = ledger.read(sa.select(table).where(*mine))
    finally:
        ledger.close()
    return [Said(*said) for said in record_of(rulings_of(rows, data.taxonomy()))]


def disputes_of(ledger: Ledger, rows: pd.DataFrame) -> list[Ruling]:
    """Disputes behind rows of `etl.marts.frames.review_queue.disputes_waiting`, each with the source of its row."""
    table, sources = model.rulings, dict(zip(rows["ruling_group"], rows["source"], strict=True))
    found = ledger.read(sa.select(table).where(table.c.ruling_group.in_(list(sources))))
    return [replace(each, source=str(sources[each.group])) for each in rulings_of(found, data.taxonomy())]


def last_of(author: str) -> Ruling | None:
    """An author's last ruling on any ticket, unless withdrawn."""
    table = model.rulings
    ledger = open_ledger(data.settings())
    try:
        rows = ledger.read(
            sa.select(table).where(table.c.author == author).order_by(table.c.ruling_id.desc()).limit(40)
        )
    finally:
        ledger.close()
    if rows.empty:
        return None
    last = rulings_of(rows[rows["ruling_group"] == rows["ruling_group"].iloc[0]], data.taxonomy())[0]
    return None if last.action == "withdraw" else last


def waiting(filters: Filters) -> pd.DataFrame:
    """Disputes that wait on tickets within the filters, the oldest first:
    `etl.marts.frames.review_queue.disputes_waiting`.
    """
    open_ones, now = data.decisions().disputes, datetime.now(UTC).replace(tzinfo=None)
    if open_ones.empty:
        return open_ones.assign(why="")
    return data.fresh(lambda scope: review_queue.disputes_waiting(scope, open_ones, now), filters)


def draw(author: str) -> None:
    """Draw the next tickets of the random sample, and put the draw into the ledger."""
    exposure.refuse()
    with open_view(data.settings()) as view:
        tickets = sampling_plan.next_draw(view.scope(Filters()), view.decisions.draws, data.settings().seed)
        snapshot = view.reader.snapshot
    ledger = open_ledger(data.settings())
    try:
        record_draw(ledger, tickets, snapshot, author)
    finally:
        ledger.close()


def rule(ruling: Ruling) -> None:
    """Record a ruling durably; every number counts it from the next page run on."""
    exposure.refuse()
    ledger = open_ledger(data.settings())
    try:
        record(ledger, ruling)
    finally:
        ledger.close()
