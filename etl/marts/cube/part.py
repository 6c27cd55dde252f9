"""Columns of parts by name, over which groupings are told, whatever the scope."""

from __future__ import annotations

import sqlalchemy as sa

from etl import model

PART = sa.table(
    "part",
    *(sa.column(c.name, c.type) for c in model.tickets.c),
    *(sa.column(name, sa.Text()) for name in ("department", "issue", "best_department", "origin")),
    *(sa.column(name, sa.Double()) for name in ("share", "confidence")),
    *(sa.column(name, sa.Boolean()) for name in ("is_ruled", "is_disputed", "is_complaint", "is_load", "is_meant")),
    sa.column("stratum_group", sa.Integer()),
)
"""Columns of `etl.marts.shares.scope.Scope.parts`, by name."""
