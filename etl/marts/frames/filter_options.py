"""What each filter can be set to, the most frequent first."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl.marts.core.filters import UNKNOWN
from etl.marts.cube.aggregates import sum_of
from etl.marts.cube.cells import Columns
from etl.marts.frames.by_column import column_of
from etl.marts.measures.totals import group_rows
from etl.marts.shares.scope import Scope
from etl.model import NOT_A_COMPLAINT, UNATTRIBUTED

_OF_PARTS = ("department", "issue")
"""Filters that look at parts of tickets; the others look at tickets, which are quicker to count."""


def options_for(
    scope: Scope,
    name: str,
) -> pd.DataFrame:
    """Values of one filter under the other filters, the most complaints first.

    A value that is chosen is always among them, even where nothing is left of it.

    Returns
    -------
    DataFrame
        One row per value: value (str; "(unknown)" where it is missing; whole numbers for weekday and hour), tickets,
        complaints (float; shares that are expected of departments and issues, and whole tickets as they were judged
        of all else).
    """
    others = scope.with_filters(scope.filters.without(name))
    rows = _of_parts(others, name) if name in _OF_PARTS else _of_tickets(others, name)
    values = [UNKNOWN if pd.isna(value) else value for value in rows["value"]]
    found = pd.DataFrame({"value": values, "tickets": rows["tickets"], "complaints": rows["complaints"]})
    if name == "excluded":
        found = found[found["value"] != UNKNOWN]
    missing = [value for value in getattr(scope.filters, name) if value not in set(found["value"])]
    found = pd.concat([found, pd.DataFrame({"value": missing, "tickets": 0.0, "complaints": 0.0})])
    found = found.astype({"tickets": "float64", "complaints": "float64"})
    return found.sort_values(["complaints", "tickets", "value"], ascending=[False, False, True], ignore_index=True)


def _of_tickets(scope: Scope, name: str) -> pd.DataFrame:
    t = scope.tickets
    value = t.c[column_of(name)].label("value")
    counted = sa.true() if name == "excluded" else t.c.excluded_as.is_(None)
    sums = sum_of(t.c.share, counted).label("tickets"), sum_of(t.c.share, scope.is_complaint(t.c)).label("complaints")
    rows = scope.frame(sa.select(value, *sums).group_by(value))
    return rows[rows["tickets"] > 0]


def _of_parts(scope: Scope, name: str) -> pd.DataFrame:
    def by(part: Any) -> Columns:
        return {"value": part[name]}

    rows = group_rows(scope, by, ("tickets", "complaints"))
    if name == "department":  # a list can be asked for what belongs to nobody, though no total counts it so
        unattributed = group_rows(scope.as_judged(), by, ("tickets", "complaints"))
        rows = rows[~rows["value"].isin([NOT_A_COMPLAINT, UNATTRIBUTED])]
        rows = pd.concat([rows, unattributed[unattributed["value"] == UNATTRIBUTED]])
    return rows[rows["tickets"] > 0]
