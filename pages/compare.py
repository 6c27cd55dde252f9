"""Compare: departments, products or regions against each other, with the limits that chance allows for each size."""

import streamlit as st

from etl.marts.frames import comparison
from pages.ui import frame, start
from pages.ui.compare import sections
from pages.ui.page_list import Page

PAGE = Page(
    "Compare",
    ":material/scatter_plot:",
    "Departments, products or regions side by side, and which differ by more than chance.",
    section="Show",
    place=75,
)

frame.require()
page = start.begin()
head = st.container()
by, measure = sections.choose(page)
found = sections.compared(page, by, measure)
with head:
    start.title(comparison.finding(found, sections.thing(by)))
sections.plot(page, found, by, measure)
sections.table(found)
