"""What every measure starts from: the parts of tickets laid to departments, within the filters.

A *part* is one row per ticket and department, with the share of the ticket that is laid to it. Without a filter on
departments the shares of a ticket sum to 1, so sums of shares count tickets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Subquery

from etl import model
from etl.marts.aliases import followed, renamed, renames
from etl.marts.filters import Filters
from etl.marts.overrides import overridden
from etl.marts.ratios import settled
from etl.model import UNATTRIBUTED

if TYPE_CHECKING:
    from etl.taxonomy import Taxonomy

ORIGINS = ("elsewhere", "frontline", "unattributed")
"""Where a part started: in a department off the frontline, in the frontline itself, or nobody can say."""


@dataclass(frozen=True)
class Scope:
    """What is looked at: a store, the filters, and the departments.

    Attributes
    ----------
    filters
        Earlier names of departments and issues in them are taken for their names now.
    rulings
        People's rulings in force (``etl.marts.overrides``); they take the place of the engine's shares at once.
    judged
        People's judgements of the random sample (``etl.marts.agreement.JUDGED_COLUMNS``).
    disputed
        True: the disputed shares alone. False: all but those. None: all of them.
    """

    connection: sa.Connection
    filters: Filters
    taxonomy: Taxonomy
    rulings: pd.DataFrame | None = None
    judged: pd.DataFrame | None = None
    disputed: bool | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "filters", followed(self.filters, self.taxonomy))

    def with_filters(self, filters: Filters) -> Scope:
        """The same store under other filters."""
        return replace(self, filters=filters)

    def with_disputed(self, disputed: bool) -> Scope:
        """The disputed shares alone, or all the others."""
        return replace(self, disputed=disputed)

    @property
    def has_disputes(self) -> bool:
        """Whether somewhere in the store a share waits for the answer to a dispute, whatever the filters."""
        return self.rulings is not None and bool(self.rulings["is_disputed"].any())

    @cached_property
    def days(self) -> tuple[date, date] | None:
        """First and last local day of the tickets in the store, whatever the filters; None when it is empty."""
        day = model.tickets.c.created_date
        first, last = self.connection.execute(sa.select(sa.func.min(day), sa.func.max(day))).one()
        return None if first is None else (first, last)

    @cached_property
    def shares(self) -> Subquery:
        """Shares whatever the filters, as `etl.marts.overrides.overridden` says."""
        return overridden(self.rulings, renamed(renames(self.connection, self.taxonomy)))

    @cached_property
    def parts(self) -> Subquery:
        """One row per ticket and department within the filters, excluded tickets and every kind among them.

        All columns of tickets, and department (``Unattributed`` where nothing is known), issue, share, confidence,
        best_department, is_ruled, is_disputed, origin (one of `ORIGINS`), is_complaint (counted as a complaint) and
        is_meant (see there).
        """
        t, s = model.tickets, self.shares
        department = sa.func.coalesce(s.c.department, UNATTRIBUTED).label("department")
        same = (s.c.run_id == t.c.run_id, s.c.source == t.c.source, s.c.ticket_id == t.c.ticket_id)
        joined = t.outerjoin(s, sa.and_(*same))
        selected = sa.select(
            *t.c,
            department,
            s.c.issue,
            sa.func.coalesce(s.c.share, 1.0).label("share"),
            s.c.confidence,
            s.c.best_department,
            sa.func.coalesce(s.c.is_ruled, sa.false()).label("is_ruled"),
            sa.func.coalesce(s.c.is_disputed, sa.false()).label("is_disputed"),
            self.origin(sa.func.coalesce(s.c.department, UNATTRIBUTED)).label("origin"),
            sa.and_(t.c.excluded_as.is_(None), t.c.kind == "complaint").label("is_complaint"),
            self.is_meant(t.c).label("is_meant"),
        ).select_from(joined)
        within = self.filters.where(
            {**_by_name(t.c), "department": sa.func.coalesce(s.c.department, UNATTRIBUTED), "issue": s.c.issue}
        )
        if self.disputed is not None:
            within.append(sa.func.coalesce(s.c.is_disputed, sa.false()).is_(self.disputed))
        return selected.where(*within).subquery("part")

    @cached_property
    def tickets(self) -> Subquery:
        """One row per ticket within the filters: those with a part in the chosen departments and issues.

        All columns of tickets, and share: what of it is laid to the chosen departments and issues (and is disputed, or
        isn't, where only that is looked at).
        """
        t, p = model.tickets, self.parts
        total = (
            sa.select(p.c.source, p.c.ticket_id, sa.func.sum(p.c.share).label("share"))
            .group_by(p.c.source, p.c.ticket_id)
            .subquery("total")
        )
        if not (self.filters.department or self.filters.issue or self.disputed is not None):
            return (
                sa.select(*t.c, sa.literal(1.0).label("share")).where(*self.filters.where(_by_name(t.c))).subquery("t")
            )
        joined = t.join(total, sa.and_(total.c.source == t.c.source, total.c.ticket_id == t.c.ticket_id))
        return sa.select(*t.c, total.c.share).select_from(joined).subquery("t")

    def is_meant(self, columns: Any) -> ColumnElement[bool]:
        """SQL: the ticket counts for measures of handing on and service, which look at complaints unless the filters
        choose kinds.
        """
        kinds = self.filters.kind or ("complaint",)
        return sa.and_(columns.excluded_as.is_(None), columns.kind.in_(kinds))

    def origin(self, department: ColumnElement[Any]) -> ColumnElement[str]:
        """SQL that says where a department stands: one of `ORIGINS`."""
        return sa.case(
            (department == UNATTRIBUTED, "unattributed"),
            (department.in_(self.taxonomy.frontline), "frontline"),
            else_="elsewhere",
        )

    @cached_property
    def department_by_team(self) -> dict[str, str]:
        """Department of each team that the store names; a team that the taxonomy doesn't know is left out."""
        t, e = model.tickets, model.events
        named = sa.union(
            sa.select(t.c.team.label("team")),
            sa.select(t.c.first_team),
            sa.select(e.c.new_value).where(e.c.field == "team"),
            sa.select(e.c.old_value).where(e.c.field == "team"),
        ).subquery("named")
        teams = self.connection.execute(sa.select(named.c.team).where(named.c.team.is_not(None))).scalars()
        found = ((team, self.taxonomy.department_of_team(team)) for team in teams)
        return {team: department for team, department in found if department is not None}

    def department_of(self, team: ColumnElement[Any]) -> ColumnElement[Any]:
        """SQL for the department of a team; null where the taxonomy doesn't know the team."""
        teams: dict[str, list[str]] = {}
        for name, department in self.department_by_team.items():
            teams.setdefault(department, []).append(name)
        if not teams:
            return sa.null()
        return sa.case(*((team.in_(names), department) for department, names in sorted(teams.items())))

    def is_frontline_team(self, team: ColumnElement[Any]) -> ColumnElement[Any]:
        """SQL: 1 for a frontline team, 0 for another that the taxonomy knows, null for one that it doesn't know."""
        front = [name for name, department in self.department_by_team.items() if department in self.taxonomy.frontline]
        others = [name for name in self.department_by_team if name not in front]
        return sa.case((team.in_(front), 1), (team.in_(others), 0))

    def frame(self, select: sa.Select[Any] | sa.CompoundSelect[Any]) -> pd.DataFrame:
        """Rows of a select of few rows, its columns named and ordered as selected, floats ``settled``."""
        result = self.connection.execute(select)
        rows = [[settled(value) if isinstance(value, float) else value for value in row] for row in result]
        return pd.DataFrame.from_records(rows, columns=list(result.keys()))


def _by_name(columns: Iterable[Any]) -> dict[str, Any]:
    return {column.name: column for column in columns}
