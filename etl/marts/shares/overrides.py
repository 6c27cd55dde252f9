"""Shares in force: the engine's, or a person's ruling in their place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Boolean, Double, FromClause, Text

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
    A department disputes the share that is attributed to it.
"""


def overridden(
    rulings: pd.DataFrame | None, attributions: FromClause = model.attributions
) -> sa.Select[Any] | sa.CompoundSelect[Any]:
    """Attributions of every run, with the rulings in place of the engine's shares in each ticket's run in force.

    Parameters
    ----------
    rulings
        Columns of `RULING_COLUMNS`; None or no rows: the engine's shares as they are.
    attributions
        Has the columns of the table attributions, with present names, and perhaps more, which are missing in ruled
        rows.

    Returns
    -------
    Select
        The columns of `attributions`, is_ruled, is_disputed.
        Joined to tickets by the first three it gives the shares in force.
    """
    a = attributions
    if rulings is None or rulings.empty:
        return sa.select(a, sa.false().label("is_ruled"), sa.false().label("is_disputed"))
    r = ruled_rows(rulings)
    ruled = sa.select(r.c.source, r.c.ticket_id).where(r.c.is_ruled).distinct().cte()
    marked = sa.select(r.c.source, r.c.ticket_id, r.c.department).where(r.c.is_disputed, ~r.c.is_ruled)
    disputed = marked.distinct().cte()
    whose = sa.and_(ruled.c.source == a.c.source, ruled.c.ticket_id == a.c.ticket_id)
    part = (
        disputed.c.source == a.c.source,
        disputed.c.ticket_id == a.c.ticket_id,
        disputed.c.department == a.c.department,
    )
    kept = sa.select(a, sa.false().label("is_ruled"), disputed.c.ticket_id.is_not(None).label("is_disputed"))
    kept = kept.select_from(a.outerjoin(ruled, whose).outerjoin(disputed, sa.and_(*part)))
    kept = kept.where(ruled.c.ticket_id.is_(None))
    names = ("run_id", "source", "ticket_id", "department", "issue", "share")
    own = sa.select(
        *(r.c[name] for name in names),
        sa.literal(1.0).label("confidence"),
        r.c.department.label("best_department"),
        *(sa.cast(sa.null(), c.type).label(c.name) for c in a.c if c.name not in model.attributions.c),
        sa.true().label("is_ruled"),
        r.c.is_disputed,
    )
    return sa.union_all(kept, own.where(r.c.is_ruled))


def ruled_kinds(rulings: pd.DataFrame | None) -> sa.Select[Any] | None:
    """Ruled kinds of the store's tickets: source, ticket_id, kind, one row per ticket; None where none was ruled.

    Parameters
    ----------
    rulings
        With the column kind, as `etl.ledger.rulings.Decisions.overrides` has it; without it no kind was ruled.
    """
    if rulings is None or "kind" not in rulings:
        return None
    said = rulings.loc[rulings["kind"].notna(), ["source", "ticket_id", "kind"]].drop_duplicates()
    if said.empty:
        return None
    t, r = model.tickets, rows_of(said, {"source": Text, "ticket_id": Text, "kind": Text})
    about = sa.and_(t.c.ticket_id == r.c.ticket_id, sa.or_(r.c.source.is_(None), r.c.source == t.c.source))
    joined = sa.select(t.c.source, t.c.ticket_id, sa.func.min(r.c.kind).label("kind")).select_from(r.join(t, about))
    return joined.group_by(t.c.source, t.c.ticket_id)


def ruled_rows(rulings: pd.DataFrame) -> sa.CTE:
    """Rulings on tickets in the store, each with its ticket's source and run, so that joins need only equal keys."""
    t, r = model.tickets, _as_rows(rulings)
    about = sa.and_(t.c.ticket_id == r.c.ticket_id, sa.or_(r.c.source.is_(None), r.c.source == t.c.source))
    said = (r.c[name] for name in RULING_COLUMNS[2:])
    return sa.select(t.c.run_id, t.c.source, t.c.ticket_id, *said).select_from(r.join(t, about)).cte()


def _as_rows(rulings: pd.DataFrame) -> sa.Subquery:
    types = (Text, Text, Text, Text, Double, Boolean, Boolean)
    return rows_of(rulings, dict(zip(RULING_COLUMNS, types, strict=True)))


def rows_of(told: pd.DataFrame, types: Mapping[str, Any], name: str = "told") -> sa.Subquery:
    """Rows of a frame from one parameter: a VALUES list of thousands takes seconds to write out and parse."""
    frame = told.loc[:, list(types)].astype(object)
    plain = frame.where(frame.notna(), "")
    lines = (_CELL.join(_text(cell) for cell in row) for row in plain.itertuples(index=False, name=None))
    line = sa.func.unnest(sa.func.string_to_array(sa.literal(_LINE.join(lines)), sa.literal(_LINE))).label("line")
    given = sa.select(line).subquery("given")
    cells: list[sa.ColumnElement[Any]] = [
        sa.cast(sa.func.nullif(sa.func.split_part(given.c.line, _CELL, place), ""), kind).label(column)
        for place, (column, kind) in enumerate(types.items(), start=1)
    ]
    return sa.select(*cells).subquery(name)


_LINE, _CELL = "\x1e", "\x1f"
"""ASCII's separators of records and units, which no name, id or number contains."""


def _text(cell: object) -> str:
    return str(cell).replace(_LINE, "").replace(_CELL, "")
