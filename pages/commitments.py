"""Commitments: what a department and the frontline agreed to do about a cause, and what became of it."""

import streamlit as st

from etl.marts.frames.commitments import commitments_finding
from pages.ui import address, data, frame, start
from pages.ui.commitments import sections
from pages.ui.decisions import ledger_access
from pages.ui.page_list import Page

PAGE = Page(
    "Commitments",
    ":material/handshake:",
    "What departments agreed to fix, and whether it helped.",
    section="Work",
    place=100,
)

frame.require()
page = start.begin(shows_measures=False)
ledger_access.tell()
with ledger_access.opened() as ledger:
    everything = sections.every(ledger)
chosen = page.filters.department
listed = tuple(each for each in everything if not chosen or each.department in chosen)
start.title(commitments_finding(listed, data.today()))

with st.expander(
    "New commitment", icon=":material/handshake:", expanded=not listed or bool(address.texts(sections.NEW))
):
    sections.agree(page)
if listed:
    sections.became(page, sections.choose(listed))
with st.expander("Events on the charts", icon=":material/flag:"):
    sections.events(list(page.taxonomy.names))
