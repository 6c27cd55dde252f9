"""Sums by name, fetched when a measure first asks for them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd
import sqlalchemy as sa

from etl.marts.cube.aggregates import CELL, COUNTS, PART_SUMS, READ, SUMS, Expressions, return_sums
from etl.marts.cube.cells import By, as_read, cells, nothing
from etl.marts.cube.denominators import Denominator, contacts, denominator, net_contacts
from etl.marts.cube.handoffs import Bounces, bounces, homecomings
from etl.marts.cube.journeys import travelled
from etl.marts.cube.kept_sums import group_sums, returns
from etl.marts.cube.part import PART
from etl.marts.estimates.headline import Headline, headline
from etl.marts.estimates.reviewer_agreement import Kappa, engine_agreement
from etl.marts.shares.scope import Scope
from etl.model import UNKNOWN_KIND
from etl.taxonomy import Taxonomy

T = TypeVar("T")

JUDGED = ("complaints", "unattributed", "confidence")
"""Sums that also exist for judgements."""


class Totals:
    """The sums of one filter, or of one group within it.

    Attributes
    ----------
    taxonomy
        Departments, costs and hours in force.
    scope
        Scope that they are sums over.
    is_few
        Whether few of them are needed: then plain counts are fetched without the others.
    """

    def __init__(
        self, scope: Scope, row: Mapping[str, float] | None = None, of: Totals | None = None, *, is_few: bool = False
    ) -> None:
        self.taxonomy: Taxonomy = scope.taxonomy
        self.scope = scope
        self._row = row
        self._of = of
        self._is_few = is_few
        self._answers: dict[Callable[[Scope], Any], Any] = {}

    def __getitem__(self, name: str) -> float:
        return self._counts[name] if self._is_few and name in COUNTS else self.sums[name]

    def moved(self, row: Mapping[str, float]) -> Totals:
        """The same totals with other sums, as other rulings would give; values that aren't sums stay as they are."""
        return Totals(self.scope, row, self)

    @cached_property
    def returns(self) -> Mapping[str, float]:
        """Sums of `return_sums`: complaints that came back to a team that had held them.

        They come from a query of their own: where other sums have moved, these move as the load does.
        """
        if self._of is not None:
            part = self["load"] / self._of["load"] if self._of["load"] > 0 else 1.0
            return {name: part * value for name, value in self._of.returns.items()}
        if (found := returns(self.scope)) is not None:
            return found
        t = travelled(self.scope)
        return _row(self.scope, _select(t, return_sums(t)))

    @cached_property
    def _counts(self) -> Mapping[str, float]:
        """Sums in `COUNTS`, fetched without the others."""
        return _only_row(group_rows(self.scope, nothing, COUNTS))

    @cached_property
    def sums(self) -> Mapping[str, float]:
        """All sums by name."""
        return _only_row(group_rows(self.scope, nothing)) if self._row is None else self._row

    def once(self, question: Callable[[Scope], T]) -> T:
        """Result of a function of the scope, computed once however many measures need it."""
        if self._of is not None:
            return self._of.once(question)
        if question not in self._answers:
            self._answers[question] = question(self.scope)
        answer: T = self._answers[question]
        return answer

    @property
    def is_group(self) -> bool:
        """Whether these are the sums of one group within the filters."""
        return self._row is not None if self._of is None else self._of.is_group

    @property
    def counts_complaints(self) -> bool:
        """Whether complaints pass the filters: a filter on kinds can exclude them."""
        kinds = self.scope.filters.kind
        return not kinds or "complaint" in kinds

    @property
    def counts_unknown(self) -> bool:
        """Whether tickets of unknown kind pass the filters."""
        kinds = self.scope.filters.kind
        return not kinds or UNKNOWN_KIND in kinds

    @property
    def is_by_origin(self) -> bool:
        """Whether the filters choose where complaints start."""
        return bool(self.scope.filters.department or self.scope.filters.issue)

    @cached_property
    def whichever_origin(self) -> tuple[float, float]:
        """Complaints of every department and issue, whichever are chosen, and the unattributed among them."""
        wide = Totals(self.scope.with_filters(self.scope.filters.without("department", "issue")), is_few=True)
        return wide["complaints"], wide["unattributed"]

    @cached_property
    def judged(self) -> Mapping[str, float]:
        """Sums in `JUDGED` over judged tickets instead of expected shares; they need no journeys."""
        return _only_row(group_rows(self.scope.as_judged(), nothing, JUDGED))

    @cached_property
    def headline(self) -> Headline | None:
        """Headline estimates within the filters.

        None for a group, where no run kept probabilities, and where filters ask about originating departments.
        """
        if self._of is not None:
            return self._of.headline
        is_told = self.scope.runs_with_outcomes and not (self.is_group or self.scope.asks_origins)
        return headline(self.scope) if is_told else None

    @cached_property
    def frontline_minutes_all(self) -> float:
        """Minutes of frontline teams on every kind of ticket, whatever the departments, issues and kinds chosen."""
        if self._of is not None:
            return self._of.frontline_minutes_all
        narrowing = {"department", "issue", "kind"} & set(self.scope.filters.chosen)
        if not narrowing or self.is_group:
            return self["frontline_minutes_all"]
        wide = self.scope.with_filters(self.scope.filters.without(*narrowing))
        name = "frontline_minutes_all"
        return _only_row(group_rows(wide, nothing, (name,)))[name]

    @cached_property
    def volume(self) -> Denominator:
        """Orders (or customers, journeys, calls) within the filters, or why there are none."""
        return denominator(self.scope) if self._of is None else self._of.volume

    @cached_property
    def contacts(self) -> Mapping[str, float]:
        """Complaints and tickets on the days that have volumes; where other sums have moved, these move as those do."""
        if self._of is not None:
            sums = self._of.sums
            return {name: value * self[name] / sums[name] if sums[name] > 0 else value
                    for name, value in self._of.contacts.items()}  # fmt: skip
        return contacts(self.scope, self.volume)

    @cached_property
    def net_contacts(self) -> float:
        """Distinct orders or requesters among the contacts."""
        return net_contacts(self.scope, self.volume)

    @cached_property
    def bounces(self) -> Bounces:
        """Hand-offs to departments off the frontline, and which of them came back unsolved."""
        return bounces(self.scope)

    @cached_property
    def homecomings(self) -> tuple[float, float]:
        """Tickets that left the frontline and came back to it unsolved, and all that left it."""
        return homecomings(self.scope)

    @cached_property
    def agreement(self) -> Kappa:
        """Agreement between the engine and reviewers, whatever the departments and issues chosen."""
        return engine_agreement(self.scope)

    @cached_property
    def median_hours_to_solve(self) -> tuple[float | None, int]:
        """Median hours from arrival to solution of the complaints, and how many of them are solved."""
        return _median_hours(self.scope)


def totals_of(scope: Scope, *, is_few: bool = False) -> Totals:
    """Sums over everything within the filters; `is_few` if few are needed, which then need no journeys."""
    return Totals(scope, is_few=is_few)


def group_rows(scope: Scope, by: By, names: Iterable[str] | None = None) -> pd.DataFrame:
    """Sums for each group of parts.

    Returns
    -------
    DataFrame
        One row per group: the columns of `by`, then the sums in `names`, or all of `etl.marts.cube.aggregates.SUMS`.
    """
    wanted = None if names is None else set(names)
    scope = as_read(scope, by)
    found = group_sums(scope, by, list(SUMS) if wanted is None else sorted(wanted))
    if found is not None:
        return found
    keys = list(by(PART.c))
    apart: list[Any] = [sa.column(key) for key in keys]
    return scope.frame(_sums_of(scope, by, wanted, apart).group_by(*apart))


def _sums_of(scope: Scope, by: By, wanted: set[str] | None, apart: Iterable[Any] = ()) -> sa.Select[Any]:
    """Select of the wanted sums over cells, without journeys and columns that none of them needs."""
    names = list(SUMS) if wanted is None else sorted(wanted)
    needed = None if wanted is None else {column for name in names for column in READ[name]}
    c = cells(scope, by, is_travelled=not set(names) <= PART_SUMS, needed=needed)
    return sa.select(*apart, *(SUMS[name].label(name) for name in names)).select_from(CELL).add_cte(c)


def groups(scope: Scope, by: By) -> list[tuple[tuple[Hashable, ...], Totals]]:
    """Totals of each group, keyed by the values of the columns of `by`."""
    frame = group_rows(scope, by)
    keys = list(by(PART.c))
    records = frame.to_dict("records")
    return [
        (tuple(row[key] for key in keys), Totals(scope, {str(n): v for n, v in row.items() if n not in keys}))
        for row in records
    ]


def returns_by_day(scope: Scope) -> pd.DataFrame:
    """Sums of `return_sums` by day of arrival: day (date), and each of them (float)."""
    t = travelled(scope)
    sums = return_sums(t)
    select = _select(t, sums).add_columns(t.c.created_date.label("day"))
    found = select.where(t.c.created_date.is_not(None)).group_by(t.c.created_date)
    return scope.frame(found).astype(dict.fromkeys(sums, "float64"))


def _select(source: sa.Subquery, sums: Expressions) -> sa.Select[Any]:
    return sa.select(*(value.label(name) for name, value in sums.items())).select_from(source)


def _only_row(frame: pd.DataFrame) -> dict[str, float]:
    return {str(name): float(value) for name, value in frame.iloc[0].items()}


def _row(scope: Scope, select: sa.Select[Any]) -> dict[str, float]:
    """Sums over everything in a source."""
    return {name: float(value) for name, value in scope.connection.execute(select).one()._mapping.items()}


def _median_hours(scope: Scope) -> tuple[float | None, int]:
    t = scope.tickets
    hours = sa.extract("epoch", t.c.solved_at - t.c.created_at) / 3600.0
    select = sa.select(sa.func.percentile_cont(0.5).within_group(sa.cast(hours, sa.Double)), sa.func.count()).where(
        scope.is_meant(t.c), t.c.solved_at >= t.c.created_at
    )
    value, solved = scope.connection.execute(select).one()
    return (None if value is None else float(value)), int(solved)
