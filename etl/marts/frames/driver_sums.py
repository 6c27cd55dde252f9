"""Sums by cause and day, in a period and in the one before it, from which a measure's change is split."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from etl.marts.core.ratios import TOLERANCE
from etl.marts.core.succession import Succession
from etl.marts.measures.totals import group_rows
from etl.marts.shares.scope import Scope

OTHERS, OTHER_ISSUES = "Other causes", "Other issues"
LEAST_OF_CAUSE = 10
"""Complaints in one of the periods that a cause needs to be shown by itself: with so many its interval holds."""
KEYS, NAMES = ["department", "issue"], ["told_department", "told_issue"]
"""Columns that name a cause, and columns with the name under which it is shown."""


@dataclass(frozen=True)
class Driven:
    """How a measure comes from sums.

    Attributes
    ----------
    part
        Sums that are added up: its value, or the numerator of a ratio.
    whole
        Denominator of a ratio; for a sum, the complaints that it is about. Empty: the complaints themselves are
        counted.
    per
        Divisor that turns the part into the measure's unit.
    things
        Sum that counts a cause's complaints: below `LEAST_OF_CAUSE` it isn't shown by itself.
    is_ratio
        Whether the measure is part ÷ whole; else it is the part alone, per day.
    """

    part: tuple[str, ...]
    whole: tuple[str, ...] = ()
    per: float = 1.0
    things: str = "load_elsewhere"
    is_ratio: bool = False


def _lens(name: str) -> Driven:
    yes, no = f"{name}_yes_elsewhere", f"{name}_no_elsewhere"
    return Driven((yes,), (yes, no), is_ratio=True)


DRIVEN = {
    "complaints": Driven(("complaints",), things="complaints"),
    "frontline_hours_elsewhere": Driven(("effort_yes_elsewhere",), ("load_elsewhere",), per=60.0),
    "share_elsewhere": Driven(("elsewhere",), ("elsewhere", "frontline", "none"), things="complaints", is_ratio=True),
    "absorption_contact": _lens("met"),
    "absorption_effort": _lens("effort"),
    "absorption_closure": _lens("closure"),
}
"""Measures whose change can be split by cause."""


def daily_sums(scope: Scope, found: Succession, driven: Driven) -> pd.DataFrame:
    """Part, whole and complaints of each cause by day; sums of the period before are scaled to as many days as now.

    Returns
    -------
    DataFrame
        One row per cause and day: department, issue (missing where none is known), day (date), place (0: the period
        before, 1: now), part (in the measure's unit), whole, things (float).
    """
    filters = scope.filters.with_(date_from=found.before.first, date_to=found.span.last)
    names = {*driven.part, *driven.whole, driven.things}
    rows = group_rows(
        scope.with_filters(filters),
        lambda part: {"day": part.created_date, "department": part.department, "issue": part.issue}, names,
    )  # fmt: skip
    before, now = days = days_of(scope, found)
    place = {day: number for number, own in enumerate(days) for day in own}
    told = rows[KEYS].assign(day=pd.to_datetime(rows["day"]).dt.date)
    told = told.assign(place=told["day"].map(place), things=rows[driven.things])
    scale = 1.0 if driven.is_ratio or not before else len(now) / len(before)
    by = np.where(told["place"] == 0, scale, 1.0)
    told["part"] = rows[list(driven.part)].sum(axis=1) / driven.per * by
    told["whole"] = rows[list(driven.whole or driven.part)].sum(axis=1) * by
    return told.dropna(subset=["place"])


def days_of(scope: Scope, found: Succession) -> tuple[list[date], list[date]]:
    """Days of the period before and of the one now that the filter on weekdays leaves."""
    chosen = frozenset(scope.filters.weekday)
    before, now = (
        [day for day in (span.first + timedelta(days=number) for number in range(span.length))
         if not chosen or day.weekday() in chosen]
        for span in (found.before, found.span)
    )  # fmt: skip
    return before, now


def by_period(daily: pd.DataFrame) -> pd.DataFrame:
    """Part, whole and complaints of each cause in both periods.

    Parameters
    ----------
    daily
        Result of `daily_sums`.

    Returns
    -------
    DataFrame
        One row per cause: department, issue, part_before, whole_before, things_before, part_now, whole_now, things_now
        (float; 0 where it has none).
    """
    told = daily[KEYS].copy()
    for place, when in enumerate(("before", "now")):
        for name in ("part", "whole", "things"):
            told[f"{name}_{when}"] = daily[name].where(daily["place"] == place, 0.0)
    return told.groupby(KEYS, dropna=False, sort=True).sum().reset_index()


def told_as(sums: pd.DataFrame) -> pd.DataFrame:
    """Add the names under which causes are shown, in the columns `NAMES`: small issues together, small departments too.

    Causes with nothing in either period are dropped.
    """
    sums = sums[(sums.drop(columns=KEYS) > TOLERANCE).any(axis=1)]
    issue = sums["issue"].astype("object").mask(_are_small(sums), OTHER_ISSUES)
    sums = sums.assign(told_department=sums["department"].astype("object"), told_issue=issue)
    things = ["things_now", "things_before"]
    together = sums.groupby(NAMES, dropna=False)[things].transform("sum")
    is_small = _are_small(together)
    return sums.assign(
        told_department=sums["told_department"].mask(is_small, OTHERS), told_issue=issue.mask(is_small, None)
    )


def _are_small(sums: pd.DataFrame) -> pd.Series:
    return sums[["things_now", "things_before"]].max(axis=1) < LEAST_OF_CAUSE - 0.05  # "10.0" is ten
