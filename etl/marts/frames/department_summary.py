"""The first part of a department's page: what can be fixed, the trend, and customers' words for it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from etl.marts.frames.departments import by_issue
from etl.marts.frames.findings import department_finding
from etl.marts.frames.months_around import months_around, within
from etl.marts.frames.quotes import quotes
from etl.marts.shares.scope import Scope


@dataclass(frozen=True)
class DepartmentSummary:
    """A department's page.

    Attributes
    ----------
    department
        Its name.
    finding
        The page's title, a computed sentence.
    issues
        Frame of `by_issue`.
    months
        Frame of `months_around`.
    quotes
        Frame of `quotes`.
    """

    department: str
    finding: str
    issues: pd.DataFrame
    months: pd.DataFrame
    quotes: pd.DataFrame


def department_summary(
    scope: Scope,
    department: str,
) -> DepartmentSummary:
    """Compute a department's page under the other filters."""
    own = scope.with_filters(scope.filters.with_(department=(department,)))
    months = months_around(own)
    issues = by_issue(own)
    return DepartmentSummary(
        department=department,
        finding=department_finding(department, issues, within(months)),
        issues=issues,
        months=months,
        quotes=quotes(own),
    )
