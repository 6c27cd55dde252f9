"""Commitments: what a department and the frontline agreed to do about a cause, and what became of it."""

import streamlit as st

from etl.marts.commitments import commitments_finding
from pages.ui import data, frame, ledgers, promising, start

frame.require()
page = start.begin(shows_measures=False)
ledgers.tell()
with ledgers.opened() as ledger:
    everything = promising.every(ledger)
chosen = page.filters.department
listed = tuple(each for each in everything if not chosen or each.department in chosen)
start.title(commitments_finding(listed, data.today()))

with st.expander("Agree on one", icon=":material/handshake:", expanded=not listed):
    promising.agree(page)
if listed:
    promising.became(page, promising.choose(listed))
with st.expander("Events on the charts", icon=":material/flag:"):
    promising.events(list(page.taxonomy.names))
