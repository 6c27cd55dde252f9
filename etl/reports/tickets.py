"""Tickets as a table for export."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from etl.marts.core.filters import Filters
from etl.marts.frames.ticket_list import counted_tickets
from etl.marts.shares.scope import Scope
from etl.store.base import read_frame

COLUMNS = (
    "ticket_id", "source", "created_at", "subject", "body", "kind", "excluded_as", "department", "issue", "confidence",
    "share", "best_department", "channel", "status", "team", "product", "order_ref", "language", "handle_minutes",
    "minutes_basis",
)  # fmt: skip


def ticket_rows(scope: Scope) -> pd.DataFrame:
    """Tickets within the filters, with excluded ones and every kind.

    Where the filters say what is counted, only the tickets of that list.

    Returns
    -------
    DataFrame
        One row per ticket, columns `COLUMNS`, oldest first: department is the judged one, of several that with the
        largest share, `share` that share; created_at in UTC; handle_minutes in minutes. Where the filters say what is
        counted, also probability (float, 0 to 1) that the ticket is that.
    """
    if scope.filters.counted:
        return _counted_rows(scope)
    rows = _largest_part(scope)
    select = sa.select(*(rows.c[name] for name in COLUMNS))
    return read_frame(scope.connection, select.order_by(rows.c.created_at, rows.c.source, rows.c.ticket_id))


def _counted_rows(scope: Scope) -> pd.DataFrame:
    listed, rows = counted_tickets(scope), _largest_part(scope.with_filters(Filters()))
    same = sa.and_(rows.c.source == listed.c.source, rows.c.ticket_id == listed.c.ticket_id)
    columns = (*(rows.c[name] for name in COLUMNS), listed.c.share.label("probability"))
    select = sa.select(*columns).select_from(rows.join(listed, same))
    return read_frame(scope.connection, select.order_by(rows.c.created_at, rows.c.source, rows.c.ticket_id))


def _largest_part(scope: Scope) -> sa.Subquery:
    """Tickets with their largest share, as judged."""
    part = scope.as_judged().parts.c
    by_share = [part.share.desc(), part.department]
    position = sa.func.row_number().over(partition_by=[part.source, part.ticket_id], order_by=by_share)
    ranked = sa.select(*(part[name] for name in COLUMNS), position.label("position")).subquery()
    return sa.select(*(ranked.c[name] for name in COLUMNS)).where(ranked.c.position == 1).subquery("largest")
