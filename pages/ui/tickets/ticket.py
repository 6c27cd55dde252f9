"""The list of tickets, and one ticket: its text, evidence and journey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from etl.attribution.scoring import counterfactual
from etl.locales import number
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import arrival_words, percent
from etl.marts.frames import breakdowns
from etl.model import UNATTRIBUTED
from etl.model.fields import ALL_FIELDS
from pages.ui import address, data, parts, quote, tables
from pages.ui.charts.ticket_timeline import ticket_timeline
from pages.ui.decisions import ruling
from pages.ui.plain_text import plain, undirected_columns
from pages.ui.start import Begun

PAGE_ROWS = 25
_LONGEST_HEADING = 160
"""Letters: three lines of a title."""

_READ = "_headwater_read"
SORTS = {
    "created_at": "Day of arrival",
    "confidence": "Confidence",
    "department": "Department",
    "ticket_id": "Ticket id",
}
_BY_PROBABILITY = {"share": "Probability", **SORTS}
ORDERS = {"down": ":material/arrow_downward:", "up": ":material/arrow_upward:"}
_SHOWN = {
    "ticket_id": ("Ticket", 86),
    "created_date": ("Arrived", 98),
    "probability": ("Probability", 96),
    "is_attributed": ("Attributed", 88),
    "departments": ("Origin", 148),
    "confidence": ("Confidence", 94),
    "subject": ("Subject", 118),
    "excerpt": ("Text", 133),
    "channel": ("Channel", 72),
    "kind": ("Kind", 90),
    "excluded_as": ("Excluded as", 100),
}
"""Columns and their pixels: those of a list of complaints fit a window of 1280 beside the sidebar."""

_BESIDE_ID, _DIGIT, _MOST_OF_ID = 26, 8.8, 180
"""Pixels beside an id in its cell and of one digit, so that an id is whole; a longer one is whole under its link."""

_MAY_LACK = ("subject", "excerpt", "channel", "excluded_as")
"""Columns left out where no row has anything in them."""


def sorts(filters: Filters) -> dict[str, str]:
    """Sort orders of the list, with their labels; the first is the default."""
    return _BY_PROBABILITY if filters.counted else SORTS


def listing(rows: pd.DataFrame, *, is_of_probabilities: bool) -> None:
    """Draw the rows of one page; a click on a ticket's id opens it under its own address.

    Columns with the same value in every row, such as the kind of complaints, are left out.

    Parameters
    ----------
    is_of_probabilities
        Whether the list is of expected complaints: each row then has its probability, and a tick if it was attributed.
    """
    configured: dict[str, Any] = {
        name: st.column_config.Column(label, width=pixels) for name, (label, pixels) in _SHOWN.items()
    }
    st.caption("Click a ticket's id to read it.")
    label, least = _SHOWN["ticket_id"]
    pixels = min(max(least, _BESIDE_ID + int(_DIGIT * rows["ticket_id"].str.len().max())), _MOST_OF_ID)
    named = [f"{source}:{ticket_id}" for source, ticket_id in zip(rows["source"], rows["ticket_id"], strict=True)]
    configured["ticket_id"] = st.column_config.ButtonColumn(
        label, width=pixels, type="tertiary", alignment="left", key=_READ, on_click=_read, args=(named,)
    )
    same = {"confidence"} if is_of_probabilities else {"probability", "is_attributed"}
    same |= {"kind"} if (rows["kind"] == "complaint").all() else set()
    same |= {name for name in _MAY_LACK if rows[name].fillna("").eq("").all()}
    tables.table(
        undirected_columns(rows, "ticket_id", "subject", "excerpt").assign(
            confidence=[percent(value or None) for value in rows["confidence"]],
            probability=[percent(value) for value in rows["share"]],
        ),
        column_order=[name for name in _SHOWN if name not in same],
        column_config=configured,
        key="listing",
        alt="Tickets within the filters",
        height="content",
    )


def _read(named: Sequence[str]) -> None:
    """Open the ticket of the clicked row; `named` are the rows' tickets in order."""
    if clicked := st.session_state.get(_READ):
        address.put({"ticket": [named[clicked.row]]})


def show(named: str, page: Begun) -> None:
    """One ticket by its address, ``source:id``."""
    st.button("Back to the list", icon=":material/arrow_back:", on_click=_close, type="tertiary", key="back")
    source, _, ticket_id = named.partition(":")
    found = data.detail(source, ticket_id)
    if found is None:
        st.title("No such ticket", anchor=False)
        st.info("This store doesn't have the ticket in the link. The load that brought it may have been undone.")
        return
    row = found.ticket
    st.title(plain(_heading(quote.first_text(row["subject"], f"Ticket {ticket_id}"))), anchor=False)
    st.caption(plain(" · ".join(_facts(row))))
    text, why = st.columns([3, 2], gap="medium")
    with text:
        quote.quote(quote.first_text(row["body"], row["subject"]), found.pieces, page.colours, row["language"])
    with why:
        _origin(found)
        ruling.panel(source, ticket_id)
    st.markdown("**Evidence before the ruling**" if found.is_ruled else "**Evidence**")
    evidence_table(found.evidence, is_ruled=found.is_ruled)
    _way(found, page)


def _heading(subject: str) -> str:
    """A subject cut for the title: one of thousands of characters would push everything else off the page."""
    return subject if len(subject) <= _LONGEST_HEADING else f"{subject[:_LONGEST_HEADING]}…"


def _way(found: breakdowns.TicketDetail, page: Begun) -> None:
    """Show which team held it, from when to when; as a chart if there are several."""
    stations = found.stations
    if stations.empty:
        st.caption("The export has no history of this ticket.")
        return
    if len(stations) == 1:
        st.caption(f"Held by {plain(stations['team'].iloc[0])} alone.")
        return
    until = pd.Timestamp(found.ticket["solved_at"] or page.state.as_of or stations["from_at"].iloc[-1])
    told = f"{len(stations)} teams one after another · times in UTC"
    drawn = ticket_timeline(stations, until, page.colours, "Who held it", told, page.ink)
    parts.chart(drawn, "Teams that held the ticket, from when to when", key="journey", opens=None)


def _close() -> None:
    """Leave the ticket. A link to the page's own address would leave the ticket in the browser's address."""
    address.put({"ticket": []})


def _facts(row: dict[str, Any]) -> list[str]:
    told = [f"{row['source']} {row['ticket_id']}", arrival_words(row["created_date"]), str(row["kind"])]
    told += [f"{field.fact} {row[field.name]}" for field in ALL_FIELDS if field.fact and row.get(field.name)]
    if row.get("excluded_as"):
        told.append(f"doesn't count: {row['excluded_as']}")
    if row.get("handle_minutes") is not None:
        told.append(f"{number(row['handle_minutes'], ',.0f')} minutes, {row['minutes_basis']}")
    return told


def _origin(found: breakdowns.TicketDetail) -> None:
    """Show the origin and its confidence."""
    for part in found.attributions.to_dict("records"):
        share = "" if part["share"] == 1 else f", {percent(part['share'])} of it"
        issue = f": {part['issue']}" if isinstance(part["issue"], str) else ""
        st.markdown(f"**{plain(part['department'] + issue + share)}**")
        if part["is_ruled"]:
            st.caption("Ruled by a person.")
        else:
            st.caption(f"Confidence {percent(part['confidence'])}. Inferred, not counted.")
        if part["is_disputed"]:
            st.badge("Disputed", color="orange")
        if part["department"] == UNATTRIBUTED and not part["is_ruled"] and isinstance(part["best_department"], str):
            st.caption(f"First choice, not sure enough: {plain(part['best_department'])}.")


def evidence_table(evidence: pd.DataFrame, *, is_ruled: bool) -> None:
    """Show each signal's evidence and its weight; if a person has ruled, it explains only the engine's answer."""
    if evidence.empty:
        st.caption("No evidence found.")
        return
    without = evidence["confidence_without"].map(lambda value: percent(value) if value == value else "")
    tables.table(
        undirected_columns(evidence, "detail").assign(without=without),
        column_order=["signal", "department", "weight", "detail", "field", "without"],
        column_config={
            "signal": "Signal",
            "department": "Speaks for",
            "weight": st.column_config.NumberColumn("Weight", format="%+.1f", help="Log-odds that it adds"),
            "detail": "What it saw",
            "field": "Where",
            "without": st.column_config.TextColumn("Without it", help="The engine's confidence without this piece"),
        },
        key="evidence",
        alt="Evidence: each signal, what it saw and its weight",
    )
    if said := counterfactual.sentence(evidence[evidence["outcome_without"].notna()], is_ruled=is_ruled):
        st.caption(plain(said))
