"""How far sums of an issue may be off beyond what its department's strata say: at least as far as its complaints."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from etl.estimates import Estimate
from etl.marts.cube.cells import By
from etl.marts.cube.part import PART
from etl.marts.estimates.by_group import issues_told, of_chosen, relative
from etl.marts.estimates.estimated import NO_VALUE
from etl.marts.shares.scope import Scope

Key = tuple[Hashable, ...]


def factors_of_issues(scope: Scope, by: By) -> Callable[[Key], tuple[float, float]]:
    """Relative error of a group's complaints by issue: its hours and money can't be known better."""
    p, values = PART.c, by(PART.c).values()
    kinds = ["issue" if value is p.issue else "department" if value is p.department else "" for value in values]
    if "issue" not in kinds:
        chosen = of_chosen(scope) if scope.filters.issue else None
        whole = (1.0, 1.0) if chosen is None else relative(chosen["complaints"])
        return lambda key: whole
    told: dict[tuple[Hashable, ...], Estimate] = {}
    for (department, issue), each in issues_told(scope).items():
        names = {"department": department, "issue": None if issue == NO_VALUE else issue}
        key = tuple(names[kind] for kind in kinds if kind)
        so_far = told.get(key, Estimate(0.0, 0.0, 0.0))
        told[key] = Estimate(so_far.value + each.value, so_far.low + each.low, so_far.high + each.high)

    def of_key(key: Key) -> tuple[float, float]:
        found = told.get(tuple(value for value, kind in zip(key, kinds, strict=True) if kind))
        return (1.0, 1.0) if found is None else relative(found)

    return of_key
