"""Customers who order again after a complaint, as far as the tickets show it."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Subquery

from etl import model
from etl.marts.shares.scope import Scope

FOLLOW_DAYS = 90
"""Days after a complaint in which another order counts as coming back: a quarter of a year."""


class Kept(NamedTuple):
    """Number of customers with a complaint that is old enough, and of those who were seen with another order."""

    customers: int
    seen_again: int


def came_back(scope: Scope) -> Subquery:
    """Complaints whose customer could be seen again, and whether they were.

    A customer is seen again in a ticket of any kind about another order, at most `FOLLOW_DAYS` later. Customers who
    order without writing aren't seen, so the count is a lower bound. Complaints of the last `FOLLOW_DAYS` days are left
    out.

    Returns
    -------
    Subquery
        One row per complaint with a known requester and order: source, ticket_id, requester, is_back (1 or 0).
    """
    t, later = scope.tickets, model.tickets.alias("later")
    if scope.days is None:
        last_start: ColumnElement[bool] = sa.false()
    else:
        last_start = t.c.created_date <= scope.days[1] - timedelta(days=FOLLOW_DAYS)
    is_later = sa.and_(
        later.c.requester == t.c.requester,
        later.c.excluded_as.is_(None),
        later.c.order_ref != t.c.order_ref,
        later.c.created_at > t.c.created_at,
        later.c.created_date <= t.c.created_date + FOLLOW_DAYS,
    )
    return (
        sa.select(
            t.c.source,
            t.c.ticket_id,
            t.c.requester,
            sa.func.max(sa.case((later.c.ticket_id.is_not(None), 1), else_=0)).label("is_back"),
        )
        .select_from(t.outerjoin(later, is_later))
        .where(scope.is_meant(t.c), t.c.requester.is_not(None), t.c.order_ref.is_not(None), last_start)
        .group_by(t.c.source, t.c.ticket_id, t.c.requester)
        .subquery("back")
    )


def kept(scope: Scope) -> Kept:
    """Number of customers, each counted once, however often they complained."""
    b = came_back(scope)
    each = sa.select(b.c.requester, sa.func.max(b.c.is_back).label("is_back")).group_by(b.c.requester).subquery("each")
    select = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(each.c.is_back), 0)).select_from(each)
    customers, seen_again = scope.connection.execute(select).one()
    return Kept(int(customers), int(seen_again))
