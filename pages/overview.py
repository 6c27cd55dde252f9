"""Overview: where complaints start, what the frontline carries, and the claim tested by each lens."""

import streamlit as st

from etl.marts.core.formatting import whisker_words
from etl.marts.core.note_words import note_words
from etl.marts.estimates import unnamed_issues
from etl.marts.frames import breakdowns
from etl.marts.frames.hypothesis import LENSES
from etl.marts.frames.over_time import months_words
from pages.ui import counting, data, downloads, frame, parts, start
from pages.ui.charts.bars import bars_by_cause, bars_by_department
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

with st.grid(3, min_column_width=parts.COLUMN_PIXELS, gap="medium"):
    pictures.hours(page)
    if not departments.empty:
        drawn = bars_by_department(
            departments, page.colours, "Complaints by origin",
            f"complaints; {whisker_words(page.measured['complaints'])}\n{of_all}", page.ink,
        )  # fmt: skip
        parts.chart(
            drawn,
            "Complaints by originating department, with intervals",
            key="departments",
            opens=counting.complaints(page.filters),
        )
        drawn = months_with_limits(
            months, page.ink.text, "Complaints by month", f"{months_words(months, page.complaints)}\n{under}", page.ink,
            marks=sections.marks(page.filters),
        )  # fmt: skip
        parts.chart(
            drawn, "Complaints by month with process limits", key="months", opens=counting.months(page.filters, months)
        )
        largest = issues[~issues["is_unattributed"]].head(8)
        drawn = bars_by_cause(
            largest,
            page.colours,
            "The largest causes",
            f"complaints by issue{page.whiskers(largest)}{unnamed_issues.alone_words(largest)}"
            f"\n{page.under(drawn=largest)}",
            page.ink,
        )
        parts.chart(
            drawn, "The largest issues and their departments", key="issues", opens=counting.complaints(page.filters)
        )
if issues["issue"].isna().any():
    st.caption(plain(note_words(data.ask(unnamed_issues.unnamed_notes, page.filters))))
drivers.section(page)
downloads.slides(page.filters)
