"""Departments that shares in force name and the taxonomy doesn't have."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from etl.marts.core.filters import Filters
from etl.marts.shares.scope import Scope
from etl.model import UNATTRIBUTED


def unknown_names(scope: Scope) -> pd.DataFrame:
    """Departments that shares in force name and the taxonomy doesn't have, such as one renamed without an alias.

    Returns
    -------
    DataFrame
        One row per department, the most tickets first: department, tickets (int), ruled (int, those that people ruled).
    """
    p = scope.with_filters(Filters()).as_judged().parts
    known = [*scope.taxonomy.names, UNATTRIBUTED]
    ruled = sa.func.sum(sa.case((p.c.is_ruled, 1), else_=0))
    select = sa.select(p.c.department, sa.func.count().label("tickets"), ruled.label("ruled"))
    rows = scope.frame(select.where(p.c.department.not_in(known)).group_by(p.c.department))
    rows = rows.astype({"tickets": "int64", "ruled": "int64"})
    return rows.sort_values(["tickets", "department"], ascending=[False, True], ignore_index=True)
