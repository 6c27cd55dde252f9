"""Frames by department and by issue."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import pandas as pd

from etl.estimates import Estimate
from etl.marts.core.formatting import count, is_few, part_of
from etl.marts.estimates.by_group import departments_told, issues_told
from etl.marts.estimates.estimated import NO_VALUE
from etl.marts.measures.totals import group_rows
from etl.marts.shares.scope import Scope
from etl.model import NONE_OF_THESE, UNATTRIBUTED
from etl.taxonomy import Taxonomy

_SUMS = ("complaints", "minutes", "disputed", "unattributed")


def by_department(scope: Scope) -> pd.DataFrame:
    """Complaints by originating department, the largest first, the frontline and Unattributed last.

    Returns
    -------
    DataFrame
        One row per department that has complaints within the filters: department (str), complaints (float, shares),
        share (of the complaints within the filters, 0 to 1), low, high (float, complaints: bounds of the estimate; if a
        run kept no probabilities, attributed complaints without and with all unattributed ones), hours (float, of
        handling), disputed (float, complaints), is_frontline, is_unattributed (bool: of no department), position (int,
        order on a chart), text (str: "1,234 · 23 %"; the count alone where there are too few for percentages).
    """
    frame = _frame(group_rows(scope, lambda part: {"department": part.department}, _SUMS), scope.taxonomy)
    open_part = frame.loc[frame["department"] == UNATTRIBUTED, "complaints"].sum()
    frame["low"] = frame["complaints"]
    frame["high"] = frame["complaints"] + open_part
    frame.loc[frame["is_unattributed"], "high"] = frame["complaints"]
    told = origins_told(scope)
    _bound(frame, [told.get((str(name),)) for name in frame["department"]])
    columns = ["department", "complaints", "share", "low", "high", "hours", "disputed", "is_frontline"]
    return _arranged(frame[[*columns, "is_unattributed"]])


def by_issue(scope: Scope) -> pd.DataFrame:
    """Complaints by originating department and issue, the largest first, the frontline and Unattributed last.

    Returns
    -------
    DataFrame
        One row per department and issue that has complaints within the filters: department (str), issue (str; missing
        where none is known), complaints (float, shares), share (of the complaints within the filters), low, high
        (float, complaints: bounds of the estimate; both equal the complaints if a run kept no probabilities), hours,
        disputed (float), is_frontline, is_unattributed (bool), position (int), text (str).
    """
    rows = group_rows(scope, lambda part: {"department": part.department, "issue": part.issue}, _SUMS)
    frame = _frame(rows, scope.taxonomy)
    frame.insert(1, "issue", rows.loc[frame.index, "issue"].astype("str"))
    frame["low"] = frame["high"] = frame["complaints"]
    told = origins_told(scope, is_by_issue=True)
    keys = zip(frame["department"], frame["issue"], strict=True)
    _bound(frame, [told.get((str(department), None if pd.isna(issue) else str(issue))) for department, issue in keys])
    return _arranged(frame)


def origins_told(scope: Scope, *, is_by_issue: bool = False) -> dict[tuple[Hashable, ...], Estimate]:
    """Complaints of each department (and issue, None for none) with their bounds, as bars and tables show them.

    If a run kept no probabilities, and for judged tickets, all unattributed complaints may be each department's.
    """
    if not scope.runs_with_outcomes:
        return {}
    if is_by_issue:
        by_issue = issues_told(scope).items()
        return {(department, None if issue == NO_VALUE else issue): each for (department, issue), each in by_issue}
    told = {name: each["complaints"] for name, each in departments_told(scope).items()}
    open_part = told[UNATTRIBUTED].value if UNATTRIBUTED in told else 0.0
    return {
        (name,): Estimate(each.value, each.low, each.high + (0.0 if name == UNATTRIBUTED else open_part))
        for name, each in told.items()
    }


def _bound(frame: pd.DataFrame, told: Sequence[Estimate | None]) -> None:
    """Put the bounds of each row's estimate into low and high, widened to include its complaints; other rows stay."""
    for place, bounds in zip(frame.index, told, strict=True):
        if bounds is None:
            continue
        value = frame.loc[place, "complaints"]
        frame.loc[place, ["low", "high"]] = min(value, bounds.low), max(value, bounds.high)


def _frame(rows: pd.DataFrame, taxonomy: Taxonomy) -> pd.DataFrame:
    rows = rows[rows["complaints"] > 0]
    return pd.DataFrame(
        {
            "department": rows["department"].astype("str"),
            "complaints": rows["complaints"].astype("float64"),
            "share": rows["complaints"].astype("float64") / rows["complaints"].sum(),
            "hours": rows["minutes"].astype("float64") / 60,
            "disputed": rows["disputed"].astype("float64"),
            "is_frontline": rows["department"].isin(taxonomy.frontline),
            "is_unattributed": rows["department"].isin([UNATTRIBUTED, NONE_OF_THESE]),
        }
    )


def _arranged(frame: pd.DataFrame) -> pd.DataFrame:
    by = ["is_unattributed", "is_frontline", "complaints", "department", *({"issue"} & set(frame.columns))]
    largest_first = [name != "complaints" for name in by]
    frame = frame.sort_values(by, ascending=largest_first, ignore_index=True)
    whole = float(frame["complaints"].sum())
    texts = [count(c) if is_few(whole) else f"{count(c)} · {part_of(c, whole)}" for c in frame["complaints"]]
    return frame.assign(position=range(len(frame)), text=pd.Series(texts, dtype="str"))
