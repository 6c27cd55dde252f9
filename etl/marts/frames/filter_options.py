"""The values that each filter can be set to, the most frequent first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl.marts.core.filter_kinds import FOLDED, FRONT, OF_LISTS
from etl.marts.core.filters import UNKNOWN, names
from etl.marts.cube.aggregates import sum_of
from etl.marts.cube.cells import Columns
from etl.marts.cube.own_columns import column_of
from etl.marts.measures.totals import group_rows
from etl.marts.shares.scope import Scope
from etl.model import NOT_A_COMPLAINT, UNATTRIBUTED

_OF_PARTS = ("department", "issue")
"""Filters on parts of tickets; the others are on whole tickets, which are quicker to count."""


def options_of_store(scope: Scope) -> dict[str, list[Any]]:
    """Values of every filter that a page offers, in the order of `options_for`.

    Filters on whole tickets are counted in one pass.

    Parameters
    ----------
    scope
        Without filters.
    """
    offered = names(place=FRONT) + names(place=FOLDED) + names(place=OF_LISTS)
    whole = [name for name in offered if name not in _OF_PARTS]
    counted = _of_whole_tickets(scope, whole)
    frames = {name: _sorted(name, counted[name]) if name in counted else options_for(scope, name) for name in offered}
    return {name: frame["value"].tolist() for name, frame in frames.items()}


def options_for(scope: Scope, name: str) -> pd.DataFrame:
    """Values of one filter under the other filters, the most complaints first.

    A chosen value is always among them, even if no ticket has it.

    Returns
    -------
    DataFrame
        One row per value: value (str; "(unknown)" where it is missing; whole numbers for weekday and hour), tickets,
        complaints (float; expected shares for departments and issues, whole tickets as judged for all else).
    """
    others = scope.with_filters(scope.filters.without(name))
    rows = _of_parts(others, name) if name in _OF_PARTS else _of_tickets(others, name)
    return _sorted(name, rows, getattr(scope.filters, name))


def _sorted(name: str, rows: pd.DataFrame, chosen: Sequence[Any] = ()) -> pd.DataFrame:
    rows = rows[rows["tickets"] > 0]
    values = [UNKNOWN if pd.isna(value) else value for value in rows["value"]]
    found = pd.DataFrame({"value": values, "tickets": rows["tickets"], "complaints": rows["complaints"]})
    if name == "excluded":
        found = found[found["value"] != UNKNOWN]
    missing = [value for value in chosen if value not in set(found["value"])]
    found = pd.concat([found, pd.DataFrame({"value": missing, "tickets": 0.0, "complaints": 0.0})])
    found = found.astype({"tickets": "float64", "complaints": "float64"})
    return found.sort_values(["complaints", "tickets", "value"], ascending=[False, False, True], ignore_index=True)


def _of_tickets(scope: Scope, name: str) -> pd.DataFrame:
    t = scope.tickets
    value = t.c[column_of(name)].label("value")
    return scope.frame(sa.select(value, *_counted(scope, t, is_read=name == "excluded")).group_by(value))


def _of_whole_tickets(scope: Scope, whole: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Frames as of `_of_tickets`, by the filter's name."""
    t = scope.tickets
    columns = [t.c[column_of(name)] for name in whole]
    told = [column.label(f"value_{place}") for place, column in enumerate(columns)]
    apart = sa.func.grouping_sets(*(sa.tuple_(column) for column in columns))
    # One bit per column, the last one lowest: 0 if the row is grouped by it.
    which = sa.func.grouping(*columns).label("which")
    read = sum_of(t.c.share).label("read")
    rows = scope.frame(sa.select(which, *told, *_counted(scope, t, is_read=False), read).group_by(apart))
    every, frames = 2 ** len(columns) - 1, {}
    for place, name in enumerate(whole):
        mine = rows[rows["which"] == every - 2 ** (len(columns) - 1 - place)]
        tickets = mine["read"] if name == "excluded" else mine["tickets"]
        frames[name] = pd.DataFrame(
            {
                "value": mine[f"value_{place}"].to_list(),
                "tickets": tickets.to_list(),
                "complaints": mine["complaints"].to_list(),
            }
        )
    return frames


def _counted(scope: Scope, t: sa.Subquery, *, is_read: bool) -> tuple[Any, Any]:
    """Sums of tickets (all that were read, or those that count) and of complaints."""
    counted = sa.true() if is_read else t.c.excluded_as.is_(None)
    return sum_of(t.c.share, counted).label("tickets"), sum_of(t.c.share, scope.is_complaint(t.c)).label("complaints")


def _of_parts(scope: Scope, name: str) -> pd.DataFrame:
    def by(part: Any) -> Columns:
        return {"value": part[name]}

    rows = group_rows(scope, by, ("tickets", "complaints"))
    if name == "department":  # a list can be filtered by "unattributed", though no total counts it so
        unattributed = group_rows(scope.as_judged(), by, ("tickets", "complaints"))
        rows = rows[~rows["value"].isin([NOT_A_COMPLAINT, UNATTRIBUTED])]
        rows = pd.concat([rows, unattributed[unattributed["value"] == UNATTRIBUTED]])
    return rows
