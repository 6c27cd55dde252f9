"""Tickets as a table that leaves the store."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from etl.marts.shares.scope import Scope
from etl.store.base import read_frame

COLUMNS = (
    "ticket_id", "source", "created_at", "subject", "body", "kind", "excluded_as", "department", "issue", "confidence",
    "share", "best_department", "channel", "status", "team", "product", "order_ref", "language", "handle_minutes",
    "minutes_basis",
)  # fmt: skip


def ticket_rows(scope: Scope) -> pd.DataFrame:
    """Tickets within the filters, excluded ones and every kind among them.

    Returns
    -------
    DataFrame
        One row per ticket, columns `COLUMNS`, oldest first: department is the one that it was judged to come from, of
        several that with the largest share, `share` that share; created_at in UTC; handle_minutes in minutes.
    """
    part = scope.as_judged().parts.c
    by_share = [part.share.desc(), part.department]
    position = sa.func.row_number().over(partition_by=[part.source, part.ticket_id], order_by=by_share)
    ranked = sa.select(*(part[name] for name in COLUMNS), position.label("position")).subquery()
    rows = sa.select(*(ranked.c[name] for name in COLUMNS)).where(ranked.c.position == 1)
    return read_frame(scope.connection, rows.order_by(ranked.c.created_at, ranked.c.source, ranked.c.ticket_id))
