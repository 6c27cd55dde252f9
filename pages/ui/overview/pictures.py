"""Pictures of origins on Overview: squares of a hundred, ribbons of hours, bars of origins and causes.

All but the causes show all origins, whichever is filtered: a single square or ribbon has nothing to compare with.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from etl.marts.core.formatting import interval_of, unbroken, whisker_words
from etl.marts.core.note_words import note_words
from etl.marts.core.notes import Notes
from etl.marts.estimates import unnamed_issues
from etl.marts.frames import breakdowns, hours_sankey
from pages.ui import counting, data, parts
from pages.ui.charts.bars import bars_by_cause, bars_by_department
from pages.ui.charts.hours_to_frontline import hours_to_frontline
from pages.ui.charts.hundred_squares import squares_in_column
from pages.ui.start import Begun

ORIGIN = ("department", "issue")
"""Filters that say where complaints start."""
_MOST_CAUSES = 8


def company(page: Begun) -> None:
    """What the company sees: a hundred orders."""
    views, well = data.ask(breakdowns.two_views, page.filters), page.measured["company_view"]
    said = page.said(unbroken(interval_of(well)), "without a complaint", page.under())
    _squares(page, "What the company sees", (views.company_title, views.company, views.company_reason), said, "below")


def frontline(page: Begun, of_all: str) -> None:
    """What the frontline sees: a hundred complaints by origin.

    Parameters
    ----------
    of_all
        Subtitle of a chart of all origins.
    """
    views = data.ask(breakdowns.two_views, page.filters)
    _squares(page, "What the frontline sees", (views.frontline_title, views.frontline, views.frontline_reason), of_all)


def _squares(
    page: Begun, name: str, view: tuple[str, pd.DataFrame, Notes], said: str, key: Literal["beside", "below"] = "beside"
) -> None:
    unit, drawn, why = view
    if drawn.empty:
        parts.missing(name, note_words(why))
        return
    chart = squares_in_column(drawn, page.colours, name, f"{unit}\n{said}", page.ink, key=key)
    # The company's dark squares are the chosen origin's; the frontline's are all origins'.
    counted = page.filters if key == "below" else page.filters.without(*ORIGIN)
    opens = counting.complaints(counted)
    parts.chart(chart, f"{name}: a hundred squares, {unit}", key=f"squares {name}", opens=opens)


def hours(page: Begun) -> None:
    """Ribbons of the frontline's hours from each origin."""
    title, everywhere = "Where the hours come from", page.filters.without(*ORIGIN)
    found = data.ask(hours_sankey.hours_by_origin, everywhere, seed=data.settings().seed)
    if found.empty:
        parts.missing(title, parts.why(page.measured["frontline_hours_elsewhere"], "No minutes within these filters."))
        return
    is_all = not (page.filters.department or page.filters.issue)
    others = interval_of(page.measured["frontline_hours_elsewhere"]) if is_all else ""
    limits = "; ".join(filter(None, [others, page.whiskers(found).removeprefix("; ")]))
    above, under = hours_sankey.hours_words(found, page.taxonomy), page.under(*ORIGIN, drawn=found, unit="h")
    said = page.said(limits, "", under, above)
    drawn = hours_to_frontline(found, page.colours, page.taxonomy.frontline, title, said, page.ink)
    parts.chart(
        drawn, "Hours of the frontline by originating department", key="flow", opens=counting.worked(everywhere)
    )


def origins(page: Begun, departments: pd.DataFrame, of_all: str) -> None:
    """Complaints by originating department, with their intervals.

    Parameters
    ----------
    departments
        ``etl.marts.frames.departments.by_department`` without the filters in `ORIGIN`.
    of_all
        Subtitle of a chart of all origins.
    """
    said = f"complaints; {whisker_words(page.measured['complaints'])}\n{of_all}"
    drawn = bars_by_department(departments, page.colours, "Complaints by origin", said, page.ink)
    parts.chart(
        drawn,
        "Complaints by originating department, with intervals",
        key="departments",
        opens=counting.complaints(page.filters),
    )


def causes(page: Begun, issues: pd.DataFrame) -> None:
    """The issues with most complaints, each with its department.

    Parameters
    ----------
    issues
        ``etl.marts.frames.breakdowns.by_issue``.
    """
    largest = issues[~issues["is_unattributed"]].head(_MOST_CAUSES)
    alone = unnamed_issues.alone_words(largest)
    said = f"complaints by issue{page.whiskers(largest)}{alone}\n{page.under(drawn=largest)}"
    drawn = bars_by_cause(largest, page.colours, "The largest causes", said, page.ink)
    parts.chart(
        drawn, "The largest issues and their departments", key="issues", opens=counting.complaints(page.filters)
    )
