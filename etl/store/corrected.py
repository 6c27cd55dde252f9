"""Rows without an id that were corrected since they were loaded: known by what stayed the same in them.

The id of such a row is made of its cells: a corrected one looks new, and would be counted beside its old version.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.store import incoming
from etl.store.base import Writer

MADE = "row-"
"""How ids begin that are made of rows."""
_TELLING = ("subject", "body", "requester")
_MOST_AT_A_TIME = 20
"""Tickets of one moment that are compared with each other: more are days without a time of day, or a migration."""


def adopt_corrected(writer: Writer, file_name: str) -> int:
    """Give incoming rows that are corrected versions of stored tickets the ids of those.

    A stored ticket has a corrected version where the file no longer has its row, and has a new one of the same time
    and the same title, text or requester; of the same day and two of these where times have no clock. Looked at are
    tickets that a file of the same name brought, or one of which the incoming file has at least every other ticket:
    those of other desks only look alike.

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
    """Incoming rows with made ids that the store doesn't have: ticket_id, created_at and what tells them apart."""
    t, known = incoming.tickets, model.tickets.alias("known")
    is_known = sa.exists().where(known.c.source == t.c.source, known.c.ticket_id == t.c.ticket_id)
    columns = [t.c[name] for name in ("ticket_id", "created_at", "created_hour", *_TELLING)]
    return writer.read(
        sa.select(*columns).where(t.c.ticket_id.like(f"{MADE}%"), t.c.created_at.is_not(None), ~is_known)
    )


def _gone(writer: Writer, file_name: str) -> pd.DataFrame:
    """The same of stored tickets of those moments whose rows the file no longer has."""
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
    """Made id and known id of the rows that belong together, those that agree in most first."""
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
