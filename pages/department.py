"""Department: what it can fix, the largest first, in its customers' words; then trend, hours and what is uncertain."""

import streamlit as st

from etl.marts.core.colours import NEUTRAL
from etl.marts.core.languages import language_of
from etl.marts.core.note_words import note_words
from etl.marts.cube import opening_hours
from etl.marts.estimates import unnamed_issues
from etl.marts.frames import breakdowns
from etl.marts.frames.over_time import months_words
from pages.ui import counting, data, filters, frame, parts, quote, start
from pages.ui.charts.bars import bars_by_issue
from pages.ui.charts.months_with_limits import months_with_limits
from pages.ui.charts.weekday_hour_grid import weekday_hour_grid
from pages.ui.commitments import sections
from pages.ui.decisions import disputes
from pages.ui.department import leading_on
from pages.ui.page_list import Page
from pages.ui.plain_text import plain

PAGE = Page("Department", ":material/domain:", "What one department can fix, largest first.", section="Show", place=20)

frame.require()
page = start.begin()
departments = data.ask(breakdowns.by_department, page.filters.without("department"))
if len(page.filters.department) != 1:
    several = page.filters.department
    start.title(f"This page shows one department. Which: {' or '.join(several)}?" if several else "Choose a department")
    texts = departments[~departments["is_unattributed"]].set_index("department")["text"]
    if page.is_guesswork:
        texts[:] = "too little known to count them"
    with st.container(gap=None, key="choose_department"):
        for each in several or texts.index:
            label = f"{plain(each)}  ·  {texts.get(each, 'no complaint')}"
            st.button(
                label, icon=":material/domain:", on_click=filters.choose, args=("department", each), type="tertiary",
                key=f"choose_{each}",
            )  # fmt: skip
    st.stop()

name = page.filters.department[0]
colour = page.colours.get(name, NEUTRAL)
summary = data.ask(breakdowns.department_summary, page.filters, department=name)
start.title(summary.finding)
if summary.issues.empty:
    st.stop()

leading_on.own_words(page, name)
leading_on.fix_first(page, name)
leading_on.actions(page, name)

under = page.under("department")
what, said = st.columns([3, 2], gap="medium")
with what:
    drawn = bars_by_issue(
        summary.issues,
        colour,
        f"What {name} can fix",
        f"complaints by issue{page.whiskers(summary.issues)}\n{under}",
        page.ink,
    )
    parts.chart(
        drawn,
        f"Complaints by issue of {name}, the largest first",
        key="issues",
        opens=counting.complaints(page.filters),
    )
    if summary.issues["issue"].isna().any():
        st.caption(plain(note_words(data.ask(unnamed_issues.unnamed_notes, page.filters))))
    drawn = months_with_limits(
        summary.months, colour, f"{name}, month by month",
        f"{months_words(summary.months, page.complaints)}\n{under}", page.ink,
        marks=sections.marks(page.filters),
    )  # fmt: skip
    parts.chart(
        drawn,
        f"Complaints of {name} by month with process limits",
        key="months",
        opens=counting.months(page.filters, summary.months),
    )
with said:
    st.markdown("**In the customers' words**")
    quotes = data.ask(breakdowns.quotes, page.filters, language=language_of(st.context.locale))
    if quotes.empty:
        st.caption("No text that can be quoted: each is very short or very long.")
    for row in quotes.head(4).to_dict("records"):
        quote.told(row["excerpt"], row["language"], row["pieces"], page.colours)
        link = {**page.filters.to_query(), "ticket": [f"{row['source']}:{row['ticket_id']}"]}
        label = plain(row["issue"] or "No issue named")
        st.page_link(frame.page_path("tickets"), label=label, icon=":material/arrow_forward:", query_params=link)

parts.cards(("complaints", "handle_hours", "off_hours", "participation"), page.measured, page.filters)
grid = data.ask(breakdowns.weekday_hour, page.filters)
if grid["complaints"].sum() > 0:
    drawn = weekday_hour_grid(
        grid, colour, "When they arrive",
        f"complaints per weekday and hour; outlined: {name} at work\n{page.under('department', drawn=grid)}", page.ink,
    )  # fmt: skip
    parts.chart(
        drawn,
        f"Arrivals by weekday and hour against the hours of {name}",
        key="hours",
        opens=counting.complaints(page.filters),
    )
else:
    parts.missing("When they arrive", note_words([opening_hours.NO_TIMES()]))

st.subheader("Where the attribution is uncertain", anchor=False)
everywhere = page.filters.without("department")
uncertain = {**page.measured, "share_unattributed": data.measured(everywhere)["share_unattributed"]}
parts.cards(
    ("mean_confidence", "disputed", "share_unattributed"), uncertain, page.filters, {"share_unattributed": everywhere}
)
disputes.by_department(page, name)
