"""Frontline load: the frontline's work by cause, when it arrives, and how it is distributed."""

import streamlit as st

from etl.marts.frames.cost_by_cause import frontline_finding
from etl.marts.frames.findings import TOO_LITTLE, unknown_kind
from pages.ui import frame, parts, start
from pages.ui.frontline import sections
from pages.ui.page_list import Page

PAGE = Page(
    "Frontline load",
    ":material/weight:",
    "What the frontline carries, and what fixing causes would free.",
    section="Show",
    place=40,
)

frame.require()
page = start.begin()
start.title(frontline_finding(page.measured))
if not (page.measured["complaints"].value or unknown_kind(page.measured)):
    st.stop()
parts.cards(("frontline_hours_elsewhere", "hours_given_back", "frontline_cost_elsewhere"), page.measured, page.filters)
parts.cards(("off_hours", "touches", "waiting_days", "reopens"), page.measured, page.filters)

if page.is_guesswork:
    parts.missing(sections.CAUSES, TOO_LITTLE)
else:
    sections.causes(page)
    sections.table(page)

st.subheader("Contacts outside the responsible department's hours", anchor=False)
st.caption("Complaints by weekday and hour of arrival, local time. Outlined: the department's own hours.")
sections.at_home(page)

st.subheader("How the load is spread", anchor=False, help="By shift and by person, without names.")
sections.spreads(page)

st.subheader(
    "How much of it the frontline absorbs", anchor=False, help="Three ways to count it, each with its interval."
)
sections.absorption(page)
