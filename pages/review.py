"""Review: rule on complaints one at a time, by queue, and answer the disputes that wait."""

import streamlit as st

from etl.marts.findings import review_finding
from pages.ui import agreement, data, decided, frame, reviewing, rulings_files, signing, start
from pages.ui.words import plain

frame.require()
page = start.begin()
waiting = decided.waiting(page.filters)
start.title(review_finding(page.measured["agreement"], len(waiting)))

who, which = st.columns([1, 3], vertical_alignment="bottom", gap="medium")
with who:
    name = signing.author()
chosen = which.segmented_control(
    "Queue", reviewing.LABELS, default=reviewing.LABELS[0], required=True, key="queue", bind="query-params",
    label_visibility="collapsed",
)  # fmt: skip

if chosen == reviewing.DISPUTES:
    reviewing.disputes(waiting, page, name)
else:
    reviewing.work(reviewing.QUEUES[chosen], page, name)
    agreement.stamp(page.measured["agreement"])
    if found := data.decisions().unknown_departments:
        named = ", ".join(f"{department} ({count})" for department, count in found.items())
        st.warning(plain(f"Rulings name departments that the taxonomy doesn't have: {named}. Give it an alias."))
rulings_files.section()
