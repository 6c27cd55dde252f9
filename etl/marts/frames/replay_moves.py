"""Changes of department between two times: what the frontline handed on, and what came back to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.marts.cube.journeys import has_events
from etl.marts.shares.scope import Scope

UNKNOWN_TEAM = "Unknown team"

_COLUMNS = {
    "source": "str", "ticket_id": "str", "changed_at": "datetime64[us]", "from_department": "str",
    "to_department": "str", "share": "float64", "what": "str",
}  # fmt: skip


def moves_between(scope: Scope, start: datetime, end: datetime) -> pd.DataFrame:
    """Changes of department of complaints from a time (UTC) up to another, whenever the complaints arrived.

    Returns
    -------
    DataFrame
        One row per change, in order: source, ticket_id, changed_at (UTC), from_department, to_department
        ("Unknown team" for teams that the taxonomy doesn't know), share (of the complaint within the filters), what
        ("handed on" by the frontline, "came back" to it unsolved, "passed on" between others).
    """
    if not has_events(scope):
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _COLUMNS.items()})
    wide = scope.with_filters(scope.filters.without("date_from", "date_to"))
    t, e = wide.tickets, model.events.c
    over: dict[str, Any] = {"partition_by": (e.source, e.ticket_id), "order_by": e.sequence}
    is_then = sa.and_(e.changed_at >= start, e.changed_at < end)
    moved = sa.select(e.source, e.ticket_id).where(e.field == "team", is_then).distinct().subquery("moved")
    m = (
        sa.select(
            e.source, e.ticket_id, e.sequence, e.changed_at, t.c.solved_at, t.c.share, e.new_value.label("team"),
            sa.func.coalesce(sa.func.lag(e.new_value).over(**over), e.old_value).label("came_from"),
        )
        .select_from(
            model.events.join(moved, sa.and_(moved.c.source == e.source, moved.c.ticket_id == e.ticket_id)).join(
                t, sa.and_(t.c.source == e.source, t.c.ticket_id == e.ticket_id)
            )
        )
        .where(e.field == "team", e.new_value.is_not(None), wide.is_meant(t.c))
        .subquery("day_move")
    )  # fmt: skip
    of = {"from_department": m.c.came_from, "to_department": m.c.team}
    named = [
        sa.func.coalesce(wide.department_of(team), sa.case((team.is_not(None), UNKNOWN_TEAM))).label(name)
        for name, team in of.items()
    ]
    columns = (m.c.source, m.c.ticket_id, m.c.changed_at, m.c.solved_at, m.c.share)
    then = sa.and_(m.c.changed_at >= start, m.c.changed_at < end)
    select = sa.select(*columns, *named).where(then).order_by(m.c.changed_at, m.c.ticket_id, m.c.sequence)
    frame = wide.frame(select)
    frame = frame[frame["from_department"].notna() & (frame["from_department"] != frame["to_department"])]
    front = scope.taxonomy.frontline
    by_front, to_front = frame["from_department"].isin(front), frame["to_department"].isin(front)
    is_solved = frame["solved_at"].notna() & (frame["solved_at"] <= frame["changed_at"])
    frame = frame.assign(what="passed on")
    frame.loc[by_front & ~to_front, "what"] = "handed on"
    frame.loc[~by_front & to_front, "what"] = "came back"
    # What comes to the frontline after its last solution is filed there, not handed back; and one frontline
    # department helping another deflects nothing.
    kept = frame[~(to_front & (by_front | is_solved))]
    return kept[list(_COLUMNS)].astype(_COLUMNS).reset_index(drop=True)
