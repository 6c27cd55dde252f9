"""Overview: where complaints start, and what the frontline carries; the claim put to the test by each lens."""

import streamlit as st

from etl.marts import breakdowns, flow, unnamed
from etl.marts.claim import CLAIM, headline_measures
from etl.marts.findings import overview_finding
from etl.marts.trends import months_words
from etl.marts.words import interval_of, limits_words, whisker_words
from pages.ui import agreement, charts, data, demanding, downloads, frame, parts, promising, start
from pages.ui.words import plain

frame.require()
page = start.begin()
start.title(overview_finding(page.measured, page.taxonomy, page.filters))
st.caption(plain(f"The claim put to the test: “{CLAIM}” {limits_words(page.measured['complaints'])}"))
agreement.stamp(page.measured["agreement"], page.measured["complaints"])
promising.remind()
parts.cards(headline_measures(page.filters), page.measured)
demanding.section(page)

# Pictures of origins side by side show all of them, whichever is chosen: one bar, or one ribbon, compares nothing.
origin = ("department", "issue")
everywhere = page.filters.without(*origin)
views = data.ask(breakdowns.two_views, page.filters)
departments = data.ask(breakdowns.by_department, everywhere)
months = data.ask(breakdowns.by_month, page.filters)
issues = data.ask(breakdowns.by_issue, page.filters)
hours = data.scoped(flow.hours_by_origin, everywhere, seed=data.settings().seed)
under, of_all = page.under(), page.under(*origin, drawn=departments)
well, others = page.measured["company_view"], page.measured["frontline_hours_elsewhere"]
all_others = "" if page.filters.department or page.filters.issue else interval_of(others)

with st.grid(3, min_column_width=parts.column_pixels(), gap="medium"):
    for name, unit, squares, reason, said in (
        (
            "What the company sees",
            views.company_title,
            views.company,
            views.company_reason,
            page.said(interval_of(well), "without a complaint", under),
        ),
        ("What the frontline sees", views.frontline_title, views.frontline, views.frontline_reason, of_all),
    ):
        if reason:
            parts.missing(name, reason)
        else:
            drawn = charts.hundred_squares(squares, page.colours, name, f"{unit}\n{said}", page.ink)
            parts.chart(drawn, f"{name}: a hundred squares, {unit}", key=f"squares {name}")
    if hours.empty:
        parts.missing("Where the hours come from", "No minutes within these filters.")
    else:
        drawn = charts.hours_to_frontline(
            hours, page.colours, page.taxonomy.frontline, "Where the hours come from",
            page.said(
                "; ".join(filter(None, [all_others, page.whiskers(hours).removeprefix("; ")])), "",
                page.under(*origin, drawn=hours, unit="h"), flow.hours_words(hours, page.taxonomy),
            ),
            page.ink,
        )  # fmt: skip
        parts.chart(drawn, "Hours of the frontline by originating department", key="flow")
    if not departments.empty:
        drawn = charts.bars_by_department(
            departments, page.colours, "Complaints by origin",
            f"complaints; {whisker_words(page.measured['complaints'])}\n{of_all}", page.ink,
        )  # fmt: skip
        parts.chart(drawn, "Complaints by originating department, with intervals", key="departments")
        drawn = charts.months_with_limits(
            months, page.ink.text, "Complaints by month", f"{months_words(months, page.complaints)}\n{under}", page.ink,
            marks=promising.marks(page.filters),
        )  # fmt: skip
        parts.chart(drawn, "Complaints by month with process limits", key="months")
        largest = issues[~issues["is_unattributed"]].head(8)
        drawn = charts.bars_by_cause(
            largest,
            page.colours,
            "The largest causes",
            f"complaints by issue{page.whiskers(largest)}\n{page.under(drawn=largest)}",
            page.ink,
        )
        parts.chart(drawn, "The largest issues and their departments", key="issues")
if issues["issue"].isna().any():
    st.caption(plain(data.scoped(unnamed.unnamed_words, page.filters)))
downloads.slides(page.filters)
