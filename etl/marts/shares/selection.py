"""A store, its filters and people's rulings: what is looked at, before any shares of tickets are computed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, MutableMapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Any, Self, TypeVar

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause

from etl import model
from etl.marts.core.aliases import followed, renamed, renames
from etl.marts.core.coverage import Known
from etl.marts.core.filters import Filters
from etl.marts.core.ratios import rounded
from etl.model import UNKNOWN_KIND
from etl.taxonomy import Taxonomy

T = TypeVar("T")
Rows = sa.Select[Any] | sa.CompoundSelect[Any]

_NUMBERS = count()
"""Numbers in the names of kept tables: no two of a connection share a name."""

_DRAWN = ("source", "ticket_id", "authors", "draw_id", "probability", "departments")


@dataclass(frozen=True)
class Selection(Known):
    """What is looked at: a store, the filters, and the departments.

    Attributes
    ----------
    filters
        Earlier names of departments and issues in them are replaced by the present ones.
    rulings
        People's rulings in force (``etl.marts.shares.overrides``); they take the place of the engine's shares at once.
        With the columns authors, draw_id and probability, as `Decisions.overrides` has them, those of the
        random sample correct what is estimated.
    judged
        People's judgements of the random sample (``etl.marts.shares.judged.JUDGED_COLUMNS``).
    disputed
        True: only the disputed shares. False: all others. None: all shares.
    is_judged
        Whether parts follow the judgements of single tickets, as in lists, and not the expected shares.
    is_whole
        Whether parts are whole tickets: one for each outcome of every ticket that random rulings correct.
    is_uncorrected
        Whether expected shares are the engine's probabilities, not corrected by random rulings: a list shows what the
        engine says about each ticket, and not what holds on average for tickets like it.
    is_by_issue
        Whether issues are distinguished: a part of a department is then one for each issue that it may be about.
    keeps_rows
        Whether `kept` may make tables, which stay until the connection is closed.
    """

    connection: sa.Connection
    filters: Filters
    taxonomy: Taxonomy
    rulings: pd.DataFrame | None = None
    judged: pd.DataFrame | None = None
    disputed: bool | None = None
    is_judged: bool = False
    is_whole: bool = False
    is_uncorrected: bool = False
    is_by_issue: bool = False
    keeps_rows: bool = False
    _kept: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)
    _under: MutableMapping[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "filters", followed(self.filters, self.taxonomy))

    def with_filters(self, filters: Filters) -> Self:
        """The same store under other filters."""
        return replace(self, filters=filters)

    def with_disputed(self, disputed: bool) -> Self:
        """Only the disputed shares, or only the others."""
        return replace(self, disputed=disputed)

    def as_judged(self) -> Self:
        """The same, with each ticket attributed to the departments that it was judged to come from, or unattributed."""
        return replace(self, is_judged=True)

    def as_told(self) -> Self:
        """The same, with the engine's probabilities, not corrected by random rulings."""
        return replace(self, is_uncorrected=True)

    def by_issue(self) -> Self:
        """The same, with issues distinguished."""
        return self if self.distinguishes_issues else replace(self, is_by_issue=True)

    @property
    def distinguishes_issues(self) -> bool:
        """Whether issues are distinguished, which takes longer: wanted as such, or needed by a filter."""
        return self.is_by_issue or bool(self.filters.issue or self.filters.besides)

    def as_whole_tickets(self) -> Self:
        """Every ticket that random rulings correct, whole in each outcome: a change of mean rulings moves these."""
        return replace(self, is_whole=True)

    @property
    def has_disputes(self) -> bool:
        """Whether any share in the store is disputed and awaits an answer, whatever the filters."""
        return self.rulings is not None and bool(self.rulings["is_disputed"].any())

    @cached_property
    def sample(self) -> pd.DataFrame:
        """Rulings in force on tickets of the random sample: columns of `rulings`, one row per ticket and department."""
        if self.rulings is None or "authors" not in self.rulings:
            return pd.DataFrame({name: pd.Series(dtype="str") for name in _DRAWN}).astype({"probability": "float64"})
        drawn = self.rulings[self.rulings["authors"].notna()]
        return drawn if "departments" in drawn else drawn.assign(departments="?")

    @property
    def engine_shares(self) -> FromClause:
        """The engine's judgements, whatever the filters, under present names."""
        return self.once("engine_shares", lambda: renamed(renames(self.connection, self.taxonomy)))

    @property
    def runs_with_outcomes(self) -> frozenset[int]:
        """Runs that kept each ticket's probabilities."""
        found = sa.select(model.outcomes.c.run_id).distinct()
        return self.once("runs", lambda: frozenset(self.connection.execute(found).scalars()))

    @property
    def has_tickets_as_judged(self) -> bool:
        """Whether some ticket counts as it was judged, because its run kept no probabilities."""
        t = model.tickets
        found = sa.select(t.c.ticket_id).where(self.counts_as_judged(t.c)).limit(1)
        return self.once("has_judged", lambda: self.connection.execute(found).first() is not None)

    def counts_as_judged(self, columns: Any) -> ColumnElement[bool]:
        """SQL over tickets with the load's kind: the ticket has no expected shares, and counts as judged."""
        return sa.or_(columns.kind == UNKNOWN_KIND, columns.run_id.not_in(sorted(self.runs_with_outcomes)))

    @property
    def count_complaints_told(self) -> int:
        """Number of complaints by the load's judgement that no rule excludes, whatever the filters and rulings."""
        t = model.tickets.c
        counted = sa.select(sa.func.count()).where(t.excluded_as.is_(None), t.kind == "complaint")
        return self.once("told", lambda: int(self.connection.execute(counted).scalar_one()))

    def once(self, name: Hashable, question: Callable[[], T]) -> T:
        """Answer that filters don't change, computed once for all scopes that come from this one."""
        if name not in self._kept:
            self._kept[name] = question()
        answer: T = self._kept[name]
        return answer

    def once_under_filters(self, name: str, question: Callable[[], T]) -> T:
        """Answer computed once for all scopes that come from this one and have its filters."""
        return self.once_under((name, self.filters, self.disputed), question)

    def once_under(self, key: Hashable, question: Callable[[], T]) -> T:
        """Answer computed once for all scopes of one root, as long as it was asked for lately.

        Parameters
        ----------
        key
            Says under which filters.
        """
        found: T | None = self._under.get(key)
        if found is None:
            self._under[key] = found = question()
        return found

    def under_filters(self, key: Hashable) -> Any:
        """Answer that `once_under` has kept; None where it wasn't asked for."""
        return self._under.get(key)

    @property
    def keeps_tables(self) -> bool:
        """Whether `kept` makes tables."""
        return self.keeps_rows and self.connection.dialect.name == "duckdb"

    def kept(self, name: Hashable, question: Callable[[], Rows]) -> FromClause:
        """Rows computed once for all scopes that come from this one, in a temporary table of the connection.

        These rows cost many times more than the sums over them. DuckDB can hold such a table beside a read-only store;
        PostgreSQL can't in a read-only transaction, and computes the rows in each query. So does a scope that doesn't
        keep rows.

        Parameters
        ----------
        name
            As in `once`.
        question
            Makes the select; called once.
        """

        def made() -> FromClause:
            rows = question()
            if not self.keeps_tables:
                return rows.cte() if isinstance(rows, sa.Select) else rows.subquery()
            told = rows.subquery("told")
            # A number in SQL text is a decimal to DuckDB; it is cast to the type that its column states.
            columns = [sa.cast(c, sa.Double).label(c.name) if isinstance(c.type, sa.Numeric) else c for c in told.c]
            making = sa.CreateTableAs(sa.select(*columns), f"kept_{next(_NUMBERS)}", temporary=True)
            self.connection.execute(making)
            return making.table

        return self.once(("kept", name), made)

    def frame(self, select: Rows) -> pd.DataFrame:
        """Rows of a select of few rows, its columns named and ordered as selected, floats ``rounded``."""
        result = self.connection.execute(select)
        rows = [[rounded(value) if isinstance(value, float) else value for value in row] for row in result]
        return pd.DataFrame.from_records(rows, columns=list(result.keys()))
