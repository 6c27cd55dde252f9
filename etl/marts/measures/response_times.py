"""How long departments take to answer when the frontline asks them for help."""

from __future__ import annotations

from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Subquery

from etl.calendars.opening_hours import calendar_of
from etl.locales import number
from etl.marts.core.formatting import count
from etl.marts.shares.disputed import with_disputed, with_undisputed
from etl.marts.shares.scope import Scope
from etl.marts.shares.ways import arrivals, has_events

LEAST = 5
"""Fewest answers for which a time is given: with fewer, one slow case would decide for a department."""

_COLUMNS = {"source": "str", "ticket_id": "str", "department": "str", "asked_at": "datetime64[us]"}


def asked(scope: Scope) -> pd.DataFrame:
    """Times at which the frontline handed a complaint to a department.

    The department has answered when another department gets the ticket, or when it is solved for the last time,
    whichever comes first. Moving it between its own teams is no answer. Under a filter on departments only hand-offs to
    those count.

    Returns
    -------
    DataFrame
        One row per hand-off from a frontline department to another: source, ticket_id, department (that was asked),
        asked_at, answered_at (UTC; missing while it waits), business_hours (float: of the department's own opening
        hours between the two; missing while it waits).
    """
    if not has_events(scope):
        empty = {name: pd.Series(dtype=kind) for name, kind in _COLUMNS.items()}
        return pd.DataFrame(empty).assign(answered_at=empty["asked_at"], business_hours=pd.Series(dtype="float64"))
    c = _changes(scope)
    names = [name for name in scope.taxonomy.names if name not in scope.taxonomy.frontline]
    if scope.filters.department:
        names = [name for name in names if name in scope.filters.department]
    select = sa.select(*(c.c[name] for name in (*_COLUMNS, "next_at", "solved_at"))).where(
        c.c.came_from.in_(scope.taxonomy.frontline), c.c.department.in_(names)
    )
    frame = scope.frame(select)
    for name in ("asked_at", "next_at", "solved_at"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    solved = frame["solved_at"].where(frame["solved_at"] >= frame["asked_at"])
    frame["answered_at"] = pd.concat([frame.pop("next_at"), solved], axis=1).min(axis=1)
    frame = frame.drop(columns="solved_at").astype({"department": "str"})
    hours = pd.Series(float("nan"), index=frame.index)
    for asked_name, rows in frame.groupby("department"):
        department = scope.taxonomy.department_named(str(asked_name))
        if department is not None:
            calendar = calendar_of(department, scope.taxonomy)
            hours[rows.index] = calendar.business_minutes_between(rows["asked_at"], rows["answered_at"]) / 60
    return frame.assign(business_hours=hours)


def answer_times(scope: Scope) -> pd.DataFrame:
    """Departments that the frontline asks for help, and how long they take to answer.

    Returns
    -------
    DataFrame
        One row per department that was asked, the most often asked first: department (str), asked, answered, waiting
        (int, hand-offs), median_hours, slow_hours (float, opening hours: median and 90th percentile of the answers;
        missing below `LEAST` answers), text (str: "3.5 h · 120 asked"), disputed (float, of asked: hand-offs of
        complaints with a disputed share), undisputed_hours (float: median_hours without these).
    """
    frame = with_disputed(scope, _answer_times(scope), _answer_times, ["department"], {"asked": "disputed"})
    return with_undisputed(scope, frame, _answer_times, ["department"], {"median_hours": "undisputed_hours"})


def _answer_times(scope: Scope) -> pd.DataFrame:
    groups = asked(scope).groupby("department")["business_hours"]
    sums = {
        "asked": groups.size(),
        "answered": groups.count(),
        "median_hours": groups.median(),
        "slow_hours": groups.quantile(0.9),
    }
    frame = pd.DataFrame(sums).rename_axis("department").reset_index()
    frame["waiting"] = frame["asked"] - frame["answered"]
    few = frame["answered"] < LEAST
    frame[["median_hours", "slow_hours"]] = frame[["median_hours", "slow_hours"]].astype("float64").mask(few)
    texts = [
        f"{'too few answers' if pd.isna(median) else number(median, '.1f') + ' h'} · {count(asked)} asked"
        for median, asked in zip(frame["median_hours"], frame["asked"], strict=True)
    ]
    frame = frame.assign(text=pd.Series(texts, index=frame.index, dtype="str"))
    columns = ["department", "asked", "answered", "waiting", "median_hours", "slow_hours", "text"]
    return frame[columns].sort_values(["asked", "department"], ascending=[False, True], ignore_index=True)


def _changes(scope: Scope) -> Subquery:
    """One row per change of department: from which one, when, and when the next change came."""
    t, a = scope.tickets, arrivals()
    h = a.c
    ahead: dict[str, Any] = {"partition_by": (h.source, h.ticket_id), "order_by": h.position}
    is_change = sa.or_(h.from_department.is_(None), h.from_department != h.to_department)
    return (
        sa.select(
            h.source, h.ticket_id, t.c.solved_at, h.from_department.label("came_from"),
            h.to_department.label("department"), h.moved_at.label("asked_at"),
            sa.func.lead(h.moved_at).over(**ahead).label("next_at"),
        )
        .join_from(a, t, sa.and_(t.c.source == h.source, t.c.ticket_id == h.ticket_id))
        .where(scope.is_meant(t.c), is_change)
        .subquery("asked_change")
    )  # fmt: skip
