"""Stays: how long each team held each ticket, on the calendar and in the hours of its own department."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from etl.calendars.opening_hours import calendar_of
from etl.marts.shares.scope import Scope
from etl.marts.shares.stays import stays
from etl.store.base import read_frame

_TIMES = ("from_at", "until_at")


def stay_frame(scope: Scope, *more: str) -> pd.DataFrame:
    """Stays of complaints and of tickets of unknown kind, as a frame.

    Columns team, department (missing where the taxonomy doesn't know the team), from_at, until_at, share, hours (on the
    calendar) and business_hours (when its department was open; both float, missing where a time is missing).

    Parameters
    ----------
    more
        Further columns of `stays`.
    """
    t = scope.tickets
    s = stays(scope, sa.select(t).where(scope.is_load(t.c)).subquery("load"))
    frame = read_frame(scope.connection, sa.select(*(s.c[n] for n in ("team", "department", *_TIMES, "share", *more))))
    frame = frame.astype(dict.fromkeys(_TIMES, "datetime64[us]") | {"team": "str", "department": "str"})
    frame["hours"] = (frame["until_at"] - frame["from_at"]).dt.total_seconds() / 3600
    return frame.assign(business_hours=business_hours(scope, frame))


def business_hours(scope: Scope, frame: pd.DataFrame) -> pd.Series:
    """Hours between from_at and until_at in which each row's department was open, by its own calendar."""
    found = pd.Series(float("nan"), index=frame.index)
    for name, rows in frame.groupby("department"):
        department = scope.taxonomy.department_named(str(name))
        if department is not None:
            calendar = calendar_of(department, scope.taxonomy)
            found[rows.index] = calendar.business_minutes_between(rows["from_at"], rows["until_at"]) / 60
    return found
