"""What the frontline carries for each cause, and what mending it would give back."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import timedelta
from typing import Any

import pandas as pd

from etl.estimates import Estimate
from etl.marts.base import Scope
from etl.marts.bounds import key_of, moved_sums
from etl.marts.disputed import with_disputed
from etl.marts.findings import few_complaints
from etl.marts.periods import DAYS_A_MONTH, is_empty, next_start, periods_between
from etl.marts.ratios import TOLERANCE
from etl.marts.registry import Measured
from etl.marts.totals import group_rows
from etl.marts.words import count, interval_of, money, value_words
from etl.model import NONE_OF_THESE, UNATTRIBUTED

LEAST_DAYS = 28
"""A period shorter than four weeks isn't stretched to a month."""

_SUMS = (
    "load", "frontline_minutes", "minutes", "minutes_estimated", "goodwill", "touches", "touches_counted",
    "reopens", "handoffs", "waited", "waited_open", "timed",
)  # fmt: skip


def months_covered(scope: Scope) -> float | None:
    """Months that the data within the filters covers; None for less than `LEAST_DAYS` days and for an empty store.

    A calendar month of which the store has no ticket at all isn't covered: years without data would thin out the rest.
    """
    if scope.days is None:
        return None
    first = max(scope.days[0], scope.filters.date_from or scope.days[0])
    last = min(scope.days[1], scope.filters.date_to or scope.days[1])
    starts = periods_between(first, last, "month") if first <= last else []
    starts = [start for start in starts if not is_empty(start, "month", scope.days_with_tickets)]
    days = sum(
        (min(last, next_start(start, "month") - timedelta(days=1)) - max(first, start)).days + 1 for start in starts
    )
    return days / DAYS_A_MONTH if days >= LEAST_DAYS else None


def burden(scope: Scope, *, is_by_issue: bool = False, seed: int = 0) -> pd.DataFrame:
    """The frontline's load by originating department, or by department and issue.

    Parameters
    ----------
    seed
        Of the bootstrap that bounds come from.

    Returns
    -------
    DataFrame
        One row per department (and issue) that has complaints within the filters, the most frontline hours first, the
        frontline and Unattributed last: department (str), issue (str; missing where none is known; only with
        `is_by_issue`), complaints (float, shares; with those of unknown kind), frontline_hours, all_hours
        (float), hours_a_month (float: frontline hours ÷ months covered,
        what mending the cause would give back; missing for less than four weeks of data),
        touches (float), waiting_days, open_waiting_days (float: of the solved, and of those still open, as the measures
        of those names), reopens, handoffs (float), cost (float: frontline hours at the hourly cost, and goodwill),
        cost_a_month (float: cost ÷ months covered; missing as hours_a_month), is_estimated (bool: some of the minutes
        are), is_frontline, is_unattributed (bool), text (str: "12 h and EUR 460 a month"; "in all" for less than four
        weeks), least_hours, most_hours (float: bounds of the frontline hours), disputed, disputed_hours (float: of the
        complaints and of the frontline hours).
    """
    by = ["department", "issue"] if is_by_issue else ["department"]
    parts = {"complaints": "disputed", "frontline_hours": "disputed_hours"}
    return with_disputed(
        scope, _bounded(scope, _burden(scope, is_by_issue), by, seed),
        lambda within: _burden(within, is_by_issue), by, parts,
    )  # fmt: skip


def _bounded(scope: Scope, frame: pd.DataFrame, by: list[str], seed: int) -> pd.DataFrame:
    """With the bounds of the frontline hours."""
    moved = moved_sums(scope, lambda part: {name: part[name] for name in by}, seed, ["frontline_minutes"])
    least, most = [], []
    for row in frame.to_dict("records"):
        found, minutes = moved.get(key_of(row[name] for name in by)), row["frontline_hours"] * 60
        bounds = found.of_sum("frontline_minutes", minutes) if found else Estimate(minutes, minutes, minutes)
        least.append(bounds.low / 60)
        most.append(bounds.high / 60)
    return frame.assign(least_hours=pd.Series(least, dtype="float64"), most_hours=pd.Series(most, dtype="float64"))


def _burden(scope: Scope, is_by_issue: bool) -> pd.DataFrame:
    names = ("department", "issue") if is_by_issue else ("department",)
    rows = group_rows(scope, lambda part: {name: part[name] for name in names}, _SUMS)
    rows = rows[rows["load"] > TOLERANCE]
    hours, months = rows["frontline_minutes"].astype("float64") / 60, months_covered(scope)
    cost = hours * scope.taxonomy.hourly_cost + rows["goodwill"]
    frame = rows[list(names)].astype("str").assign(
        complaints=rows["load"],
        frontline_hours=hours,
        all_hours=rows["minutes"] / 60,
        hours_a_month=hours / months if months else float("nan"),
        touches=rows["touches"],
        waiting_days=rows["waited"] / 24,
        open_waiting_days=rows["waited_open"] / 24,
        reopens=rows["reopens"],
        handoffs=rows["handoffs"],
        cost=cost,
        cost_a_month=cost / months if months else float("nan"),
        is_estimated=rows["minutes_estimated"] > 0,
        is_frontline=rows["department"].isin(scope.taxonomy.frontline),
        is_unattributed=rows["department"].isin([UNATTRIBUTED, NONE_OF_THESE]),
    )  # fmt: skip
    by = ["is_unattributed", "is_frontline", "frontline_hours", "complaints", *names]
    ascending = [name not in ("frontline_hours", "complaints") for name in by]
    frame = frame.sort_values(by, ascending=ascending, ignore_index=True)
    return frame.assign(
        text=pd.Series([_words(row, scope.taxonomy.currency) for row in frame.to_dict("records")], dtype="str")
    )


def _words(row: dict[Hashable, Any], currency: str) -> str:
    """Hours and money over one span of time: those of a month beside those of all months would be read as one."""
    if pd.isna(row["hours_a_month"]):
        return f"{count(row['frontline_hours'])} h and {money(row['cost'], currency)} in all"
    return f"{count(row['hours_a_month'])} h and {money(row['cost_a_month'], currency)} a month"


def frontline_finding(measured: Mapping[str, Measured]) -> str:
    """What mended causes would give the frontline back, as a sentence.

    Parameters
    ----------
    measured
        Has complaints, share_unattributed, share_of_all, hours_given_back and frontline_hours_elsewhere.
    """
    if few := few_complaints(measured):
        return few
    monthly, hours = measured["hours_given_back"], measured["frontline_hours_elsewhere"]
    # What is unattributed may have cost hours for others too, unless it is estimated where it started.
    here, is_estimate = measured["share_of_all"], bool(measured["complaints"].method)
    is_more_possible = measured["share_unattributed"].value or (here.high or 0.0) > (here.value or 0.0)
    about = (
        "at least " if is_more_possible and not is_estimate else "about " if is_estimate or hours.is_estimated else ""
    )
    said = f", {interval_of(monthly if monthly.value else hours, in_sentence=True)}" if is_estimate else ""
    said = said if said != ", " else ""
    if monthly.value:
        return f"Mended causes would give the frontline {about}{value_words(monthly)} a month back{said}."
    if hours.value:
        return f"The frontline spent {about}{value_words(hours)} on what other departments caused{said}."
    if hours.value == 0:
        return "No hour of the frontline is known to have gone to what other departments caused."
    return "How many hours the frontline spent for others can't be told yet."
