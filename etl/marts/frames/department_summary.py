"""What a department head sees first: what can be mended, how it goes, and customers' words for it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from etl.marts.core.filters import Filters
from etl.marts.frames.departments import by_issue
from etl.marts.frames.findings import department_finding
from etl.marts.frames.over_time import by_month
from etl.marts.frames.quotes import quotes
from etl.taxonomy import Taxonomy


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
        Frame of `by_month`.
    quotes
        Frame of `quotes`.
    """

    department: str
    finding: str
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
    months = by_month(connection, own, taxonomy, rulings=rulings)
    issues = by_issue(connection, own, taxonomy, rulings=rulings)
    return DepartmentSummary(
        department=department,
        finding=department_finding(department, issues, months),
        issues=issues,
        months=months,
        quotes=quotes(connection, own, taxonomy, rulings=rulings),
    )
