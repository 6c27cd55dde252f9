"""Method: what each number means, what is counted and what is inferred, the taxonomy in force, versions."""

import streamlit as st

from etl.marts.core.filters import Filters
from etl.marts.frames.findings import method_finding
from etl.marts.measures.catalogue import measures
from etl.staging.exclusions import RULES
from pages.ui import data, frame, start
from pages.ui.method import runs, tagging, taxonomy_view
from pages.ui.page_list import Page
from pages.ui.plain_text import plain
from pages.ui.review import agreement

PAGE = Page(
    "Method", ":material/menu_book:", "Every definition, the taxonomy in force, versions.", section="Data", place=130
)

frame.require()
start.page_name()
start.title("What each number means" if data.is_empty() else method_finding(data.measured(Filters())))

defined = measures()
taxonomy = data.taxonomy()
numbers, origins, versions = st.tabs([f"{len(defined)} measures", "How origins are found", "Versions and runs"])
with numbers:
    st.markdown(
        "Counted: tickets, dates, teams, minutes that were logged. Inferred: the kind of a ticket, its originating "
        "department, minutes that weren't logged. Every number that rests on an inference says so or has its interval."
    )
    with st.grid(2, min_column_width=360):
        for each in defined:
            with st.container(border=True, key=f"measure_{each.name}", height="stretch", gap="xsmall"):
                st.markdown(f"**{plain(each.label)}**  :gray[{plain(each.unit)}]")
                st.markdown(plain(each.sentence))
                st.caption(plain(f"Counts: {each.grain}. Divided by: {each.denominator}. In files: {each.name}."))
    st.subheader("What doesn't count", anchor=False)
    st.markdown("\n".join(f"- **{plain(rule.name)}**: {plain(rule.sentence)}" for rule in RULES))
with origins:
    if not data.is_empty():
        everything = data.measured(Filters())
        agreement.section(everything["agreement"], everything["complaints"])
        tagging.section()
    taxonomy_view.show(taxonomy)
with versions:
    if data.is_empty():
        st.markdown("Nothing has been loaded yet, so there is no run.")
        st.page_link(frame.page_path("import"), label="Load an export", icon=":material/upload_file:")
    else:
        runs.section()
        taxonomy_view.runs(data.runs())
