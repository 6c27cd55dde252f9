"""Pictures of origins on Overview: the two squares of a hundred, and where the frontline's hours come from.

Side by side they show all origins, whichever is chosen: one square, or one ribbon, compares nothing.
"""

from __future__ import annotations

from etl.marts.core.formatting import interval_of
from etl.marts.core.note_words import note_words
from etl.marts.frames import breakdowns, hours_sankey
from pages.ui import counting, data, parts
from pages.ui.charts.hours_to_frontline import hours_to_frontline
from pages.ui.charts.hundred_squares import hundred_squares
from pages.ui.start import Begun

ORIGIN = ("department", "issue")
"""Filters that say where complaints start."""


def squares(page: Begun, of_all: str) -> None:
    """What the company sees, and what the frontline sees.

    Parameters
    ----------
    of_all
        Subtitle of a chart of all origins.
    """
    views, well = data.ask(breakdowns.two_views, page.filters), page.measured["company_view"]
    well_said = page.said(interval_of(well), "without a complaint", page.under())
    everywhere = page.filters.without(*ORIGIN)
    for name, unit, drawn, why, said, base in (
        ("What the company sees", views.company_title, views.company, views.company_reason, well_said, page.filters),
        ("What the frontline sees", views.frontline_title, views.frontline, views.frontline_reason, of_all, everywhere),
    ):
        if drawn.empty:
            parts.missing(name, note_words(why))
        else:
            chart = hundred_squares(drawn, page.colours, name, f"{unit}\n{said}", page.ink)
            parts.chart(
                chart, f"{name}: a hundred squares, {unit}", key=f"squares {name}", opens=counting.complaints(base)
            )


def hours(page: Begun) -> None:
    """Ribbons of the frontline's hours from each origin."""
    title, everywhere = "Where the hours come from", page.filters.without(*ORIGIN)
    found = data.ask(hours_sankey.hours_by_origin, everywhere, seed=data.settings().seed)
    if found.empty:
        parts.missing(title, "No minutes within these filters.")
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
