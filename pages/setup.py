"""Set-up: who is who, so that every figure knows whose teams did what; without a file to edit."""

import streamlit as st

from etl.taxonomy_help.teams import teams_are_known, teams_finding
from pages.ui import (
    causes,
    costs_editor,
    data,
    frame,
    loading,
    next_steps,
    setting_up,
    start,
    taxonomy_saving,
    teams_editor,
)
from pages.ui.words import plain

frame.require()
start.page_name()
if data.is_empty():
    start.offer()
    st.stop()
taxonomy = taxonomy_saving.to_edit()
table = teams_editor.table_of(taxonomy)
head = st.container()
st.caption(
    plain(f"Taxonomy {taxonomy.name}, {len(taxonomy.names)} departments. Saving makes a run beside the old one.")
)
loading.tell_why_here()
taxonomy_saving.tell()
chosen = setting_up.part(setting_up.WHAT if teams_are_known(table) else setting_up.WHO)
titles = {setting_up.WHO: teams_finding(table), setting_up.COSTS: costs_editor.finding(taxonomy)}
with head:
    start.title(titles.get(chosen) or next_steps.title(chosen == setting_up.NEXT))
if chosen == setting_up.WHO:
    teams_editor.section(taxonomy, table)
elif chosen == setting_up.WHAT:
    causes.section(taxonomy)
elif chosen == setting_up.COSTS:
    costs_editor.section(taxonomy)
else:
    setting_up.what_next()
taxonomy_saving.way_back()
