"""Set-up: teams and their departments, what goes wrong, hours, costs and orders, without editing a file."""

import streamlit as st

from etl.taxonomy_help.teams import teams_are_known, teams_finding
from pages.ui import data, frame, start
from pages.ui.import_ import loading
from pages.ui.page_list import Page
from pages.ui.plain_text import plain
from pages.ui.setup import causes, costs_editor, next_steps, steps, taxonomy_saving, teams_editor

PAGE = Page(
    "Set-up",
    ":material/tune:",
    "Which team belongs to which department, what can go wrong, hours, costs, orders.",
    section="Data",
    place=120,
)

frame.require()
start.page_name()
if data.is_empty():
    start.offer()
    st.stop()
taxonomy = taxonomy_saving.to_edit()
table = teams_editor.table_of(taxonomy)
head = st.container()
st.caption(
    plain(
        f"Taxonomy {taxonomy.name}: {len(taxonomy.names)} departments, and what goes wrong in each. "
        "Saving attributes all tickets again; what was found before is kept as an earlier run."
    )
)
loading.tell_why_here()
taxonomy_saving.tell()
chosen = steps.part(steps.WHAT if teams_are_known(table) else steps.WHO)
titles = {steps.WHO: teams_finding(table), steps.COSTS: costs_editor.finding(taxonomy)}
with head:
    start.title(titles.get(chosen) or next_steps.title(chosen == steps.NEXT))
if chosen == steps.WHO:
    teams_editor.section(taxonomy, table)
elif chosen == steps.WHAT:
    causes.section(taxonomy)
elif chosen == steps.COSTS:
    costs_editor.section(taxonomy)
else:
    steps.what_next()
taxonomy_saving.way_back()
