"""Tickets: search, read one with its evidence and journey, download."""

import streamlit as st

from etl.marts.frames import bounce_backs, breakdowns
from etl.marts.frames.findings import list_finding
from etl.marts.frames.ticket_list import counted_words
from pages.ui import address, data, downloads, frame, start
from pages.ui.decisions import objecting
from pages.ui.filters import OF_TICKETS
from pages.ui.page_list import Page
from pages.ui.plain_text import plain
from pages.ui.tickets import teaching, ticket

PAGE = Page(
    "Tickets",
    ":material/confirmation_number:",
    "Find complaints, read one, see its evidence.",
    section="Work",
    place=80,
)

frame.require()
page = start.begin(more_filters=OF_TICKETS, shows_measures=False)
if (chosen := st.query_params.get("ticket")) is not None:
    ticket.show(chosen, page)
    st.stop()

found = data.ask(breakdowns.count_tickets, page.filters)
start.title(list_finding(found.tickets, page.filters.words()))
if page.filters.counted:
    st.caption(plain(counted_words(found, page.complaints, page.filters)))
elif page.filters.department or page.filters.issue:
    st.caption(plain(found.text))
if page.filters.handed or page.filters.asked:
    st.caption(plain(data.ask(bounce_backs.handed_words, page.filters)))
search, order, turned = st.columns([6, 4, 3], vertical_alignment="bottom")
search.text_input(
    "Search", icon=":material/search:", placeholder="Text in subject, body or id",
    **address.widget("search", page.filters.search),
)  # fmt: skip
with order:
    sorts = ticket.sorts(page.filters)
    first = next(iter(sorts))
    shown = address.widget("sort", address.one_of("sort", list(sorts), first), first)
    sort = st.selectbox("Sort by", list(sorts), format_func=sorts.__getitem__, **shown)
turn = address.widget("direction", address.one_of("direction", list(ticket.ORDERS), "down"), "down")
down = turned.segmented_control(
    "Order", list(ticket.ORDERS), format_func=ticket.ORDERS.__getitem__, required=True, **turn
)
pages = max(1, -(-found.tickets // ticket.PAGE_ROWS))
number = address.one_of("page", range(1, pages + 1), 1)
rows = data.ask(
    breakdowns.tickets_page, page.filters,
    page=number, size=ticket.PAGE_ROWS, sort=sort, descending=down == "down",
)  # fmt: skip
with st.container(horizontal=True):
    teaching.link(page.filters)
    objecting.link(page.filters)
if rows.empty:
    st.info("No ticket fits these filters. Clear some in the sidebar.", icon=":material/search_off:")
    st.stop()
ticket.listing(rows, is_of_probabilities=bool(page.filters.counted))
if pages > 1:
    st.pagination(pages, **address.widget("page", number, 1))
downloads.tickets(page.filters)
