"""Match corrected rows without an id to the stored tickets that they correct, by the cells that stayed the same.

Such a row's id is made from its cells: a corrected row looks new, and would be counted beside its old version.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.store import incoming
from etl.store.base import Writer

MADE = "row-"
"""Prefix of ids that are made from a row's cells."""
_TELLING = ("subject", "body", "requester")
_MOST_AT_A_TIME = 20
"""Most tickets of one moment that are compared: more of them mean days without a time of day, or a migration."""


def adopt_corrected(writer: Writer, file_name: str) -> int:
    """Give incoming rows that correct stored tickets the ids of those tickets.

    A new row corrects a stored ticket if the file no longer has the ticket's own row, and the two agree in time and in
    at least one of title, text and requester; in at least two of these where times have no time of day. Only tickets of
    certain loads are compared: of a file with the same name, or of a load at least half of whose tickets are in the
    incoming file. Tickets of other desks only look alike.

    Returns
    -------
    int
        Rows that were given another id.
    """
    new = _new(writer)
    gone = _gone(writer, file_name) if len(new) else new
    if gone.empty:
        return 0
    pairs = list(_pairs(new, gone))
    if pairs:
        t = incoming.tickets
        renamed = sa.update(t).where(t.c.ticket_id == sa.bindparam("made")).values(ticket_id=sa.bindparam("kept"))
        writer.connection.execute(renamed, [{"made": made, "kept": kept} for made, kept in pairs])
    return len(pairs)


def _new(writer: Writer) -> pd.DataFrame:
    """Incoming rows with made ids that are new to the store: ticket_id, created_at, created_hour and `_TELLING`."""
    t, known = incoming.tickets, model.tickets.alias("known")
    is_known = sa.exists().where(known.c.source == t.c.source, known.c.ticket_id == t.c.ticket_id)
    rows = incoming.rows.c
    columns = [rows[name] for name in ("ticket_id", "created_at", "created_hour", *_TELLING)]
    return writer.read(
        sa.select(*columns)
        .join_from(incoming.rows, t, t.c.line == rows.line)
        .where(t.c.ticket_id.like(f"{MADE}%"), t.c.created_at.is_not(None), ~is_known)
    )


def _gone(writer: Writer, file_name: str) -> pd.DataFrame:
    """Stored tickets of the same moments whose rows the file no longer has, with the same columns as `_new`."""
    t, known, loads = incoming.tickets, model.tickets.alias("known"), model.loads
    is_there = sa.exists().where(known.c.source == t.c.source, known.c.ticket_id == t.c.ticket_id)
    is_of_source = known.c.source.in_(sa.select(t.c.source))
    shares = (
        sa.select(known.c.load_id)
        .where(is_of_source)
        .group_by(known.c.load_id)
        .having(2 * sa.func.sum(sa.case((is_there, 1), else_=0)) >= sa.func.count())
    )
    named = sa.select(loads.c.load_id).where(loads.c.file_name == file_name)
    columns = [known.c[name] for name in ("ticket_id", "created_at", "created_hour", *_TELLING)]
    return writer.read(
        sa.select(*columns).where(
            is_of_source,
            known.c.ticket_id.like(f"{MADE}%"),
            known.c.created_at.in_(sa.select(t.c.created_at)),
            sa.or_(known.c.load_id.in_(shares), known.c.load_id.in_(named)),
            ~is_there,
        )
    )


def _pairs(new: pd.DataFrame, gone: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Made id and known id of each matching pair, those that agree in most columns first."""
    known = dict(list(gone.groupby("created_at")))
    for moment, rows in new.groupby("created_at"):
        others = known.get(moment)
        if others is None or max(len(rows), len(others)) > _MOST_AT_A_TIME:
            continue
        both = rows.merge(others, how="cross", suffixes=("", "_known"))
        both["agreed"] = sum((both[name] == both[f"{name}_known"]).fillna(False).astype(int) for name in _TELLING)
        taken: set[str] = set()
        least = both["created_hour"].isna() + 1
        order = both[both["agreed"] >= least].sort_values(
            ["agreed", "ticket_id", "ticket_id_known"], ascending=[False, True, True]
        )
        for made, kept in zip(order["ticket_id"], order["ticket_id_known"], strict=True):
            if not {made, kept} & taken:
                taken |= {made, kept}
                yield made, kept
