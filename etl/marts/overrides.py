"""Shares in force: the engine's, or a person's ruling in their place."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Boolean, Double, Subquery, Text

from etl import model

RULING_COLUMNS = ("source", "ticket_id", "department", "issue", "share", "is_ruled", "is_disputed")
"""Rulings in force: one row per ruled ticket and department.

source
    null: any source that has the id.
share
    The shares of one ticket sum to 1; ignored where is_ruled is false.
is_ruled
    The row takes the place of the engine's shares. False: the row only marks a dispute that waits for its answer.
is_disputed
    A department disputes the share that is laid to it.
"""


def overridden(rulings: pd.DataFrame | None) -> Subquery:
    """Attributions of every run, with ruled tickets replaced in the run that is in force for them.

    Parameters
    ----------
    rulings
        Columns of `RULING_COLUMNS`; None or no rows: the engine's shares as they are.

    Returns
    -------
    Subquery
        run_id, source, ticket_id, department, issue, share, confidence, best_department, is_ruled, is_disputed.
        Joined to tickets by the first three it gives the shares in force.
    """
    a = model.attributions
    if rulings is None or rulings.empty:
        return sa.select(a, sa.false().label("is_ruled"), sa.false().label("is_disputed")).subquery("shares")
    r = _as_values(rulings)
    about = sa.and_(r.c.ticket_id == a.c.ticket_id, sa.or_(r.c.source.is_(None), r.c.source == a.c.source))
    disputed = sa.exists().where(about, r.c.is_disputed, r.c.department == a.c.department)
    kept = sa.select(a, sa.false().label("is_ruled"), disputed.label("is_disputed"))
    kept = kept.where(~sa.exists().where(about, r.c.is_ruled))
    return sa.union_all(kept, _ruled(r)).subquery("shares")


def _ruled(r: sa.FromClause) -> sa.Select[Any]:
    """Shares that a ruling lays, for each ticket that bears its id."""
    t = model.tickets
    matching = sa.and_(t.c.ticket_id == r.c.ticket_id, sa.or_(r.c.source.is_(None), r.c.source == t.c.source))
    own = sa.select(
        t.c.run_id,
        t.c.source,
        t.c.ticket_id,
        r.c.department,
        r.c.issue,
        r.c.share,
        sa.literal(1.0).label("confidence"),
        r.c.department.label("best_department"),
        sa.true().label("is_ruled"),
        r.c.is_disputed,
    )
    return own.select_from(r.join(t, matching)).where(r.c.is_ruled)


def _as_values(rulings: pd.DataFrame) -> sa.FromClause:
    """Rulings as a VALUES table; written out, because a database takes only so many parameters."""
    types = (Text, Text, Text, Text, Double, Boolean, Boolean)
    frame = rulings.loc[:, list(RULING_COLUMNS)].astype(object)
    rows = [tuple(row) for row in frame.where(frame.notna(), None).itertuples(index=False)]
    columns: list[sa.ColumnClause[Any]] = [
        sa.column(name, kind) for name, kind in zip(RULING_COLUMNS, types, strict=True)
    ]
    raw = sa.values(*columns, name="ruled", literal_binds=True).data(rows)
    typed = [sa.cast(column, column.type).label(column.name) for column in raw.c]
    return sa.select(*typed).subquery("ruling")
