"""How a load's rows meet what the store knows: repeated, already known, newer, new."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.store.base import INCOMING, Writer

_metadata = sa.MetaData(schema=INCOMING)
_SET_LATER = ("load_id", "run_id")


def _copy(table: sa.Table, *more: sa.Column[Any]) -> sa.Table:
    columns = [sa.Column(c.name, c.type) for c in table.columns if c.name not in _SET_LATER]
    return sa.Table(f"incoming_{table.name}", _metadata, *columns, *more, prefixes=["TEMPORARY"])


tickets = _copy(model.tickets, sa.Column("count_rows", sa.Integer, comment="input rows behind the ticket"))
events = _copy(model.events)


def create(writer: Writer) -> None:
    """Make the empty tables that a load's accepted rows go to first."""
    _metadata.create_all(writer.connection)


def take_repeated(writer: Writer) -> pd.DataFrame:
    """Remove all but the latest version of an id that stands in the file more than once.

    Returns
    -------
    DataFrame
        One row per removed ticket: ticket_id, line, count_rows, kept_line (line of the version kept). The latest
        `updated_at` is kept; without one, or with equal ones, the last in the file.
    """
    newest_first: dict[str, Any] = {
        "partition_by": [tickets.c.source, tickets.c.ticket_id],
        "order_by": [tickets.c.updated_at.desc().nulls_last(), tickets.c.line.desc()],
    }
    ranked = sa.select(
        tickets.c.ticket_id,
        tickets.c.line,
        tickets.c.count_rows,
        sa.func.first_value(tickets.c.line).over(**newest_first).label("kept_line"),
        sa.func.row_number().over(**newest_first).label("version"),
    ).subquery()
    older = sa.select(ranked.c.ticket_id, ranked.c.line, ranked.c.count_rows, ranked.c.kept_line)
    repeated = writer.read(older.where(ranked.c.version > 1).order_by(ranked.c.line))
    if len(repeated):
        lines = [int(line) for line in repeated["line"]]
        writer.connection.execute(sa.delete(tickets).where(tickets.c.line.in_(lines)))
    return repeated


def drop_already_known(writer: Writer) -> int:
    """Remove the rows that the store already has, unchanged or newer.

    Returns
    -------
    int
        Input rows behind them.
    """
    known = model.tickets
    is_known = (
        sa.exists()
        .where(known.c.source == tickets.c.source, known.c.ticket_id == tickets.c.ticket_id)
        .where(sa.or_(known.c.row_hash == tickets.c.row_hash, known.c.updated_at > tickets.c.updated_at))
    )
    count = writer.connection.execute(sa.select(sa.func.sum(tickets.c.count_rows)).where(is_known)).scalar()
    if count:
        writer.connection.execute(sa.delete(tickets).where(is_known))
    return int(count or 0)


def merge(writer: Writer, load_id: int, run_id: int) -> int:
    """Put what is left into the store; a newer version takes the place of the one before, with its events.

    Returns
    -------
    int
        Input rows loaded.
    """
    execute = writer.connection.execute
    arriving = sa.exists().where(
        tickets.c.source == model.tickets.c.source, tickets.c.ticket_id == model.tickets.c.ticket_id
    )
    outdated = sa.exists().where(
        tickets.c.source == model.events.c.source, tickets.c.ticket_id == model.events.c.ticket_id
    )
    execute(sa.delete(model.events).where(outdated))
    execute(sa.delete(model.tickets).where(arriving))
    names = [c.name for c in tickets.columns if c.name != "count_rows"]
    chosen = sa.select(*(tickets.c[n] for n in names), sa.literal(load_id), sa.literal(run_id))
    execute(sa.insert(model.tickets).from_select([*names, "load_id", "run_id"], chosen))
    own = sa.exists().where(tickets.c.source == events.c.source, tickets.c.ticket_id == events.c.ticket_id)
    event_names = [c.name for c in events.columns]
    execute(sa.insert(model.events).from_select(event_names, sa.select(events).where(own)))
    return int(execute(sa.select(sa.func.sum(tickets.c.count_rows))).scalar() or 0)


def drop(writer: Writer) -> None:
    """Remove the temporary tables."""
    _metadata.drop_all(writer.connection)
