"""What charts count, as filters: the base of all tickets behind a chart, which each mark narrows."""

from __future__ import annotations

from typing import Any

import pandas as pd

from etl.marts.core.filters import Filters
from etl.marts.core.mark_filters import YES
from etl.marts.frames import workload_distribution
from etl.marts.frames.changes import Change
from etl.marts.shares.scope import LOAD_KINDS
from etl.marts.shares.told import ANY_SHIFT
from pages.ui import data
from pages.ui.start import Begun

_LENSES: dict[str, dict[str, Any]] = {
    "absorption_contact": {"met": ("frontline",)},
    "absorption_effort": {"worked": ("frontline",)},
    "absorption_closure": {"closed": ("without",)},
}
"""What counts for each lens."""
_COMPARED: dict[str, dict[str, Any]] = {
    "share_elsewhere": {"origin": ("elsewhere", "outside")},
    "reopened": {"reopened": (YES,)},
    "handed_on": {"passed_on": (YES,)},
    "satisfied": {"rated": ("good",)},
    "off_hours": {"off_hours": (YES,)},
    "participation": {"took_part": (YES,)},
}
"""What counts for each measure that groups are compared by."""


def complaints(filters: Filters) -> Filters:
    """Base of a chart of expected complaints."""
    return filters.with_(counted=("complaint",))


def months(filters: Filters, drawn: pd.DataFrame) -> Filters:
    """Base of a chart of `etl.marts.frames.months_around`: whole months, without the filter on days."""
    found = complaints(filters)
    return found.without("date_from", "date_to") if drawn["is_whole"].any() else found


def load(filters: Filters) -> Filters:
    """Base of a chart of complaints and, if any, tickets of unknown kind."""
    return filters.with_(counted=_kinds())


def worked(filters: Filters) -> Filters:
    """Base of a chart of the frontline's hours."""
    return load(filters).with_(worked=("frontline",))


def own(page: Begun) -> Filters:
    """Base of a chart of complaints that started at the frontline."""
    return complaints(page.filters.with_(department=page.taxonomy.frontline))


def of_lens(page: Begun, lens: str, by: str) -> Filters:
    """Base of a lens of absorption: what it counts of the complaints caused elsewhere."""
    elsewhere = {} if by == "department" else {"origin": ("elsewhere", "outside")}
    return load(page.filters).with_(**_LENSES[lens], **elsewhere)


def of_change(page: Begun, measure: str, change: Change) -> Filters:
    """Base of a chart of what drove a change (`etl.marts.frames.change_drivers.DRIVEN`): the period that it led to."""
    found = complaints(page.filters)
    if measure in _LENSES:
        found = of_lens(page, measure, "department")
    elif measure == "frontline_hours_elsewhere":
        found = worked(page.filters)
    if change.succession is None:
        return found
    now = change.succession.span
    return found.with_(date_from=now.first, date_to=now.last)


def of_compared(filters: Filters, measure: str) -> Filters:
    """Base of a funnel plot (`etl.marts.frames.comparison.choices`): what its numerators count."""
    if measure == "bounce_back":
        return single(filters)
    return load(filters).with_(**_COMPARED[measure]) if measure in _COMPARED else complaints(filters)


def in_shifts(page: Begun) -> Filters:
    """Base of a chart of the load of shifts."""
    return single(page.filters).with_(during=(ANY_SHIFT,))


def of_people(page: Begun) -> Filters:
    """Base of a chart of the load of people: tickets at a team of the frontline that name who handled them."""
    teams = data.ask(workload_distribution.frontline_teams, Filters())
    here = tuple(team for team in teams if not page.filters.team or team in page.filters.team)
    return single(page.filters).with_(agent=("named",), team=here or teams)


def of_figure(name: str, department: str) -> Filters:
    """Base of a chart of one of `etl.marts.frames.shadow.FIGURES` of a department."""
    mine = Filters(department=(department,))
    if name == "participation":
        return complaints(mine).with_(took_part=(YES,))
    return single(mine).with_(returned=(department,)) if name == "bounce_back" else complaints(mine)


def single(filters: Filters) -> Filters:
    """Base of a chart of single tickets, by their attributions."""
    return filters.with_(kind=filters.kind or _kinds())


def _kinds() -> tuple[str, ...]:
    """Kinds of `LOAD_KINDS` in the store; a filter on others would be reported as unmatched."""
    offered = data.options("kind")
    return tuple(kind for kind in LOAD_KINDS if kind in offered) or LOAD_KINDS[:1]
