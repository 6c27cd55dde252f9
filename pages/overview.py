"""Overview: where complaints start, what the frontline carries, and the claim tested by each lens."""

import streamlit as st

from etl.marts.core.note_words import note_words
from etl.marts.estimates import unnamed_issues
from etl.marts.frames import breakdowns
from etl.marts.frames.findings import TOO_LITTLE
from etl.marts.frames.hypothesis import LENSES
from etl.marts.frames.over_time import months_words
from pages.ui import counting, data, downloads, frame, parts, start
from pages.ui.charts.months_with_limits import months_with_limits
from pages.ui.commitments import sections
from pages.ui.decisions import disputes
from pages.ui.overview import demand_choice, drivers, first_screen, pictures
from pages.ui.page_list import Page
from pages.ui.plain_text import plain
from pages.ui.review import agreement

PAGE = Page(
    "Overview", ":material/water:", "Where complaints start, and what the frontline carries.", section="Show", place=10
)

frame.require()
page = start.begin()
departments = data.ask(breakdowns.by_department, page.filters.without(*pictures.ORIGIN))
of_all = page.under(*pictures.ORIGIN, drawn=departments)
first_screen.section(page, of_all)
sections.remind()
disputes.remind()
agreement.stamp(page.measured["agreement"], page.measured["complaints"])
parts.cards([name for name in LENSES if name != first_screen.LENS], page.measured, page.filters)
demand_choice.section(page)

months = data.ask(breakdowns.months_around, page.filters)
issues = data.ask(breakdowns.by_issue, page.filters)
under = page.under()

is_known = not page.is_guesswork

with st.grid(3, min_column_width=parts.COLUMN_PIXELS, gap="medium"):
    if is_known:
        pictures.hours(page)
    else:
        parts.missing("Where complaints and hours come from", TOO_LITTLE)
    if not departments.empty and is_known:
        pictures.origins(page, departments, of_all)
    if not departments.empty:
        drawn = months_with_limits(
            months, page.ink.text, "Complaints by month", f"{months_words(months, page.complaints)}\n{under}", page.ink,
            marks=sections.marks(page.filters),
        )  # fmt: skip
        parts.chart(
            drawn, "Complaints by month with process limits", key="months", opens=counting.months(page.filters, months)
        )
    if not departments.empty and is_known:
        pictures.causes(page, issues)
if is_known and issues["issue"].isna().any():
    st.caption(plain(note_words(data.ask(unnamed_issues.unnamed_notes, page.filters))))
drivers.section(page)
downloads.slides(page.filters)
