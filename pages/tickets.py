"""Tickets: find them, read one with its evidence and its way, take them along."""

import streamlit as st

from etl.marts import breakdowns
from etl.marts.findings import list_finding
from pages.ui import data, downloads, frame, start, ticket
from pages.ui.words import plain

frame.require()
page = start.begin(more_filters=("kind", "excluded"))
if (chosen := st.query_params.get("ticket")) is not None:
    ticket.show(chosen, page)
    st.stop()

found = data.ask(breakdowns.count_tickets, page.filters)
start.title(list_finding(found.tickets, page.filters.words()))
if page.filters.department or page.filters.issue:
    st.caption(plain(found.text))
search, order, turned, leaf = st.columns([5, 4, 3, 4], vertical_alignment="bottom")
search.text_input(
    "Search", key="search", bind="query-params", icon=":material/search:", placeholder="Text in subject, body or id"
)
sort = order.selectbox(
    "Sort by", list(ticket.SORTS), format_func=ticket.SORTS.__getitem__, key="sort", bind="query-params"
)
down = turned.segmented_control(
    "Order", ticket.ORDERS, format_func=ticket.ORDERS.__getitem__, default="down", key="order", required=True
)
pages = max(1, -(-found.tickets // ticket.PAGE_ROWS))
number = leaf.number_input(f"Page (of {pages:,})", 1, pages, key="page", bind="query-params")
rows = data.ask(
    breakdowns.tickets_page, page.filters,
    page=number, size=ticket.PAGE_ROWS, sort=sort, descending=down == "down",
)  # fmt: skip
if rows.empty:
    st.info("No ticket fits these filters. Clear some in the sidebar.", icon=":material/search_off:")
    st.stop()
ticket.listing(rows)
downloads.tickets(page.filters)
