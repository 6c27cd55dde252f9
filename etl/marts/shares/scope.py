"""The parts of tickets that started in each department, within the filters: every measure starts from them.

A *part* is one row per ticket and outcome, with the ticket's expected (`etl.marts.shares.expected`) or judged share of
it. Without a filter on departments the shares of a ticket sum to 1, so sums of shares count tickets.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Subquery

from etl import model
from etl.marts.shares.checked import Checked, checked
from etl.marts.shares.expected import expected
from etl.marts.shares.overrides import overridden, ruled_kinds
from etl.marts.shares.ruled import ruled_outcomes
from etl.marts.shares.selection import Selection
from etl.marts.shares.told import OF_PARTS, told_of_parts, told_of_tickets
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT, UNATTRIBUTED, UNKNOWN_KIND

LOAD_KINDS = ("complaint", UNKNOWN_KIND)
"""Kinds that hand-offs, lenses and load count: without texts nobody knows which tickets are complaints."""

ORIGINS = ("elsewhere", "outside", "frontline", "none", "unattributed")
"""Where a part started: in another department of the company, in one outside it, in the frontline itself, in none of
them (or it is no complaint), or nobody can say: of tickets that count as judged.
"""


@dataclass(frozen=True)
class Scope(Selection):
    """A selection with its shares, parts and tickets, from which all measures and frames are computed."""

    @property
    def ruled_outcomes(self) -> pd.DataFrame | None:
        """Rulings in force as outcomes, as `etl.marts.shares.ruled.ruled_outcomes` returns them."""
        return ruled_outcomes(self)

    @property
    def checked(self) -> Checked | None:
        """Correction by the store's random sample, whatever the filters; None where nobody has ruled at random."""
        return self.once("checked", lambda: checked(self))

    @property
    def _corrected_by(self) -> Checked | None:
        """The random sample, where it corrects what is expected."""
        found = None if self.is_uncorrected else self.checked
        return found if found is not None and found.correction.is_covered else None

    @property
    def is_corrected(self) -> bool:
        """Whether random rulings correct the shares."""
        return not self._counts_judged and self._corrected_by is not None

    @property
    def _counts_judged(self) -> bool:
        return self.is_judged or not self.runs_with_outcomes

    @property
    def how_shared(self) -> Hashable:
        """Differs wherever `shares` differ, within one store."""
        if self._counts_judged:
            return "judged"
        # Without a correction, expected shares name issues anyway, and one table serves all scopes.
        return (self.is_whole, self.distinguishes_issues) if self._corrected_by is not None else None

    @property
    def shares(self) -> FromClause:
        """Shares whatever the filters, as `etl.marts.shares.overrides.overridden` returns them."""
        if self._counts_judged:
            return self.kept("judged_shares", lambda: overridden(self.rulings, self.engine_shares))
        corrected = self._corrected_by

        def told() -> sa.Select[Any] | sa.CompoundSelect[Any]:
            return overridden(self.ruled_outcomes, expected(self, corrected))

        if corrected is None:
            return told().subquery("shares")  # but for a few rulings as the run keeps them: little is to be worked out
        return self.kept(("expected_shares", self.how_shared), told)

    @cached_property
    def all_tickets(self) -> FromClause:
        """Tickets whatever the filters, each with the kind in force: a ruled one, else that of the load."""
        t, k = model.tickets, self.once("ruled_kinds", self._ruled_kinds)
        if k is None:
            return t
        columns = [c if c.name != "kind" else sa.func.coalesce(k.c.kind, c).label("kind") for c in t.c]
        same = sa.and_(k.c.source == t.c.source, k.c.ticket_id == t.c.ticket_id)
        return sa.select(*columns).select_from(t.outerjoin(k, same)).subquery("ticket_in_force")

    def _ruled_kinds(self) -> FromClause | None:
        told = ruled_kinds(self.rulings)
        return None if told is None else self.kept("rows_of_ruled_kinds", lambda: told)

    @cached_property
    def parts(self) -> Subquery:
        """One row per ticket and outcome within the filters, with excluded tickets and every kind.

        All columns of tickets, and department (``Unattributed`` where nothing is known), issue, share, confidence,
        best_department, is_ruled, is_disputed, origin (one of `ORIGINS`), is_complaint (counted as a complaint),
        is_load and is_meant (see there), stratum_group (of the random rulings that correct it; else null).
        """
        t, s = self.all_tickets, self.shares
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
            self._is_complaint_part(t.c, s.c.department).label("is_complaint"),
            self._is_load_part(t.c, s.c.department).label("is_load"),
            self._is_meant_part(t.c, s.c.department).label("is_meant"),
            (s.c.stratum_group if "stratum_group" in s.c else sa.cast(sa.null(), sa.Integer)).label("stratum_group"),
        ).select_from(joined)
        origin = {"department": sa.func.coalesce(s.c.department, UNATTRIBUTED), "issue": s.c.issue}
        told = {**told_of_tickets(self, t), **told_of_parts(self, t.c, **origin)}
        within = self.filters.where({**_by_name(t.c), **origin, **told})
        if self.disputed is not None:
            within.append(sa.func.coalesce(s.c.is_disputed, sa.false()).is_(self.disputed))
        if self.is_whole:
            within.append(s.c.stratum_group.is_not(None) if "stratum_group" in s.c else sa.false())
        return selected.where(*within).subquery("part")

    def _is_complaint_part(self, columns: Any, outcome: Any) -> ColumnElement[bool]:
        """SQL: the part counts as a complaint, by its outcome; by the ticket's kind where it counts as judged."""
        judged = self.is_complaint(columns)
        if self.is_judged or not self.runs_with_outcomes:
            return judged
        expected_of_it = sa.and_(columns.excluded_as.is_(None), outcome != NOT_A_COMPLAINT)
        if self.has_tickets_as_judged:
            return sa.case((sa.or_(outcome.is_(None), self.counts_as_judged(columns)), judged), else_=expected_of_it)
        return sa.case((outcome.is_(None), judged), else_=expected_of_it)

    def _is_load_part(self, columns: Any, outcome: Any) -> ColumnElement[bool]:
        if self.is_judged or not self.runs_with_outcomes:
            return self.is_load(columns)
        return sa.or_(self._is_complaint_part(columns, outcome), self._is_unknown(columns))

    def _is_meant_part(self, columns: Any, outcome: Any) -> ColumnElement[bool]:
        return self.is_meant(columns) if self.filters.kind else self._is_load_part(columns, outcome)

    def _is_unknown(self, columns: Any) -> ColumnElement[bool]:
        return sa.and_(columns.excluded_as.is_(None), columns.kind == UNKNOWN_KIND)

    @property
    def filters_parts(self) -> bool:
        """Whether filters choose parts of tickets rather than whole ones: then a ticket counts by its chosen parts."""
        return any(getattr(self.filters, name) for name in ("department", "issue", *OF_PARTS))

    @property
    def asks_origins(self) -> bool:
        """Whether filters ask about originating departments: for such parts alone nothing can be estimated."""
        return any(getattr(self.filters, name) for name in OF_PARTS)

    @cached_property
    def tickets(self) -> Subquery:
        """One row per ticket within the filters: those judged to have a part that the filters choose.

        All columns of tickets, and share: the share that they choose (only the disputed or undisputed part of it, if
        the scope is limited to that).
        """
        t, p = self.all_tickets, self.as_judged().parts
        total = (
            sa.select(p.c.source, p.c.ticket_id, sa.func.sum(p.c.share).label("share"))
            .group_by(p.c.source, p.c.ticket_id)
            .subquery("total")
        )
        if not (self.filters_parts or self.disputed is not None):
            within = self.filters.where({**_by_name(t.c), **told_of_tickets(self, t)})
            return sa.select(*t.c, sa.literal(1.0).label("share")).where(*within).subquery("t")
        joined = t.join(total, sa.and_(total.c.source == t.c.source, total.c.ticket_id == t.c.ticket_id))
        return sa.select(*t.c, total.c.share).select_from(joined).subquery("t")

    def is_complaint(self, columns: Any) -> ColumnElement[bool]:
        """SQL: the ticket counts as a complaint."""
        return sa.and_(columns.excluded_as.is_(None), columns.kind == "complaint")

    def is_load(self, columns: Any) -> ColumnElement[bool]:
        """SQL: the ticket counts for lenses and load: a complaint, or a ticket of unknown kind."""
        return sa.and_(columns.excluded_as.is_(None), columns.kind.in_(LOAD_KINDS))

    def is_meant(self, columns: Any) -> ColumnElement[bool]:
        """SQL: the ticket counts for measures of hand-offs and service: as `is_load`, or as a filter on kinds says."""
        kinds = self.filters.kind or LOAD_KINDS
        return sa.and_(columns.excluded_as.is_(None), columns.kind.in_(kinds))

    def origin(self, department: ColumnElement[Any]) -> ColumnElement[str]:
        """SQL for the origin that a department belongs to: one of `ORIGINS`."""
        return sa.case(
            (department == UNATTRIBUTED, "unattributed"),
            (department.in_((NONE_OF_THESE, NOT_A_COMPLAINT)), "none"),
            (department.in_(self.taxonomy.frontline), "frontline"),
            (department.in_(self.taxonomy.outside), "outside"),
            else_="elsewhere",
        )

    def origin_of(self, outcome: str) -> str:
        """The same for one outcome by its name; empty for tickets that are no complaint."""
        if outcome == NOT_A_COMPLAINT:
            return ""
        if outcome == NONE_OF_THESE:
            return "none"
        if outcome in self.taxonomy.frontline:
            return "frontline"
        return "outside" if outcome in self.taxonomy.outside else "elsewhere"


def _by_name(columns: Iterable[Any]) -> dict[str, Any]:
    return {column.name: column for column in columns}
