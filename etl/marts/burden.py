"""What the frontline carries for each cause, and what mending it would give back."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from etl.marts.base import Scope
from etl.marts.disputed import with_disputed
from etl.marts.findings import NO_COMPLAINTS
from etl.marts.ratios import TOLERANCE
from etl.marts.registry import Measured
from etl.marts.totals import group_rows
from etl.marts.words import count, money, value_words
from etl.model import UNATTRIBUTED

DAYS_A_MONTH = 365.25 / 12
LEAST_DAYS = 28
"""A period shorter than four weeks isn't stretched to a month."""

_SUMS = (
    "complaints", "frontline_minutes", "minutes", "minutes_estimated", "goodwill", "touches", "touches_counted",
    "reopens", "handoffs", "waited", "timed",
)  # fmt: skip


def months_covered(scope: Scope) -> float | None:
    """Months that the data within the filters covers; None for less than `LEAST_DAYS` days and for an empty store."""
    if scope.days is None:
        return None
    first = max(scope.days[0], scope.filters.date_from or scope.days[0])
    last = min(scope.days[1], scope.filters.date_to or scope.days[1])
    days = (last - first).days + 1
    return days / DAYS_A_MONTH if days >= LEAST_DAYS else None


def burden(scope: Scope, *, is_by_issue: bool = False) -> pd.DataFrame:
    """The frontline's load by originating department, or by department and issue.

    Returns
    -------
    DataFrame
        One row per department (and issue) that has complaints within the filters, the most frontline hours first, the
        frontline and Unattributed last: department (str), issue (str; missing where none is known; only with
        `is_by_issue`), complaints (float, shares), frontline_hours, all_hours (float), hours_a_month (float: frontline
        hours ÷ months covered, what mending the cause would give back; missing for less than four weeks of data),
        touches (float), waiting_days (float, from arrival to solution, of the solved), reopens, handoffs (float),
        cost (float: frontline hours at the hourly cost, and goodwill), is_estimated (bool: some of the minutes are),
        is_frontline, is_unattributed (bool), text (str: "12 h a month · EUR 460"), disputed, disputed_hours (float: of
        the complaints and of the frontline hours).
    """
    by = ["department", "issue"] if is_by_issue else ["department"]
    parts = {"complaints": "disputed", "frontline_hours": "disputed_hours"}
    return with_disputed(
        scope, _burden(scope, is_by_issue), lambda within: _burden(within, is_by_issue), by, parts
    )  # fmt: skip


def _burden(scope: Scope, is_by_issue: bool) -> pd.DataFrame:
    names = ("department", "issue") if is_by_issue else ("department",)
    rows = group_rows(scope, lambda part: {name: part[name] for name in names}, _SUMS)
    rows = rows[rows["complaints"] > TOLERANCE]
    hours, months = rows["frontline_minutes"].astype("float64") / 60, months_covered(scope)
    frame = rows[list(names)].astype("str").assign(
        complaints=rows["complaints"],
        frontline_hours=hours,
        all_hours=rows["minutes"] / 60,
        hours_a_month=hours / months if months else float("nan"),
        touches=rows["touches"],
        waiting_days=rows["waited"] / 24,
        reopens=rows["reopens"],
        handoffs=rows["handoffs"],
        cost=hours * scope.taxonomy.hourly_cost + rows["goodwill"],
        is_estimated=rows["minutes_estimated"] > 0,
        is_frontline=rows["department"].isin(scope.taxonomy.frontline),
        is_unattributed=rows["department"] == UNATTRIBUTED,
    )  # fmt: skip
    by = ["is_unattributed", "is_frontline", "frontline_hours", "complaints", *names]
    ascending = [name not in ("frontline_hours", "complaints") for name in by]
    frame = frame.sort_values(by, ascending=ascending, ignore_index=True)
    return frame.assign(text=pd.Series([_words(row, scope) for row in frame.to_dict("records")], dtype="str"))


def _words(row: dict[Hashable, Any], scope: Scope) -> str:
    hours = row["hours_a_month"] if months_covered(scope) else row["frontline_hours"]
    unit = "h a month" if months_covered(scope) else "h"
    return f"{count(hours)} {unit} · {money(row['cost'], scope.taxonomy.currency)}"


def frontline_finding(measured: Mapping[str, Measured]) -> str:
    """What mended causes would give the frontline back, as a sentence.

    Parameters
    ----------
    measured
        Has complaints, share_unattributed, hours_given_back and frontline_hours_elsewhere.
    """
    if not measured["complaints"].value:
        return NO_COMPLAINTS
    monthly, hours = measured["hours_given_back"], measured["frontline_hours_elsewhere"]
    # What is unattributed may have cost hours for others too: the bounds stand on the cards.
    about = "at least " if measured["share_unattributed"].value else "about " if hours.is_estimated else ""
    if monthly.value:
        return f"Mended causes would give the frontline {about}{value_words(monthly)} a month back."
    if hours.value:
        return f"The frontline spent {about}{value_words(hours)} on what other departments caused."
    if hours.value == 0:
        return "No hour of the frontline is known to have gone to what other departments caused."
    return "How many hours the frontline spent for others can't be told yet."
