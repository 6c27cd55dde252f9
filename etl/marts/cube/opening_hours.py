"""Whether tickets' times of arrival are known."""

from __future__ import annotations

import sqlalchemy as sa

from etl.marts.core.notes import reason
from etl.marts.cube.aggregates import sum_of
from etl.marts.cube.kept_sums import meant_shares
from etl.marts.cube.part import PART
from etl.marts.shares.scope import Scope

NO_TIMES = reason("No export within the filters gives a time of day, only days.")


def timed(scope: Scope) -> tuple[float, float]:
    """Complaints within the filters (or the kinds chosen) with a known hour of arrival, and all of them."""
    if (kept := meant_shares(scope, PART.c.created_hour.is_not(None))) is not None:
        return kept
    p = scope.parts
    sums = sum_of(p.c.share, p.c.is_meant, p.c.created_hour.is_not(None)), sum_of(p.c.share, p.c.is_meant)
    known, every = scope.connection.execute(sa.select(*sums)).one()
    return float(known), float(every)


def gives_no_times(scope: Scope) -> bool:
    """Whether there are complaints within the filters, and none has a known hour of arrival."""
    known, every = timed(scope)
    return every > 0 and known == 0
