"""Changes of department between two times: what the frontline handed on, and what came back to it."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from etl.marts.shares.scope import Scope
from etl.marts.shares.ways import arrivals, has_events

_COLUMNS = {
    "source": "str", "ticket_id": "str", "changed_at": "datetime64[us]", "from_department": "str",
    "to_department": "str", "share": "float64", "what": "str",
}  # fmt: skip


def moves_between(scope: Scope, start: datetime, end: datetime) -> pd.DataFrame:
    """Complaints' changes of department from one time (UTC) up to another, whenever the complaints arrived.

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
    t, a = wide.tickets, arrivals()
    h = a.c
    select = (
        sa.select(
            h.source, h.ticket_id, h.moved_at.label("changed_at"), t.c.solved_at, t.c.share, h.from_department,
            h.to_department,
        )
        .join_from(a, t, sa.and_(t.c.source == h.source, t.c.ticket_id == h.ticket_id))
        .where(h.moved_at >= start, h.moved_at < end, h.from_department != h.to_department, wide.is_meant(t.c))
        .order_by(h.moved_at, h.ticket_id, h.position)
    )  # fmt: skip
    frame = wide.frame(select)
    front = scope.taxonomy.frontline
    by_front, to_front = frame["from_department"].isin(front), frame["to_department"].isin(front)
    is_solved = frame["solved_at"].notna() & (frame["solved_at"] <= frame["changed_at"])
    frame = frame.assign(what="passed on")
    frame.loc[by_front & ~to_front, "what"] = "handed on"
    frame.loc[~by_front & to_front, "what"] = "came back"
    # A ticket that reaches the frontline after its last solution is filed there, not handed back; and one frontline
    # department that helps another deflects nothing.
    kept = frame[~(to_front & (by_front | is_solved))]
    return kept[list(_COLUMNS)].astype(_COLUMNS).reset_index(drop=True)
