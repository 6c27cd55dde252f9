"""Complaints by group with their bounds: what ``measures --by`` prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import sqlalchemy as sa

from etl.estimates import Estimate
from etl.estimates.arrays import Booleans
from etl.marts.core.note_words import note_words
from etl.marts.core.own_columns import is_own
from etl.marts.core.periods import Step
from etl.marts.core.ratios import rounded
from etl.marts.cube.own_columns import value_of
from etl.marts.estimates.estimated import NO_VALUE, By, Estimated, estimated
from etl.marts.estimates.uncertainty import complaints_range, ranges
from etl.marts.estimates.unnamed_issues import unnamed_notes
from etl.marts.shares.scope import Scope
from etl.model import UNATTRIBUTED

GROUPINGS = ("department", "issue", "channel", "product", "month")
_NOTHING = Estimate(0.0, 0.0, 0.0)


def grouped(scope: Scope, by: str, seed: int) -> dict[str, Any]:
    """Complaints of each group within the filters, and its share of all of them, ready for JSON.

    Parameters
    ----------
    by
        One of `GROUPINGS`, or a column of the export ("col.Region").
    seed
        Seed of the bootstrap, for shares of a number of complaints that is itself estimated.

    Returns
    -------
    dict
        by; groups: by name (`NO_VALUE` for none) complaints and share, each with value, low, high; method, correction,
        checked_on (usable random tickets), checked_by (people) and note (why complaints have no issue). If a run kept
        no probabilities, its unattributed complaints are a group of departments.
    """
    value: By | None = (lambda part: value_of(scope, part, by)) if is_own(by) else _VALUES.get(by)
    worded = _month_words if by == "month" else None
    found = estimated(scope, value, by_issue=by == "issue" or bool(scope.filters.issue), seed=seed, worded=worded)
    groups = dict(_GROUPS.get(by, _by_value)(scope, found))
    return {
        "by": by,
        "groups": {name: {key: _bounds(each) for key, each in told.items()} for name, told in groups.items()},
        "method": found.method, "correction": found.corrected,
        "checked_on": found.checked_on, "checked_by": len(found.people),
        "note": note_words(unnamed_notes(scope)) if by == "issue" else "",
    }  # fmt: skip


Reach = Mapping[str, tuple[float, float]]
"""Bounds of complaints and of their share, as multiples of the value."""
_EXACT: Reach = {}

Told = Iterator[tuple[str, dict[str, Estimate]]]


def periods_told(scope: Scope, step: Step) -> dict[date, Estimate]:
    """Complaints of each month or week within the filters, by its first day, with their bounds."""

    found = estimated(scope, _VALUES[step], by_issue=bool(scope.filters.issue), worded=_day_words)
    told = ((name, told["complaints"]) for name, told in _by_value(scope, found) if name != NO_VALUE)
    return {date.fromisoformat(name): each for name, each in told}


def departments_told(scope: Scope) -> dict[str, dict[str, Estimate]]:
    """Complaints of each department within the filters, and its share of all, with their bounds."""

    def told() -> dict[str, dict[str, Estimate]]:
        return dict(_by_department(scope, estimated(scope, by_issue=bool(scope.filters.issue))))

    return scope.once_under_filters("departments_told", told)


def _by_department(scope: Scope, found: Estimated) -> Told:
    chosen = zip(found.classes, is_chosen(scope, found), strict=True)
    singles = {name: single_class(found, name) for name, is_mine in chosen if is_mine}
    if scope.filters.issue:
        for name, single in singles.items():
            yield name, _of_value(scope, found, found, single, _reach(scope, found, single))
        return
    yield from of_families(scope, found, {name: name for name in singles}, singles).items()
    if found.open_part and (not scope.filters.department or UNATTRIBUTED in scope.filters.department):
        yield UNATTRIBUTED, _exactly(found.open_part, found)


def of_families(
    scope: Scope, found: Estimated, families: dict[str, str], classes: dict[str, Booleans]
) -> dict[str, dict[str, Estimate]]:
    """Complaints of families of outcomes, and their share of all complaints within the filters.

    Parameters
    ----------
    families
        Family of each outcome, by name.
    classes
        Classes of each family, shape (classes,).
    """
    doubts = {} if found.correction.is_covered else ranges(scope, families)
    every, told = every_complaint(scope, found), {}
    for name, mine in classes.items():
        if name in doubts:
            told[name] = {"complaints": _product(doubts[name], every), "share": doubts[name]}
        else:
            told[name] = {"complaints": found.count(mine), "share": found.share(mine) or _NOTHING}
    return told


def every_complaint(scope: Scope, found: Estimated) -> Estimate:
    """All complaints within the filters, ignoring filters on departments and issues."""
    made = found.count(found.are_complaints)
    if not found.correction.is_covered:
        made = complaints_range(scope).around(made.value)
    return made.plus(found.open_part)


def _product(share: Estimate, whole: Estimate) -> Estimate:
    """A share times a number that may itself be off, with bounds as if both were off in the same direction."""
    return Estimate(share.value * whole.value, share.low * whole.low, share.high * whole.high)


def of_chosen(scope: Scope) -> dict[str, Estimate] | None:
    """Complaints that started in the departments and issues chosen, and their share of all; None if none are chosen."""
    department, issue = scope.filters.department, scope.filters.issue
    if not department and not issue:
        return None
    found = estimated(scope, by_issue=bool(issue))
    mine = is_chosen(scope, found)
    if issue:
        return _of_value(scope, found, found, mine, _reach(scope, found, mine))
    family = {name: "chosen" for name, is_mine in zip(found.classes, mine, strict=True) if is_mine}
    told = of_families(scope, found, family, {"chosen": mine})["chosen"] if family else _nothing()
    return _together(told, _exactly(found.open_part, found)) if UNATTRIBUTED in department else told


def _nothing() -> dict[str, Estimate]:
    return {"complaints": _NOTHING, "share": _NOTHING}


def single_class(found: Estimated, name: str) -> Booleans:
    """The one class of that name, shape (classes,)."""
    return np.array([each == name for each in found.classes])


def is_chosen(scope: Scope, found: Estimated) -> Booleans:
    """Classes that are complaints, and of the departments that the filters choose; shape (classes,)."""
    chosen = scope.filters.department
    return np.asarray(found.are_complaints & np.array([not chosen or name in chosen for name in found.classes]))


def _exactly(number: float, found: Estimated) -> dict[str, Estimate]:
    every = found.count(found.are_complaints).value + found.open_part
    share = number / every if every > 0 else 0.0
    return {"complaints": Estimate(number, number, number), "share": Estimate(share, share, share)}


def _by_issue(scope: Scope, found: Estimated) -> Told:
    """Complaints by issue within each department, as ruled where people ruled.

    An issue that several departments have is summed over them.
    """
    groups: dict[str, dict[str, Estimate]] = {}
    for _, name, told in _issues(scope, found):
        groups[name] = told if name not in groups else _together(told, groups[name])
    if found.open_part and not scope.filters.issue:
        groups[NO_VALUE] = _together(_exactly(found.open_part, found), groups[NO_VALUE])
    yield from ((name, groups[name]) for name in sorted(groups) if groups[name]["complaints"].high > 0)


def _issues(scope: Scope, found: Estimated) -> Iterator[tuple[str, str, dict[str, Estimate]]]:
    """Yield department, issue (`NO_VALUE` for none), and complaints and share with their bounds."""
    for place in np.flatnonzero(is_chosen(scope, found)):
        named = found.cells.loc[(found.cells["place"] == place), "issue"].unique().tolist()
        reach = _reach(scope, found, np.arange(len(found.classes)) == place)
        for name in sorted({*map(str, named), NO_VALUE}):
            if not scope.filters.issue or name in scope.filters.issue:
                yield found.classes[place], name, _stretched(_of_issue(found, found, int(place), name), reach)


def issues_told(scope: Scope) -> dict[tuple[str, str], Estimate]:
    """Complaints of each department and issue (`NO_VALUE` for none) within the filters, with their bounds."""

    def told() -> dict[tuple[str, str], Estimate]:
        found = _issues(scope, estimated(scope, by_issue=True))
        return {(department, name): each["complaints"] for department, name, each in found}

    return scope.once_under_filters("issues_told", told)


def _of_value(
    scope: Scope, here: Estimated, whole: Estimated, classes: Booleans, reach: Reach = _EXACT
) -> dict[str, Estimate]:
    """Complaints and share of some classes among the tickets of one value, for the issues chosen."""
    if not scope.filters.issue:
        told = {"complaints": here.count(classes), "share": here.part_of(whole, classes) or _NOTHING}
        told = _stretched(told, reach)
        is_open = here.open_part and not scope.filters.department
        return _together(told, _exactly(here.open_part, whole)) if is_open else told
    found = _nothing()
    for place in np.flatnonzero(classes):
        for name in scope.filters.issue:
            found = _together(_of_issue(here, whole, int(place), name), found)
    return _stretched(found, reach)


def _reach(scope: Scope, found: Estimated, classes: Booleans) -> Reach:
    """Relative bounds of some classes where nobody has ruled at random; any part of them gets the same."""
    if found.correction.is_covered:
        return _EXACT
    every = relative(every_complaint(scope, found))
    if bool((classes == found.are_complaints).all()):
        return {"complaints": every}
    mine = {name: "mine" for name, is_mine in zip(found.classes, classes, strict=True) if is_mine}
    share = relative(ranges(scope, mine).get("mine", _NOTHING))
    return {"complaints": (share[0] * every[0], share[1] * every[1]), "share": share}


def relative(told: Estimate) -> tuple[float, float]:
    """Bounds as multiples of the value."""
    return (told.low / told.value, told.high / told.value) if told.value > 0 else (1.0, 1.0)


def _stretched(told: dict[str, Estimate], reach: Reach) -> dict[str, Estimate]:
    whole, result = {"complaints": np.inf, "share": 1.0}, dict(told)
    for name, (low, high) in reach.items():
        value = told[name].value
        result[name] = Estimate(value, value * low, max(min(value * high, whole[name]), value))
    return result


def _of_issue(here: Estimated, whole: Estimated, place: int, issue: str) -> dict[str, Estimate]:
    found, every = here.count_issue(place, issue), float(whole.sums.value[whole.are_complaints].sum())
    return {"complaints": found, "share": found.times(1 / every) if every > 0 else _NOTHING}


def _together(one: dict[str, Estimate], other: dict[str, Estimate]) -> dict[str, Estimate]:
    """Two groups added up, with bounds as if both were off in the same direction: the widest possible."""
    return {name: _sum(each, other[name]) for name, each in one.items()}


def _sum(one: Estimate, other: Estimate) -> Estimate:
    return Estimate(one.value + other.value, one.low + other.low, one.high + other.high)


def _by_value(scope: Scope, found: Estimated) -> Told:
    chosen = is_chosen(scope, found)
    reach = _reach(scope, found, chosen)
    for value in sorted(found.cells["value"].unique(), key=str):
        yield str(value), _of_value(scope, found.only(value), found, chosen, reach)


def _bounds(each: Estimate) -> dict[str, float]:
    return {"value": rounded(each.value), "low": rounded(each.low), "high": rounded(each.high)}


_VALUES: dict[str, By] = {
    "channel": lambda part: part.channel,
    "product": lambda part: part["product"],
    "month": lambda part: sa.cast(sa.func.date_trunc("month", part.created_date), sa.Date),
    "week": lambda part: sa.cast(sa.func.date_trunc("week", part.created_date), sa.Date),
}
_GROUPS: dict[str, Callable[[Scope, Estimated], Told]] = {
    "department": _by_department,
    "issue": _by_issue,
    "channel": _by_value,
    "product": _by_value,
    "month": _by_value,
}


def _day_words(day: date) -> str:
    return f"{day:%Y-%m-%d}"


def _month_words(day: date) -> str:
    return f"{day:%Y-%m}"
