"""Deflection: hand-offs between departments, tickets that come back unsolved, time lost, and participation."""

import streamlit as st

from etl.marts.frames.bounce_backs import deflection_finding
from etl.marts.frames.findings import unknown_kind
from pages.ui import frame, start
from pages.ui.deflection import sections
from pages.ui.page_list import Page

PAGE = Page(
    "Deflection", ":material/swap_horiz:", "Who hands to whom, and what comes home unsolved.", section="Show", place=50
)

frame.require()
page = start.begin()
start.title(deflection_finding(page.measured))
if not (page.measured["complaints"].value or unknown_kind(page.measured)):
    st.stop()
if sections.cards(page):
    sections.matrix(page)
    sections.time_lost(page)
    sections.came_home(page)
else:
    sections.no_history()

took, waited = st.columns(2, gap="medium")
with took:
    sections.participation(page)
with waited:
    sections.waiting(page)
