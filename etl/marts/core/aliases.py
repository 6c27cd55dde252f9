"""Read earlier names of departments and issues as their names now: a renaming keeps its history and its links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import FromClause

from etl import model
from etl.marts.core.filters import Filters
from etl.model import NONE_OF_THESE, UNATTRIBUTED
from etl.taxonomy import Taxonomy

Name = tuple[str, str | None]
"""Department and issue; None for an unknown issue."""


def followed(filters: Filters, taxonomy: Taxonomy) -> Filters:
    """The same filters with departments and issues by their names now: a link from before a renaming still works.

    A filter on origins becomes one on their departments.
    """
    department = tuple(dict.fromkeys(_department(name, taxonomy) for name in filters.department))
    if filters.origin:
        there = [name for origin in filters.origin for name in _departments_of(origin, taxonomy)]
        department = tuple(name for name in there if not department or name in department) or (NOBODY,)
    return filters.with_(
        department=department,
        origin=(),
        issue=tuple(dict.fromkeys(now for name in filters.issue for now in _issues(name, taxonomy))),
    )


NOBODY = "(no department)"
"""Stands for the departments where the chosen origins have none."""


def _departments_of(origin: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Departments of one of `etl.marts.shares.scope.ORIGINS`."""
    here = {"frontline": taxonomy.frontline, "outside": taxonomy.outside, "none": (NONE_OF_THESE,),
            "unattributed": (UNATTRIBUTED,)}  # fmt: skip
    others = tuple(n for n in taxonomy.names if n not in taxonomy.frontline and n not in taxonomy.outside)
    return tuple(here.get(origin, others if origin == "elsewhere" else ()))


def _department(name: str, taxonomy: Taxonomy) -> str:
    return taxonomy.aliases.get(name, name)


def _issues(name: str, taxonomy: Taxonomy) -> list[str]:
    """Issues that a name means: the issue of that name, else those that once had it."""
    issues = [issue for department in taxonomy.departments for issue in department.issues]
    if any(issue.name == name for issue in issues):
        return [name]
    return [issue.name for issue in issues if name in issue.aliases] or [name]


def has_aliases(taxonomy: Taxonomy) -> bool:
    """Whether a department or an issue had another name before."""
    return bool(taxonomy.aliases) or any(issue.aliases for each in taxonomy.departments for issue in each.issues)


def renames(connection: sa.Connection, taxonomy: Taxonomy) -> dict[Name, Name]:
    """Names in the store's attributions that have changed since; without aliases empty, and the store isn't queried."""
    if not has_aliases(taxonomy):
        return {}
    a = model.attributions.c
    found = connection.execute(sa.select(a.department, a.issue).distinct())
    pairs = {(department, issue): name_now(department, issue, taxonomy) for department, issue in found}
    return {before: now for before, now in pairs.items() if before != now}


def name_now(department: str, issue: str | None, taxonomy: Taxonomy) -> Name:
    """Present names of a department and its issue; one that the taxonomy doesn't know stays as it is."""
    known = taxonomy.department_named(department)
    if known is None:
        return department, issue
    found = known.issue_named(issue) if issue else None
    return known.name, found.name if found else issue


def renamed(changes: Mapping[Name, Name]) -> FromClause:
    """Attributions under the present names: columns of the table, still one row per run, ticket and department.

    Two departments that became one have their shares added up; the issue and confidence are then the first by name
    and the higher.
    """
    table = model.attributions
    if not changes:
        return table
    a = table.c
    departments = {before: now for (before, _), (now, _) in changes.items() if before != now}
    issues = {before: now for before, (_, now) in changes.items() if before[1] != now}
    issue: Any = a.issue
    if issues:
        cases = [(sa.and_(a.department == name, a.issue == old), now) for (name, old), now in issues.items()]
        issue = sa.case(*cases, else_=a.issue)
    named = sa.select(
        a.run_id, a.source, a.ticket_id, _case(a.department, departments).label("department"), issue.label("issue"),
        a.share, a.confidence, _case(a.best_department, departments).label("best_department"),
    ).subquery("named")  # fmt: skip
    n = named.c
    grouped = sa.select(
        n.run_id, n.source, n.ticket_id, n.department, sa.func.min(n.issue).label("issue"),
        sa.func.sum(n.share).label("share"), sa.func.max(n.confidence).label("confidence"),
        sa.func.min(n.best_department).label("best_department"),
    )  # fmt: skip
    return grouped.group_by(n.run_id, n.source, n.ticket_id, n.department).subquery("attributions_now")


def named_now(
    connection: sa.Connection, taxonomy: Taxonomy, outcome: Any, issue: Any
) -> tuple[sa.ColumnElement[str], sa.ColumnElement[str]]:
    """SQL: the present names of outcomes and their issues."""
    if not has_aliases(taxonomy):
        return outcome, issue
    found = connection.execute(sa.select(outcome, issue).distinct())
    pairs = {(name, what): name_now(name, what, taxonomy) for name, what in found}
    departments = {name: now for (name, _), (now, _) in pairs.items() if name != now}
    issues = [(sa.and_(outcome == name, issue == what), now) for (name, what), (_, now) in pairs.items() if what != now]
    return _case(outcome, departments), sa.case(*issues, else_=issue) if issues else issue


def _case(column: Any, names: Mapping[str, str]) -> Any:
    return sa.case(*((column == before, now) for before, now in names.items()), else_=column) if names else column
