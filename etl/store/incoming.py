"""Merges a load's rows with the store: each is a repeat, already known, newer, or new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.store.base import INCOMING, Writer
from etl.store.parts import Part

_metadata = sa.MetaData(schema=INCOMING)
_SET_LATER = ("load_id", "run_id")
_KEYS = ("source", "ticket_id", "row_hash", "line", "created_at", "created_hour", "updated_at", "requester")
"""Columns by which incoming tickets are compared with those that the store has."""


def _copy(table: sa.Table, name: str, *more: sa.Column[Any], only: tuple[str, ...] = ()) -> sa.Table:
    names = only or tuple(c.name for c in table.columns if c.name not in _SET_LATER)
    columns = [sa.Column(c.name, c.type) for c in table.columns if c.name in names]
    return sa.Table(f"incoming_{name}", _metadata, *columns, *more, prefixes=["TEMPORARY"])


def _count() -> sa.Column[Any]:
    return sa.Column("count_rows", sa.Integer, comment="input rows behind the ticket")


rows = _copy(model.tickets, "rows", _count())
"""The accepted tickets as they came."""
tickets = _copy(model.tickets, "tickets", _count(), only=_KEYS)
"""Their keys; a ticket that is removed here isn't loaded, and one that is renamed here is loaded under that name."""
events = _copy(model.events, "events")


def take_in(writer: Writer, of_tickets: Sequence[Part], of_events: Sequence[Part]) -> None:
    """Lay out the parts of a load's accepted rows: of `rows`, and of `events`."""
    writer.lay_out(rows, of_tickets)
    for table in (tickets, events):
        table.create(writer.connection)
    names = [c.name for c in tickets.columns]
    keys = sa.insert(tickets).from_select(names, sa.select(*(rows.c[name] for name in names)))
    writer.connection.execute(keys)
    writer.take_in(events, of_events)


def take_repeated(writer: Writer) -> pd.DataFrame:
    """Remove all but the latest version of each id that occurs more than once in the file.

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


def drop_already_known(writer: Writer, *, is_event_log: bool = False) -> int:
    """Remove tickets that the store already has, unchanged or newer; from an event log, those whose events it has.

    Returns
    -------
    int
        Number of input rows behind the removed tickets.
    """
    is_known = already_known(is_event_log=is_event_log)
    count = writer.connection.execute(sa.select(sa.func.sum(tickets.c.count_rows)).where(is_known)).scalar()
    if count:
        writer.connection.execute(sa.delete(tickets).where(is_known))
    return int(count or 0)


def already_known(*, is_event_log: bool) -> sa.ColumnElement[bool]:
    """Condition: the store has an incoming ticket, unchanged or newer; for an event log, with all its events.

    The subqueries stand beside each other and aren't nested, so PostgreSQL joins whole tables instead of searching one
    for each row.
    """
    known = model.tickets.c
    there = sa.exists().where(known.source == tickets.c.source, known.ticket_id == tickets.c.ticket_id)
    return sa.and_(there, ~_brings_news()) if is_event_log else there.where(_is_unchanged_or_older())


def _is_unchanged_or_older() -> sa.ColumnElement[bool]:
    known = model.tickets.c
    return sa.or_(known.row_hash == tickets.c.row_hash, known.updated_at > tickets.c.updated_at)


def _brings_news() -> sa.Exists:
    old = model.events.c
    same_values = [old[name].is_not_distinct_from(events.c[name]) for name in ("field", "old_value", "new_value")]
    is_old = (
        sa.exists()
        .where(old.source == events.c.source, old.ticket_id == events.c.ticket_id, old.sequence == events.c.sequence)
        .where(old.changed_at == events.c.changed_at, *same_values)
    )
    told_of = (events.c.source == tickets.c.source, events.c.ticket_id == tickets.c.ticket_id)
    return sa.exists().where(*told_of, ~is_old)


def attach_to_known(writer: Writer) -> str | None:
    """Give an event log the source of the stored tickets that its events belong to.

    Returns
    -------
    str or None
        The source under which the store knows more than half of the log's tickets; None if there isn't one.
    """
    known = model.tickets
    per_source = (
        sa.select(known.c.source, sa.func.count().label("count_known"))
        .where(known.c.ticket_id.in_(sa.select(tickets.c.ticket_id)))
        .group_by(known.c.source)
        .order_by(sa.desc("count_known"), known.c.source)
        .limit(1)
    )
    best = writer.connection.execute(per_source).first()
    total = writer.connection.execute(sa.select(sa.func.count()).select_from(tickets)).scalar()
    if best is None or best.count_known * 2 <= int(total or 0):
        return None
    for table in (tickets, events):
        writer.connection.execute(sa.update(table).values(source=best.source))
    return str(best.source)


def merge(writer: Writer, load_id: int, run_id: int, *, is_event_log: bool = False) -> int:
    """Merge the remaining incoming rows into the store.

    A newer version of a ticket replaces the stored one. An event log adds events to known tickets and leaves their text
    alone; tickets that only it has are new. Events are replaced where new ones arrive.

    Returns
    -------
    int
        Input rows loaded.
    """
    execute = writer.connection.execute
    known, old_events = model.tickets.c, model.events.c
    loaded = int(execute(sa.select(sa.func.sum(tickets.c.count_rows))).scalar() or 0)
    told_of = sa.exists().where(events.c.source == old_events.source, events.c.ticket_id == old_events.ticket_id)
    is_left = sa.exists().where(tickets.c.source == old_events.source, tickets.c.ticket_id == old_events.ticket_id)
    execute(sa.delete(model.events).where(told_of, is_left))  # tickets that were known already keep theirs
    own = sa.exists().where(tickets.c.source == events.c.source, tickets.c.ticket_id == events.c.ticket_id)
    names = [c.name for c in events.columns]
    execute(sa.insert(model.events).from_select(names, sa.select(events).where(own)))

    same = (tickets.c.source == known.source, tickets.c.ticket_id == known.ticket_id)
    if is_event_log:
        execute(sa.update(model.tickets).where(sa.exists().where(*same)).values(load_id=load_id))
        execute(sa.delete(tickets).where(sa.exists().where(*same)))
    else:
        execute(sa.delete(model.tickets).where(sa.exists().where(*same)))
    names = [c.name for c in rows.columns if c.name != "count_rows"]
    under = [tickets.c[n] if n in ("source", "ticket_id") else rows.c[n] for n in names]
    chosen = (
        sa.select(*under, sa.literal(load_id), sa.literal(run_id))
        .join_from(rows, tickets, tickets.c.line == rows.c.line)
    )  # fmt: skip
    execute(sa.insert(model.tickets).from_select([*names, "load_id", "run_id"], chosen))
    return loaded


def drop(writer: Writer) -> None:
    """Remove the temporary tables."""
    for table in (tickets, events):
        table.drop(writer.connection)
    writer.put_away(rows)
