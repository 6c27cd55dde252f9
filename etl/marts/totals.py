"""Sums by name, fetched when a measure first asks for them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl.marts.base import Scope
from etl.marts.handoffs import bounces
from etl.marts.journeys import travelled
from etl.marts.sums import Expressions, journey_sums, part_sums
from etl.marts.volumes import Denominator, contacts, denominator, net_contacts
from etl.taxonomy import Taxonomy

By = Callable[[Any], dict[str, sa.ColumnElement[Any]]]
"""From the columns of ``travelled`` to the columns to group by."""


class Totals:
    """The sums of one filter, or of one group within it.

    Attributes
    ----------
    taxonomy
        Departments, costs and hours in force.
    """

    def __init__(self, scope: Scope, row: Mapping[str, float] | None = None) -> None:
        self.taxonomy: Taxonomy = scope.taxonomy
        self._scope = scope
        self._row = row

    def __getitem__(self, name: str) -> float:
        return self._sums[name]

    @cached_property
    def _sums(self) -> Mapping[str, float]:
        return _whole_row(self._scope) if self._row is None else self._row

    @property
    def is_group(self) -> bool:
        """Whether these are the sums of one group within the filters."""
        return self._row is not None

    @cached_property
    def frontline_minutes_all(self) -> float:
        """Minutes of frontline teams on every kind of ticket, whatever the departments, issues and kinds chosen."""
        narrowing = {"department", "issue", "kind"} & set(self._scope.filters.chosen)
        if not narrowing or self.is_group:
            return self["frontline_minutes_all"]
        wide = self._scope.with_filters(self._scope.filters.without(*narrowing))
        return _whole_row(wide, {"frontline_minutes_all"})["frontline_minutes_all"]

    @cached_property
    def volume(self) -> Denominator:
        """Orders (or customers, journeys, calls) within the filters, or why there are none."""
        return denominator(self._scope)

    @cached_property
    def contacts(self) -> Mapping[str, float]:
        """Complaints and tickets on the days that have volumes."""
        return contacts(self._scope, self.volume)

    @cached_property
    def net_contacts(self) -> float:
        """Distinct orders or requesters among the contacts."""
        return net_contacts(self._scope, self.volume)

    @cached_property
    def bounces(self) -> tuple[float, float]:
        """Hand-offs to departments off the frontline that came back unsolved, and all hand-offs to them."""
        return bounces(self._scope)

    @cached_property
    def median_hours_to_solve(self) -> tuple[float | None, int]:
        """Median hours from arrival to solution of the complaints, and how many of them are solved."""
        return _median_hours(self._scope)


def totals_of(scope: Scope) -> Totals:
    """Sums over everything within the filters."""
    return Totals(scope)


def group_rows(scope: Scope, by: By, names: Iterable[str] | None = None) -> pd.DataFrame:
    """Sums for each group of parts.

    Returns
    -------
    DataFrame
        One row per group: the columns of `by`, then the sums in `names`, or all of `part_sums` and `journey_sums`.
    """
    wanted = None if names is None else set(names)
    p, sums = _source(scope, wanted)
    grouped = by(p.c)
    columns = [value.label(name) for name, value in (grouped | sums).items()]
    return scope.frame(sa.select(*columns).select_from(p).group_by(*grouped.values()))


def _source(scope: Scope, wanted: set[str] | None) -> tuple[sa.Subquery, Expressions]:
    """What to sum over, and the wanted sums: journeys are left out where no wanted sum needs them."""
    simple = part_sums(scope, scope.parts)
    if wanted is not None and wanted <= set(simple):
        return scope.parts, {name: value for name, value in simple.items() if name in wanted}
    p = travelled(scope)
    every = part_sums(scope, p) | journey_sums(p)
    return p, every if wanted is None else {name: value for name, value in every.items() if name in wanted}


def groups(scope: Scope, by: By) -> list[tuple[tuple[Hashable, ...], Totals]]:
    """Totals of each group, keyed by the values of the columns of `by`."""
    frame = group_rows(scope, by)
    keys = list(by(travelled(scope).c))
    records = frame.to_dict("records")
    return [
        (tuple(row[key] for key in keys), Totals(scope, {str(n): v for n, v in row.items() if n not in keys}))
        for row in records
    ]


def _whole_row(scope: Scope, wanted: set[str] | None = None) -> dict[str, float]:
    p, sums = _source(scope, wanted)
    columns = [value.label(name) for name, value in sums.items()]
    row = scope.connection.execute(sa.select(*columns).select_from(p)).one()
    return {name: float(value) for name, value in row._mapping.items()}


def _median_hours(scope: Scope) -> tuple[float | None, int]:
    t = scope.tickets
    hours = sa.extract("epoch", t.c.solved_at - t.c.created_at) / 3600.0
    select = sa.select(sa.func.percentile_cont(0.5).within_group(sa.cast(hours, sa.Double)), sa.func.count()).where(
        t.c.excluded_as.is_(None), t.c.kind == "complaint", t.c.solved_at >= t.c.created_at
    )
    value, solved = scope.connection.execute(select).one()
    return (None if value is None else float(value)), int(solved)
