"""Overview: where complaints start, and what the frontline carries; the claim put to the test by each lens."""

import streamlit as st

from etl.marts import breakdowns
from etl.marts.claim import CLAIM
from etl.marts.findings import overview_finding
from pages.ui import agreement, charts, data, downloads, frame, parts, promising, start
from pages.ui.words import plain

frame.require()
page = start.begin()
start.title(overview_finding(page.measured, page.taxonomy, page.filters))
st.caption(f"The claim put to the test: “{plain(CLAIM)}”")
agreement.stamp(page.measured["agreement"])
promising.remind()
parts.cards(("share_elsewhere", "absorption_contact", "absorption_effort", "absorption_closure"), page.measured)

views = data.ask(breakdowns.two_views, page.filters)
flow = data.ask(breakdowns.flow, page.filters)
departments = data.ask(breakdowns.by_department, page.filters)
months = data.ask(breakdowns.by_month, page.filters)
issues = data.ask(breakdowns.by_issue, page.filters)
hours = flow[flow["is_frontline"]]
basis = "estimated" if hours["is_estimated"].any() else "logged"
under = page.under()

with st.grid(3, min_column_width=parts.column_pixels(), gap="medium"):
    for name, unit, squares, reason in (
        ("What the company sees", views.company_title, views.company, views.company_reason),
        ("What the frontline sees", views.frontline_title, views.frontline, views.frontline_reason),
    ):
        if reason:
            parts.missing(name, reason)
        else:
            drawn = charts.hundred_squares(squares, page.colours, name, f"{unit}\n{under}", page.ink)
            parts.chart(drawn, f"{name}: a hundred squares, {unit}", key=f"squares {name}")
    if hours.empty:
        parts.missing("Where the hours come from", "No minutes within these filters.")
    else:
        drawn = charts.hours_to_frontline(
            hours, page.colours, page.taxonomy.frontline, "Where the hours come from",
            f"hours of handling, {basis}\n{page.under(drawn=hours, unit='h')}", page.ink,
        )  # fmt: skip
        parts.chart(drawn, "Hours of the frontline by originating department", key="flow")
    if not departments.empty:
        drawn = charts.bars_by_department(
            departments, page.colours, "Complaints by origin",
            f"complaints; whisker: if all unattributed were its own\n{under}", page.ink,
        )  # fmt: skip
        parts.chart(drawn, "Complaints by originating department, with bounds", key="departments")
        drawn = charts.months_with_limits(
            months, page.ink.text, "Complaints by month", f"complaints, with process limits\n{under}", page.ink,
            marks=promising.marks(page.filters),
        )  # fmt: skip
        parts.chart(drawn, "Complaints by month with process limits", key="months")
        largest = issues[~issues["is_unattributed"]].head(8)
        drawn = charts.bars_by_cause(
            largest, page.colours, "The largest causes", f"complaints by issue\n{page.under(drawn=largest)}", page.ink
        )
        parts.chart(drawn, "The largest issues and their departments", key="issues")
downloads.slides(page.filters)
