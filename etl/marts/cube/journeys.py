"""The parts of tickets, with what is known of each ticket's journey."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Subquery

from etl.marts.shares.scope import Scope
from etl.marts.shares.ways import holders, journeys

_KNOWN = ("part_frontline", "part_other", "part_unknown", "is_met_first", "is_own_desk", "is_alone", "is_unassigned",
          "handoffs", "pingpong")  # fmt: skip


def travelled(scope: Scope) -> Subquery:
    """Parts with what is known of the journey of their ticket.

    Returns
    -------
    Subquery
        All columns of ``scope.parts``;
        part_frontline, part_other, part_unknown, is_met_first, is_own_desk, is_alone, is_unassigned, handoffs, pingpong
        of `journeys`;
        is_held_by_origin (1 where the originating department ever held it, 0 where not, null unknown).
    """
    p, j = scope.parts, journeys(scope)
    held = [(p.c.department == name, j.c[f"is_held_{number}"]) for number, name in enumerate(holders(scope))]
    joined = p.join(j, sa.and_(j.c.source == p.c.source, j.c.ticket_id == p.c.ticket_id))
    is_held = sa.case(*held) if held else sa.cast(sa.null(), sa.Integer)
    return (
        sa.select(*p.c, *(j.c[name] for name in _KNOWN), is_held.label("is_held_by_origin"))
        .select_from(joined)
        .subquery("travelled")
    )
