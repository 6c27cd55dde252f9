"""Review: rule on complaints one at a time, by queue, and answer the disputes that wait."""

import streamlit as st

from etl.marts.frames.findings import review_finding
from pages.ui import address, data, frame, start
from pages.ui.decisions import decided, signing
from pages.ui.page_list import Page
from pages.ui.plain_text import plain
from pages.ui.review import agreement, objections, queue, rulings_files

PAGE = Page(
    "Review", ":material/gavel:", "Rule on complaints, answer disputes, measure agreement.", section="Work", place=90
)

frame.require()
page = start.begin()
waiting = decided.waiting(page.filters)
start.title(review_finding(page.measured["agreement"], len(waiting)))

who, where = st.columns(2, gap="medium")
with who:
    name = signing.author()
with where:
    signing.workplace(name)
shown = address.widget("queue", address.one_of("queue", queue.LABELS, queue.LABELS[0]), queue.LABELS[0])
chosen = st.segmented_control("Queue", queue.LABELS, required=True, label_visibility="collapsed", **shown)

if chosen == queue.DISPUTES:
    objections.section(waiting, page, name)
else:
    queue.work(queue.QUEUES[chosen], page, name)
    agreement.stamp(page.measured["agreement"], page.measured["complaints"])
    if found := data.decisions().unknown_departments:
        named = ", ".join(f"{department} ({count})" for department, count in found.items())
        st.warning(plain(f"Rulings name departments that the taxonomy doesn't have: {named}. Give it an alias."))
rulings_files.section()
