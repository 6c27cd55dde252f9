"""Review: rule on complaints one at a time, by queue, and answer the disputes that wait."""

import streamlit as st

from etl.marts.findings import review_finding
from pages.ui import address, agreement, data, decided, frame, reviewing, rulings_files, signing, start
from pages.ui.words import plain

frame.require()
page = start.begin()
waiting = decided.waiting(page.filters)
start.title(review_finding(page.measured["agreement"], len(waiting)))

who, where = st.columns(2, gap="medium")
with who:
    name = signing.author()
with where:
    signing.workplace(name)
shown = address.widget("queue", address.one_of("queue", reviewing.LABELS, reviewing.LABELS[0]), reviewing.LABELS[0])
chosen = st.segmented_control("Queue", reviewing.LABELS, required=True, label_visibility="collapsed", **shown)

if chosen == reviewing.DISPUTES:
    reviewing.disputes(waiting, page, name)
else:
    reviewing.work(reviewing.QUEUES[chosen], page, name)
    agreement.stamp(page.measured["agreement"], page.measured["complaints"])
    if found := data.decisions().unknown_departments:
        named = ", ".join(f"{department} ({count})" for department, count in found.items())
        st.warning(plain(f"Rulings name departments that the taxonomy doesn't have: {named}. Give it an alias."))
rulings_files.section()
