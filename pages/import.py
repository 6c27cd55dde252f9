"""Import: load an export, see what was recognised, refused and warned about, and undo."""  # noqa: N999 - the page is called so

import streamlit as st

from etl.marts.core.filters import Filters
from etl.marts.frames import breakdowns
from etl.marts.frames.findings import load_finding
from etl.sources import ENDINGS
from pages.ui import data, exposure, frame, start
from pages.ui.import_ import column_choice, history, loading, taxonomy_choice, uploads
from pages.ui.page_list import Page
from pages.ui.setup import steps

PAGE = Page(
    "Import", ":material/upload_file:", "Load an export, see what was refused, undo a load.", section="Data", place=110
)

frame.require()
start.page_name()
settings = data.settings()
if data.is_empty():
    start.offer()
else:
    start.title(load_finding(data.ask(breakdowns.all_loads, Filters()).iloc[0]))

with st.container(border=True):
    file = st.file_uploader(
        "An export of tickets, an event log, or orders by day",
        type=list(ENDINGS),
        max_upload_size=settings.max_upload_mb,
        key=loading.upload_key(),
        disabled=exposure.is_closed(),
        help="Zendesk, Freshdesk, Jira, ServiceNow, Salesforce, osTicket and others are recognised by their header.",
    )
    if file is not None:
        upload = uploads.taken(file)
        stated = loading.ask_source()
        # Above the columns: an unrecognised file may have so many that the problem would be off screen.
        told = st.container()
        first = uploads.survey(upload, stated, {}, None)
        mapping = column_choice.ask_mapping(first)
        date_order = loading.ask_date_order(first)
        found = uploads.survey(upload, stated, mapping, date_order)
        with told:
            loading.tell(found)
        taxonomy = taxonomy_choice.ask(found.label) if found.kind != "volumes" else None
        every_row = loading.ask_every_row() if found.kind != "volumes" else None
        check, load = st.columns(2)
        options = uploads.options_of(stated, mapping, date_order, taxonomy, every_row)
        is_usable = not found.problem
        if load.button("Load", type="primary", disabled=not is_usable, icon=":material/upload:", width="stretch"):
            loading.load(upload, options)
        if check.button("Check without storing", disabled=not is_usable, icon=":material/rule:", width="stretch"):
            loading.check(upload, options)
loading.tell_unstarted()
loading.go_on()
loading.tell_last()
loading.tell_next()

if not data.is_empty():
    steps.link()
    history.show(data.ask(breakdowns.all_loads, Filters()))
