"""What each filter can be set to, with how many tickets stand behind each value."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from etl.marts.base import Scope
from etl.marts.filters import UNKNOWN, Filters
from etl.marts.slices import column_of
from etl.marts.totals import group_rows
from etl.marts.words import count
from etl.model import NOT_A_COMPLAINT, UNATTRIBUTED
from etl.taxonomy import Taxonomy


def options_for(
    connection: sa.Connection,
    filters: Filters,
    taxonomy: Taxonomy,
    name: str,
    *,
    rulings: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Values of one filter under the other filters, the most complaints first.

    A value that is chosen is always among them, even where nothing is left of it.

    Returns
    -------
    DataFrame
        One row per value: value (str; "(unknown)" where it is missing; whole numbers for weekday and hour), tickets,
        complaints (float, shares), text (str: "email (1,234)").
    """
    column = column_of(name)
    scope = Scope(connection, filters.without(name), taxonomy, rulings)
    counted = ("tickets_read",) if name == "excluded" else ("tickets", "complaints")
    rows = group_rows(scope, lambda part: {"value": part[column]}, ("tickets_read", "tickets", "complaints"))
    if name == "department":
        rows = pd.concat([rows[~rows["value"].isin([NOT_A_COMPLAINT, UNATTRIBUTED])], _unattributed(scope)])
    rows = rows[rows[counted[0]] > 0]
    values = [UNKNOWN if pd.isna(value) else value for value in rows["value"]]
    found = pd.DataFrame({"value": values, "tickets": rows[counted[0]], "complaints": rows["complaints"]})
    if name == "excluded":
        found = found[found["value"] != UNKNOWN]
    missing = [value for value in getattr(filters, name) if value not in set(found["value"])]
    found = pd.concat([found, pd.DataFrame({"value": missing, "tickets": 0.0, "complaints": 0.0})])
    found = found.astype({"tickets": "float64", "complaints": "float64"})
    by = ["complaints", "tickets", "value"]
    found = found.sort_values(by, ascending=[False, False, True], ignore_index=True)
    shown = found["complaints"].where(found["complaints"] > 0, found["tickets"])
    texts = [f"{value} ({count(number)})" for value, number in zip(found["value"], shown, strict=True)]
    return found.assign(text=pd.Series(texts, dtype="str"))


def _unattributed(scope: Scope) -> pd.DataFrame:
    """Tickets that were judged to belong to nobody: lists can be asked for them, though no total counts them so."""
    names = ("tickets_read", "tickets", "complaints")
    rows = group_rows(scope.as_judged(), lambda part: {"value": part.department}, names)
    return rows[rows["value"] == UNATTRIBUTED]
