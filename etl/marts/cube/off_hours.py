"""Whether departments were open when tickets arrived, beside each part."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Subquery

from etl.marts.shares.opening import off_hours, others
from etl.marts.shares.scope import Scope


def with_off_hours(scope: Scope, p: Subquery) -> Subquery:
    """Parts and is_off_hours: 1 where the originating department was closed and the frontline open when the ticket
    arrived, 0 where not, null for departments that the taxonomy doesn't know and for arrivals without a time of day.

    Parameters
    ----------
    p
        Has source, ticket_id, department.
    """
    hours = off_hours(scope)
    branches = [(p.c.department == each.name, hours.c[f"closed_{number}"])
                for number, each in enumerate(others(scope))]  # fmt: skip
    is_off = sa.case(*branches) if branches else sa.cast(sa.null(), sa.Integer)
    joined = p.join(hours, sa.and_(hours.c.source == p.c.source, hours.c.ticket_id == p.c.ticket_id))
    return sa.select(*p.c, is_off.label("is_off_hours")).select_from(joined).subquery("timed")
