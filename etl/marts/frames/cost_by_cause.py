"""The frontline's load for each cause, and what fixing the cause would free."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from etl.estimates import Estimate
from etl.marts.core.formatting import count, interval_of, money, value_words
from etl.marts.core.measured import Measured
from etl.marts.core.ratios import TOLERANCE
from etl.marts.cube.denominators import months_covered
from etl.marts.frames.departments import origins_told
from etl.marts.frames.findings import few_complaints, few_words
from etl.marts.measures.bounds import key_of, moved_sums
from etl.marts.measures.totals import group_rows
from etl.marts.shares.disputed import with_disputed
from etl.marts.shares.scope import Scope
from etl.model import NONE_OF_THESE, UNATTRIBUTED

_SUMS = (
    "load", "complaints", "frontline_minutes", "unknown_minutes", "minutes", "minutes_estimated", "goodwill", "touches",
    "touches_counted", "reopens", "handoffs", "waited", "waited_open", "timed",
)  # fmt: skip
FIGURES = (
    "complaints", "frontline_hours", "all_hours", "hours_a_month", "touches", "waiting_days", "open_waiting_days",
    "reopens", "handoffs", "cost", "cost_a_month",
)  # fmt: skip
"""Columns of `burden` with figures: each has its interval in low_<name> and high_<name>."""


def burden(scope: Scope, *, is_by_issue: bool = False, seed: int = 0) -> pd.DataFrame:
    """The frontline's load by originating department, or by department and issue.

    Parameters
    ----------
    seed
        Seed of the bootstrap that intervals come from.

    Returns
    -------
    DataFrame
        One row per department (and issue) that has complaints within the filters, the most frontline hours first, the
        frontline and Unattributed last: department (str), issue (str; missing where none is known; only with
        `is_by_issue`), complaints (float, shares; with those of unknown kind), frontline_hours, all_hours (float),
        hours_a_month (float: frontline hours ÷ months covered, what fixing the cause would free; missing for less than
        four weeks of data), touches (float), waiting_days, open_waiting_days (float: of solved and of open complaints,
        as the measures of these names), reopens, handoffs (float), cost (float: frontline hours at the hourly cost, and
        goodwill), cost_a_month (float: cost ÷ months covered; missing as hours_a_month), is_estimated (bool: some of
        the minutes are), is_frontline, is_unattributed (bool), text (str: "12 h and EUR 460 a month"; "in all" for less
        than four weeks), low_<name>, high_<name> (float: interval of each of `FIGURES`; that of frontline hours
        includes hours of unknown teams), disputed, disputed_hours (float: of the complaints and of the frontline
        hours).
    """
    by = ["department", "issue"] if is_by_issue else ["department"]
    parts = {"complaints": "disputed", "frontline_hours": "disputed_hours"}
    rows = _rows(scope, by)
    frame = _burden(scope, rows, by).join(_intervals(scope, rows, by, seed))
    frame = _arranged(frame, by)

    def disputed(within: Scope) -> pd.DataFrame:
        return _burden(within, _rows(within, by), by)

    return with_disputed(scope, frame, disputed, by, parts)


def _rows(scope: Scope, by: list[str]) -> pd.DataFrame:
    rows = group_rows(scope, lambda part: {name: part[name] for name in by}, _SUMS)
    return rows[rows["load"] > TOLERANCE]


def _weights(scope: Scope) -> dict[str, dict[str, float]]:
    """Sums behind each of `FIGURES`, and their weights; no figures per month where the months aren't known."""
    per_minute, months = 1 / 60, months_covered(scope)
    cost = {"frontline_minutes": scope.taxonomy.hourly_cost * per_minute, "goodwill": 1.0}
    found = {
        "complaints": {"load": 1.0},
        "frontline_hours": {"frontline_minutes": per_minute},
        "all_hours": {"minutes": per_minute},
        "touches": {"touches": 1.0},
        "waiting_days": {"waited": 1 / 24},
        "open_waiting_days": {"waited_open": 1 / 24},
        "reopens": {"reopens": 1.0},
        "handoffs": {"handoffs": 1.0},
        "cost": cost,
    }
    if months:
        found["hours_a_month"] = {"frontline_minutes": per_minute / months}
        found["cost_a_month"] = {name: weight / months for name, weight in cost.items()}
    return found


def _intervals(scope: Scope, rows: pd.DataFrame, by: list[str], seed: int) -> pd.DataFrame:
    """Columns low_<name> and high_<name> of `FIGURES`, on the index of the rows."""
    weights, told = _weights(scope), origins_told(scope, is_by_issue="issue" in by)
    moved = moved_sums(scope, lambda part: {name: part[name] for name in by}, seed, _SUMS, whole=rows)
    columns: dict[str, list[float]] = {f"{end}_{name}": [] for name in FIGURES for end in ("low", "high")}
    for row in rows.to_dict("records"):
        key = key_of(row[name] for name in by)
        for name in FIGURES:
            value = sum(weight * row[each] for each, weight in weights[name].items()) if name in weights else math.nan
            found = Estimate(value, value, value)
            if key in moved and name in weights:
                found = moved[key].of(weights[name], value)
            if name == "complaints" and (bars := told.get(key)) is not None:
                found = bars.plus(row["load"] - row["complaints"]).around(value)
            # Hours of unknown teams may be the frontline's too, as on its card.
            is_open = name in weights and name in ("frontline_hours", "hours_a_month")
            is_open = is_open and row["unknown_minutes"] > TOLERANCE
            unknown = weights[name]["frontline_minutes"] * row["unknown_minutes"] if is_open else 0.0
            columns[f"low_{name}"].append(found.low)
            columns[f"high_{name}"].append(found.high + unknown)
    return pd.DataFrame(columns, index=rows.index, dtype="float64")


def _burden(scope: Scope, rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    weights = _weights(scope)
    figures = {
        name: sum((weight * rows[each] for each, weight in weights[name].items()), start=0.0 * rows["load"])
        if name in weights
        else math.nan
        for name in FIGURES
    }
    return (
        rows[by]
        .astype("str")
        .assign(
            **figures,
            is_estimated=rows["minutes_estimated"] > 0,
            is_frontline=rows["department"].isin(scope.taxonomy.frontline),
            is_unattributed=rows["department"].isin([UNATTRIBUTED, NONE_OF_THESE]),
            text=[_words(row, scope.taxonomy.currency) for row in pd.DataFrame(figures, rows.index).to_dict("records")],
        )
        .astype(dict.fromkeys(FIGURES, "float64") | {"text": "str"})
    )


def _arranged(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    order = ["is_unattributed", "is_frontline", "frontline_hours", "complaints", *by]
    ascending = [name not in ("frontline_hours", "complaints") for name in order]
    return frame.sort_values(order, ascending=ascending, ignore_index=True)


def _words(row: dict[Hashable, Any], currency: str) -> str:
    """Hours and money over one span of time: mixed with totals, monthly ones would be misread."""
    if pd.isna(row["hours_a_month"]):
        return f"{count(row['frontline_hours'])} h and {money(row['cost'], currency)} in all"
    return f"{count(row['hours_a_month'])} h and {money(row['cost_a_month'], currency)} a month"


def frontline_finding(measured: Mapping[str, Measured]) -> str:
    """How much of the frontline's time would be freed by fixing causes, as a sentence.

    Parameters
    ----------
    measured
        Has complaints, share_unattributed, share_of_all, hours_given_back and frontline_hours_elsewhere.
    """
    if few := few_complaints(measured):
        return few_words(few)
    monthly, hours = measured["hours_given_back"], measured["frontline_hours_elsewhere"]
    # Unattributed complaints may have cost hours for others too, unless their origin is estimated.
    here, is_estimate = measured["share_of_all"], bool(measured["complaints"].method)
    is_more_possible = measured["share_unattributed"].value or (here.high or 0.0) > (here.value or 0.0)
    about = (
        "at least " if is_more_possible and not is_estimate else "about " if is_estimate or hours.is_estimated else ""
    )
    said = f", {interval_of(monthly if monthly.value else hours, in_sentence=True)}" if is_estimate else ""
    said = said if said != ", " else ""
    if monthly.value:
        freed = f"{about}{value_words(monthly)} of the frontline's time a month"
        return f"Fixing what other departments cause would free {freed}{said}."
    if hours.value:
        return f"The frontline spent {about}{value_words(hours)} on what other departments caused{said}."
    if hours.value == 0:
        return "As far as is known, the frontline spent no hours on what other departments caused."
    return "It isn't known yet how many hours the frontline spent for others."
