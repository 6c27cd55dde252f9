"""What a department head sees first: what can be mended, what it costs, and customers' words for it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from etl.marts.departments import by_issue
from etl.marts.filters import Filters
from etl.marts.findings import department_finding
from etl.marts.quotes import quotes
from etl.marts.registry import Measured, compute
from etl.marts.trends import by_month
from etl.marts.words import count
from etl.taxonomy import Taxonomy

MEASURES = ("complaints", "share_elsewhere", "absorption_contact", "absorption_effort", "absorption_closure",
            "frontline_hours_elsewhere", "handle_hours", "external_failure_cost", "off_hours", "participation",
            "disputed")  # fmt: skip
"""Measures on a department's page."""


@dataclass(frozen=True)
class DepartmentSummary:
    """A department's page.

    Attributes
    ----------
    department
        Its name.
    finding
        The page's title, a computed sentence.
    measures
        `MEASURES` under the filters and this department.
    issues
        Frame of `by_issue`, with hours_a_month (float: hours of handling that a mended cause would give back in a
        month of the period; missing where no month is whole) and give_back (str, the same in words).
    months
        Frame of `by_month`.
    quotes
        Frame of `quotes`.
    """

    department: str
    finding: str
    measures: dict[str, Measured]
    issues: pd.DataFrame
    months: pd.DataFrame
    quotes: pd.DataFrame


def department_summary(
    connection: sa.Connection,
    filters: Filters,
    taxonomy: Taxonomy,
    department: str,
    *,
    rulings: pd.DataFrame | None = None,
) -> DepartmentSummary:
    """Everything on one department's page under the other filters."""
    own = filters.with_(department=(department,))
    measured = compute(connection, own, taxonomy, MEASURES, rulings=rulings)
    months = by_month(connection, own, taxonomy, rulings=rulings)
    issues = _with_hours_a_month(by_issue(connection, own, taxonomy, rulings=rulings), months)
    return DepartmentSummary(
        department=department,
        finding=department_finding(department, issues, months),
        measures=measured,
        issues=issues,
        months=months,
        quotes=quotes(connection, own, taxonomy, rulings=rulings),
    )


def _with_hours_a_month(issues: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """Hours of each issue spread over the months of the period, a cut month counted by its whole length.

    Months that the data cover only in part make the figure smaller and never larger.
    """
    number = len(months)
    a_month = issues["hours"] / number if number and not months["is_partial"].all() else issues["hours"] * float("nan")
    texts = ["" if pd.isna(hours) else f"{count(hours)} h a month" for hours in a_month]
    return issues.assign(hours_a_month=a_month, give_back=pd.Series(texts, index=issues.index, dtype="str"))
