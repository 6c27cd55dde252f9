"""The load of shifts and of people as distributions: how uneven it is and how it changes, never whose it is.

People are counted and not named, their pseudonyms stay in the store, and a month with fewer than `LEAST_PEOPLE` shows
nothing. The ends of a distribution are its first and ninth deciles, not its extremes: an extreme is one person.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from etl.calendars.shifts import shifts_between
from etl.marts.core.formatting import count
from etl.marts.core.periods import label_of, start_of
from etl.marts.shares.disputed import Question, with_undisputed
from etl.marts.shares.scope import Scope
from etl.store.base import read_frame

LEAST_PEOPLE = 5
"""Smallest number of people that is shown."""

_QUANTILES = {"low": 0.1, "lower": 0.25, "median": 0.5, "upper": 0.75, "high": 0.9}
_NUMBERS = (*_QUANTILES, "load")
_QUARTER = timedelta(minutes=15)


def load_by_shift(scope: Scope) -> pd.DataFrame:
    """Tickets that arrived in each shift of the frontline, complaints unless the filters choose kinds.

    Returns
    -------
    DataFrame
        One row per shift of the days that the store and the filters cover: starts_at (UTC), month (datetime64, its
        first day), hours (str, "18:30–22:00", local), load (float, tickets weighted by the shares within the filters).
        No rows where no ticket has a known time of arrival: empty shifts couldn't be told from full ones then.
    """
    columns = {"starts_at": "datetime64[us]", "month": "datetime64[us]", "hours": "str", "load": "float64"}
    reach = _reach(scope)
    shifts = shifts_between(scope.taxonomy, *reach) if reach else ()
    arrived = _arrivals(scope) if shifts else pd.DataFrame()
    if arrived.empty:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    moments = arrived["moment"].to_numpy(dtype="datetime64[us]")
    before = np.concatenate([[0.0], np.cumsum(arrived["load"].to_numpy(dtype="float64"))])
    starts, ends = (np.array([getattr(s, n) for s in shifts], dtype="datetime64[us]") for n in ("starts_at", "ends_at"))
    load = before[np.searchsorted(moments, ends)] - before[np.searchsorted(moments, starts)]
    months = [pd.Timestamp(start_of(shift.day, "month")) for shift in shifts]
    hours = [shift.hours_words for shift in shifts]
    return pd.DataFrame({"starts_at": starts, "month": months, "hours": hours, "load": load}).astype(columns)


def load_by_person(scope: Scope) -> pd.DataFrame:
    """Tickets of each frontline agent in each whole week; people are arbitrary numbers.

    Returns
    -------
    DataFrame
        One row per person and week in which the person had any: person (int), week (datetime64, its Monday), month
        (datetime64, of that Monday), load (float, tickets), hours (float, their minutes of handling).
    """
    t, frontline = scope.tickets, frontline_teams(scope)
    select = (
        sa.select(
            t.c.agent,
            t.c.created_date,
            sa.func.sum(t.c.share).label("load"),
            sa.func.sum(t.c.share * sa.func.coalesce(t.c.handle_minutes, 0.0)).label("minutes"),
        )
        .where(scope.is_meant(t.c), t.c.agent.is_not(None), t.c.team.in_(frontline), t.c.created_date.is_not(None))
        .group_by(t.c.agent, t.c.created_date)
    )
    rows, reach = scope.frame(select), _reach(scope)
    days = pd.to_datetime(rows["created_date"]).astype("datetime64[us]")
    week = days - pd.to_timedelta(days.dt.day_of_week, unit="D")
    if reach:
        is_whole = (week >= pd.Timestamp(reach[0])) & (week + timedelta(days=6) <= pd.Timestamp(reach[1]))
        rows, week = rows[is_whole], week[is_whole]
    person = pd.Series(pd.factorize(rows["agent"], sort=True)[0], index=rows.index, dtype="int64")
    frame = pd.DataFrame({"person": person, "week": week, "load": rows["load"], "hours": rows["minutes"] / 60})
    frame = frame.astype({"load": "float64", "hours": "float64"}).groupby(["person", "week"], as_index=False).sum()
    return frame.assign(month=frame["week"].dt.to_period("M").dt.to_timestamp().astype("datetime64[us]"))


def frontline_teams(scope: Scope) -> tuple[str, ...]:
    """Teams of the store that belong to a frontline department."""
    return tuple(sorted(n for n, d in scope.department_by_team.items() if d in scope.taxonomy.frontline))


def spread_by_month(frame: pd.DataFrame, least: int = 0) -> pd.DataFrame:
    """A load as a distribution, month by month.

    Parameters
    ----------
    frame
        `load_by_shift` or `load_by_person`.
    least
        Fewest people for which a month is shown.

    Returns
    -------
    DataFrame
        One row per month: period (datetime64), label (str), low, lower, median, upper, high (float: first decile,
        quartiles and ninth decile of the load), load (float, tickets: all of it), counted (int: shifts, or weeks of
        people), people (int; 0 for shifts), first, last (datetime64: days of the tickets, of the whole month or of its
        weeks), text (str).
    """
    rows = []
    for month, group in frame.groupby("month"):
        people = group["person"].nunique() if "person" in group else 0
        if people < least:
            continue
        label = label_of(pd.Timestamp(str(month)).date(), "month")
        rows.append({"period": month, "label": label, "people": people, **_reached(group), **_spread(group["load"])})
    columns = ["period", "label", *_NUMBERS, "counted", "people", "first", "last", "text"]
    kinds = {
        "period": "datetime64[us]",
        "first": "datetime64[us]",
        "last": "datetime64[us]",
        "label": "str",
        "counted": "int64",
        "people": "int64",
        "text": "str",
    }
    return pd.DataFrame(rows, columns=columns).astype(kinds | dict.fromkeys(_NUMBERS, "float64"))


def _reached(rows: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """First and last day of a month's load; for people, of the weeks that begin in it."""
    if "week" in rows:
        return {"first": rows["week"].min(), "last": rows["week"].max() + pd.Timedelta(days=6)}
    first = rows["month"].min()
    return {"first": first, "last": first + pd.offsets.MonthEnd(0)}


def shift_spread(scope: Scope) -> pd.DataFrame:
    """`spread_by_month` of the load of shifts, with disputed and undisputed (as `hours_spread`)."""
    return _with_disputes(scope, lambda within: spread_by_month(load_by_shift(within)), "period")


def person_spread(scope: Scope) -> pd.DataFrame:
    """`spread_by_month` of the load of people, with disputed and undisputed (as `hours_spread`).

    Months with fewer than `LEAST_PEOPLE` are left out, and so is the undisputed median of a month that has fewer
    without the disputed tickets.
    """
    return _with_disputes(scope, lambda within: spread_by_month(load_by_person(within), LEAST_PEOPLE), "period")


def hours_spread(scope: Scope) -> pd.DataFrame:
    """The load of shifts by their hours of the day.

    Returns
    -------
    DataFrame
        One row per shift of the day, in order: hours (str), low, lower, median, upper, high, load (float), counted
        (int, shifts), text (str), disputed (float, tickets: disputed part of the load), undisputed (float: the median
        without it).
    """
    return _with_disputes(scope, _hours_spread, "hours")


def _hours_spread(scope: Scope) -> pd.DataFrame:
    rows = [{"hours": hours, **_spread(group["load"])} for hours, group in load_by_shift(scope).groupby("hours")]
    frame = pd.DataFrame(rows, columns=["hours", *_NUMBERS, "counted", "text"])
    kinds = {"hours": "str", "counted": "int64", "text": "str"}
    return frame.astype(kinds | dict.fromkeys(_NUMBERS, "float64"))


def _with_disputes(scope: Scope, question: Question, key: str) -> pd.DataFrame:
    """A distribution, with the disputed part of its load and the median without that part.

    The disputed part is the load less the load without it: the disputed shares alone may have fewer than
    `LEAST_PEOPLE`.
    """
    frame = with_undisputed(scope, question(scope), question, [key], {"median": "undisputed", "load": "left"})
    return frame.assign(disputed=(frame["load"] - frame["left"]).clip(lower=0.0).fillna(0.0)).drop(columns="left")


def _spread(load: pd.Series) -> dict[str, Any]:
    """Deciles, quartiles and median of a load, the number of its values, and all in words."""
    row = {name: float(load.quantile(share)) for name, share in _QUANTILES.items()}
    words = f"half have {count(row['median'])} or more, one in ten {count(row['high'])} or more"
    return {**row, "load": float(load.sum()), "counted": len(load), "text": words}


def _arrivals(scope: Scope) -> pd.DataFrame:
    """Tickets by quarter hour of arrival, in order: moment (UTC), load."""
    return scope.once_under_filters("arrivals by quarter hour", lambda: _asked_arrivals(scope))


def _asked_arrivals(scope: Scope) -> pd.DataFrame:
    t = scope.tickets
    day, hour = sa.cast(t.c.created_at, sa.Date), sa.extract("hour", t.c.created_at)
    minute = sa.extract("minute", t.c.created_at)
    quarter = sa.case((minute < 15, 0), (minute < 30, 1), (minute < 45, 2), else_=3)
    keys = (day.label("day"), hour.label("hour"), quarter.label("quarter"))
    told = sa.select(*keys, t.c.share).where(scope.is_meant(t.c), t.c.created_hour.is_not(None)).subquery("told")
    apart = (told.c.day, told.c.hour, told.c.quarter)
    select = sa.select(*apart, sa.func.sum(told.c.share).label("load")).group_by(*apart).order_by(*apart)
    rows = read_frame(scope.connection, select)
    moments = pd.to_datetime(rows["day"]).astype("datetime64[us]")
    moments += pd.to_timedelta(rows["hour"].astype("int64"), unit="h") + rows["quarter"].astype("int64") * _QUARTER
    return pd.DataFrame({"moment": moments, "load": rows["load"]})


def _reach(scope: Scope) -> Any:
    """First and last local day that both the store and the filters cover; None if there isn't one."""
    if scope.days is None:
        return None
    first = max(scope.days[0], scope.filters.date_from or scope.days[0])
    last = min(scope.days[1], scope.filters.date_to or scope.days[1])
    return (first, last) if first <= last else None
