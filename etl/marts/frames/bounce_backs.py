"""Bounce-backs: the time lost between two departments, and the tickets that came back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl.marts.core.formatting import count, number_of, value_words, why_not_plain
from etl.marts.core.mark_filters import ARROW
from etl.marts.core.measured import Measured
from etl.marts.cube.aggregates import sum_of
from etl.marts.cube.handoffs import counted, is_returned
from etl.marts.frames.findings import few_complaints, few_words
from etl.marts.frames.handoff_matrix import handoff_matrix
from etl.marts.frames.time_in_team import business_hours
from etl.marts.shares.scope import Scope
from etl.marts.shares.ways import changes, has_events
from etl.store.base import read_frame

_COLUMNS = {
    "source": "str", "ticket_id": "str", "subject": "str", "from_department": "str", "to_department": "str",
    "moved_at": "datetime64[us]", "next_at": "datetime64[us]", "share": "float64",
}  # fmt: skip


def returned(scope: Scope, *, is_to_any: bool = False) -> pd.DataFrame:
    """Hand-offs to departments off the frontline that came back to it unsolved.

    Parameters
    ----------
    is_to_any
        Whether to include hand-offs to all departments under a filter on departments; else only those to the chosen
        ones.

    Returns
    -------
    DataFrame
        One row per hand-off: source, ticket_id, subject (masked), from_department, to_department (str), moved_at,
        next_at (UTC: handed over, and back), share (of the ticket within the filters), hours, business_hours (float:
        between the two, on the calendar and in the opening hours of to_department).
    """
    if not has_events(scope):
        empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _COLUMNS.items()})
        return empty.assign(hours=empty["share"], business_hours=empty["share"])
    h, p = changes(), counted(scope)
    names = [name for name in scope.taxonomy.names if name not in scope.taxonomy.frontline]
    if scope.filters.department and not is_to_any:
        names = [name for name in names if name in scope.filters.department]
    columns: list[Any] = [p.c[name] if name in ("subject", "share") else h.c[name] for name in _COLUMNS]
    joined = h.join(p, sa.and_(p.c.source == h.c.source, p.c.ticket_id == h.c.ticket_id))
    select = sa.select(*columns).select_from(joined).where(h.c.to_department.in_(names), is_returned(scope, h, p))
    frame = read_frame(scope.connection, select).astype(_COLUMNS)
    away = frame.rename(columns={"moved_at": "from_at", "next_at": "until_at", "to_department": "department"})
    hours = (frame["next_at"] - frame["moved_at"]).dt.total_seconds() / 3600
    return frame.assign(hours=hours, business_hours=business_hours(scope, away))


def time_lost(scope: Scope) -> pd.DataFrame:
    """Who handed tickets to whom, and the time lost where they came back unsolved.

    Returns
    -------
    DataFrame
        The rows and columns of ``etl.marts.frames.breakdowns.handoff_matrix``, and lost_business_hours (float: those of
        lost_hours in which the receiving department was open), hours_each (float: lost_hours per return; missing
        without returns).
    """
    frame = handoff_matrix(scope)
    back = returned(scope, is_to_any=True)
    pair = ["from_department", "to_department"]
    lost = (back["business_hours"] * back["share"]).groupby([back[name] for name in pair]).sum()
    found = frame[pair].merge(lost.rename("lost_business_hours").reset_index(), how="left", on=pair)
    each = frame["lost_hours"] / frame["returned"].where(frame["returned"] > 0)
    return frame.assign(lost_business_hours=found["lost_business_hours"].fillna(0.0), hours_each=each)


def handed_words(scope: Scope) -> str:
    """Number of hand-offs that the filters on them choose, and of their tickets, in words; empty without such a filter.

    A mark counts hand-offs, a list tickets: "1,074 hand-offs on 972 tickets."
    """
    chosen = scope.filters
    if not (chosen.handed or chosen.asked) or not has_events(scope):
        return ""
    h, p = changes(), counted(scope)
    asked = sa.and_(h.c.from_department.in_(scope.taxonomy.frontline), h.c.to_department.in_(chosen.asked))
    pairs = [sa.and_(h.c.from_department == one, h.c.to_department == other)
             for one, _, other in (pair.partition(ARROW) for pair in chosen.handed)]  # fmt: skip
    joined = h.join(p, sa.and_(p.c.source == h.c.source, p.c.ticket_id == h.c.ticket_id))
    ticket = sa.func.count(sa.distinct(p.c.source + ":" + p.c.ticket_id))
    select = sa.select(sum_of(p.c.share), ticket).select_from(joined).where(sa.or_(asked, *pairs))
    handoffs, tickets = scope.connection.execute(select).one()
    return f"{number_of(float(handoffs), 'hand-off')} on {number_of(float(tickets), 'ticket')}."


def came_home(scope: Scope, size: int = 50) -> pd.DataFrame:
    """Tickets that came back to the frontline unsolved, the longest away first.

    Returns
    -------
    DataFrame
        One row per ticket, at most `size`: source, ticket_id, subject (masked), departments (str, those that it came
        back from), returns (int), hours, business_hours (float, away in all), last_back_at (UTC), text (str).
    """
    back = returned(scope).sort_values(["moved_at", "to_department"])
    grouped = back.groupby(["source", "ticket_id"], sort=False)
    frame = grouped.agg(
        subject=("subject", "first"),
        departments=("to_department", lambda names: ", ".join(dict.fromkeys(names))),
        returns=("hours", "size"),
        hours=("hours", "sum"),
        business_hours=("business_hours", "sum"),
        last_back_at=("next_at", "max"),
    ).reset_index()
    frame = frame.sort_values(["hours", "source", "ticket_id"], ascending=[False, True, True], ignore_index=True)
    frame = frame.head(size)
    texts = [
        f"{departments}, {count(hours)} h away" + (f", {returns} times" if returns > 1 else "")
        for departments, hours, returns in zip(frame["departments"], frame["hours"], frame["returns"], strict=True)
    ]
    return frame.assign(text=pd.Series(texts, index=frame.index, dtype="str")).astype({"departments": "str"})


def deflection_finding(measured: Mapping[str, Measured]) -> str:
    """How many of the frontline's hand-offs come back unsolved, as a sentence.

    Parameters
    ----------
    measured
        Has complaints, came_home and lost_hours.
    """
    home, lost = measured["came_home"], measured["lost_hours"]
    if few := few_complaints(measured):
        return few_words(few)
    if home.value is None:
        return "No hand-off between departments is known, so nobody can say who hands complaints to whom."
    if home.value == 0:
        return "Nothing that the frontline handed on came back unsolved."
    # complaints are counted on one side, hand-offs (also by others) on the other: so no "after" may join the two
    away = f"; that cost {count((lost.value or 0.0) / 24)} days in all" if lost.value else ""
    if why_not_plain(home):
        handed = f"{count(home.numerator)} of {count(home.denominator)} complaints that the frontline handed on"
        return f"{handed} came back unsolved{away}."
    whole = "Everything" if home.value == 1 else f"{value_words(home)} of what"
    verb = "that the frontline handed on" if home.value == 1 else "the frontline handed on"
    return f"{whole} {verb} came back unsolved{away}."
