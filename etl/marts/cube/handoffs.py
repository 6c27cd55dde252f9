"""Hand-offs between departments, and which of them come back to the frontline unsolved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement

from etl.marts.core.periods import Step, start_of
from etl.marts.cube.aggregates import sum_of
from etl.marts.shares.scope import Scope
from etl.marts.shares.ways import changes, has_events, is_handed

COLUMNS = ("from_department", "to_department", "handoffs", "returned", "lost_hours")


@dataclass(frozen=True)
class Bounces:
    """Hand-offs to departments off the frontline.

    Attributes
    ----------
    returned, handoffs
        Those that came back to the frontline unsolved, and all (weighted by the shares within the filters).
    lost_hours
        Calendar hours between handing over and coming back, summed over those that came back.
    """

    returned: float
    handoffs: float
    lost_hours: float


def bounces(scope: Scope) -> Bounces:
    """Hand-offs to departments off the frontline and their returns.

    Under a filter on departments only hand-offs to those count.
    """
    frame = between(scope)
    to = frame["to_department"]
    meant = to.isin(scope.taxonomy.names) & ~to.isin(scope.taxonomy.frontline)
    if scope.filters.department:
        meant &= to.isin(scope.filters.department)
    return Bounces(*(float(frame.loc[meant, name].sum()) for name in ("returned", "handoffs", "lost_hours")))


def bounces_by_start(scope: Scope, step: Step) -> pd.DataFrame:
    """`bounces` by month or week of the tickets' arrival.

    Returns
    -------
    DataFrame
        One row per period with such hand-offs: period (datetime64, its first day), numerator (float, those that came
        back to the frontline unsolved), denominator (float, all).
    """
    frame = bounces_by_day(scope).drop(columns="lost_hours")
    starts = pd.DatetimeIndex([start_of(day, step) for day in pd.to_datetime(frame.pop("day")).dt.date])
    frame = frame.rename(columns={"returned": "numerator", "handoffs": "denominator"})
    return frame.groupby(starts.as_unit("us")).sum().rename_axis("period").reset_index()


def bounces_by_day(scope: Scope) -> pd.DataFrame:
    """`bounces` by day of the tickets' arrival: day (date), returned, handoffs, lost_hours (float); days with some."""
    names = ("returned", "handoffs", "lost_hours")
    if not has_events(scope):
        return no_days(names)
    h, p = changes(), counted(scope)
    to = [name for name in scope.taxonomy.names if name not in scope.taxonomy.frontline]
    if scope.filters.department:
        to = [name for name in to if name in scope.filters.department]
    joined = h.join(p, sa.and_(p.c.source == h.c.source, p.c.ticket_id == h.c.ticket_id))
    came_back, away = is_returned(scope, h, p), sa.extract("epoch", h.c.next_at - h.c.moved_at)
    sums = (sum_of(p.c.share, came_back), sum_of(p.c.share), sum_of(p.c.share * away / 3600.0, came_back))
    select = (
        sa.select(p.c.created_date.label("day"), *(one.label(name) for name, one in zip(names, sums, strict=True)))
        .select_from(joined)
        .where(h.c.to_department.in_(to), p.c.created_date.is_not(None))
        .group_by(p.c.created_date)
    )
    return scope.frame(select).astype(dict.fromkeys(names, "float64"))


def no_days(names: Iterable[str]) -> pd.DataFrame:
    """Empty frame of sums by day: day (object), and one float column per name."""
    return pd.DataFrame({"day": pd.Series(dtype="object"), **{name: pd.Series(dtype="float64") for name in names}})


def homecomings(scope: Scope) -> tuple[float, float]:
    """Tickets that left the frontline and came back to it unsolved, by any route, and all that left it.

    Each ticket counts once, by its share within the filters.
    """
    frame = homecomings_by_day(scope, with_untimed=True)
    return float(frame["back"].sum()), float(frame["left"].sum())


def homecomings_by_day(scope: Scope, *, with_untimed: bool = False) -> pd.DataFrame:
    """`homecomings` by day of the tickets' arrival: day (date), back, left (float).

    Parameters
    ----------
    with_untimed
        Whether to include tickets without a day, under a missing day.
    """
    names = ("back", "left")
    if not has_events(scope):
        return no_days(names)
    h, p, frontline = changes(), counted(scope), scope.taxonomy.frontline
    joined = h.join(p, sa.and_(p.c.source == h.c.source, p.c.ticket_id == h.c.ticket_id))
    known = sa.and_(h.c.to_department.in_(scope.taxonomy.names), h.c.to_department.not_in(frontline))
    is_home = sa.and_(h.c.to_department.in_(frontline), sa.or_(p.c.solved_at.is_(None), p.c.solved_at > h.c.moved_at))
    by_ticket = (
        sa.select(
            sa.func.max(p.c.created_date).label("day"),
            sa.func.max(p.c.share).label("share"),
            sa.func.min(sa.case((sa.and_(h.c.from_department.in_(frontline), known), h.c.position))).label("left_at"),
            sa.func.max(sa.case((is_home, h.c.position))).label("back_at"),
        )
        .select_from(joined)
        .group_by(h.c.source, h.c.ticket_id)
        .subquery("by_ticket")
    )
    sums = (
        sum_of(by_ticket.c.share, by_ticket.c.back_at > by_ticket.c.left_at),
        sum_of(by_ticket.c.share, by_ticket.c.left_at.is_not(None)),
    )
    select = sa.select(by_ticket.c.day, *(one.label(name) for name, one in zip(names, sums, strict=True)))
    if not with_untimed:
        select = select.where(by_ticket.c.day.is_not(None))
    return scope.frame(select.group_by(by_ticket.c.day)).astype(dict.fromkeys(names, "float64"))


def between(scope: Scope) -> pd.DataFrame:
    """Hand-offs of each pair of departments: `COLUMNS`, one row per pair; two names, then floats (calendar hours)."""
    if not has_events(scope):
        return pd.DataFrame({name: pd.Series(dtype="str" if "dep" in name else "float64") for name in COLUMNS})
    h, p = changes(), counted(scope)
    joined = h.join(p, sa.and_(p.c.source == h.c.source, p.c.ticket_id == h.c.ticket_id))
    came_back = is_returned(scope, h, p)
    away = sa.extract("epoch", h.c.next_at - h.c.moved_at)
    select = (
        sa.select(
            h.c.from_department,
            h.c.to_department,
            sa.func.sum(p.c.share).label("handoffs"),
            sum_of(p.c.share, came_back).label("returned"),
            sum_of(p.c.share * away / 3600.0, came_back).label("lost_hours"),
        )
        .select_from(joined)
        .group_by(h.c.from_department, h.c.to_department)
    )
    return scope.frame(select).astype({"from_department": "str", "to_department": "str"})


def is_returned(scope: Scope, h: Any, p: Any) -> ColumnElement[bool]:
    """SQL over `changes` and `counted`: the frontline held the ticket next, before its last solution."""
    is_unsolved = sa.or_(p.c.solved_at.is_(None), p.c.solved_at > h.c.next_at)
    return sa.and_(h.c.next_department.in_(scope.taxonomy.frontline), is_unsolved)


def counted(scope: Scope) -> Any:
    """Tickets that count and may have been handed on.

    source, ticket_id, subject, created_date, solved_at, share within the filters.
    """
    t = scope.tickets
    return (
        sa.select(t.c.source, t.c.ticket_id, t.c.subject, t.c.created_date, t.c.solved_at, t.c.share)
        .where(scope.is_meant(t.c), is_handed(t.c))
        .subquery("complaint")
    )
