"""Parts of the page Deflection: the matrix, returned tickets, waiting by team, participation."""

from __future__ import annotations

from typing import Any

import streamlit as st

from etl.marts.core.formatting import LEAST, intervals_words
from etl.marts.core.mark_filters import YES
from etl.marts.frames import bounce_backs, breakdowns, teams
from etl.model import UNATTRIBUTED
from pages.ui import counting, data, frame, parts, tables
from pages.ui.charts.handing_matrix import handing_matrix
from pages.ui.charts.participation_bars import participation_bars
from pages.ui.charts.waiting_by_team import waiting_by_team
from pages.ui.plain_text import plain
from pages.ui.start import Begun

_MOST_TEAMS = 10
_NARROW = 100
"""Pixels of a column of numbers; what is left of a window of 1280 beside the sidebar holds two names uncut."""
_MOST_TICKETS = 20
_NO_HISTORY = "No export within these filters says when a ticket changed teams."
_UNASSIGNED = "Tickets changed teams, but it isn't known which departments these are: assign the teams on Set-up."
_WITHIN = "No ticket within these filters was handed from one department to another."
_WHICH_FILES = (
    "Load an event log (one row per change of a ticket) on Import, or a helpdesk's tables, or fetch from the helpdesk."
)
_CARDS = (
    ("came_home", "bounce_back", "lost_hours", "participation"),
    ("handoffs", "handed_on", "pingpong", "pingpong_returns"),
)
_NONE_TOOK_PART = "It isn't known for any department."


def cards(page: Begun) -> bool:
    """Rows of number cards, without a row of dashes; whether there are any."""
    known = [row for row in _CARDS if any(page.measured[name].value is not None for name in row)]
    for row in known:
        parts.cards(row, page.measured, page.filters)
    return bool(known)


def no_history() -> None:
    """In place of everything about hand-offs: that none are known, and which files would tell them."""
    parts.missing("Hand-offs", f"{_NO_HISTORY} {_WHICH_FILES}")


def matrix(page: Begun) -> None:
    """Draw the hand-offs between departments."""
    found = data.ask(bounce_backs.time_lost, page.filters)
    if found.empty:
        parts.missing("Who hands to whom", _why_none(page))
        return
    what = "hand-offs, counted on single tickets and so without an interval, and the part that came straight back"
    what = f"{what}\nunsolved; percentages from {LEAST} hand-offs on"
    under = f"{what}\n{page.under(drawn=found, unit='hand-offs')}"
    drawn = handing_matrix(found, page.taxonomy.frontline, "Who hands to whom", under, page.ink)
    parts.chart(drawn, "Hand-offs between departments", key="matrix", opens=counting.single(page.filters))


def _why_none(page: Begun) -> str:
    """Why no hand-off between departments is known, though teams changed: whose they are, or that none left its own."""
    if page.measured["handoffs"].value is None:
        return _NO_HISTORY
    is_unassigned = data.ask(teams.by_team, page.filters)["department"].isna().any()
    return _UNASSIGNED if is_unassigned else _WITHIN


def time_lost(page: Begun) -> None:
    """Show the time lost between pairs of departments as a table; a filter on departments selects the receivers.

    Its rows sum to the hours and the hand-offs on the cards.
    """
    found = data.ask(bounce_backs.time_lost, page.filters)
    chosen = page.filters.department
    meant = found[found["to_department"].isin(chosen)] if chosen else found
    back = meant[meant["returned"] > 0].sort_values("lost_hours", ascending=False)
    to = f"to {' or '.join(chosen)} " if chosen else "on "
    if back.empty:
        none = f"Nothing that was handed {to}came straight back unsolved."
        parts.missing("Time lost between two departments", parts.why(page.measured["lost_hours"], none))
        return
    st.markdown("**Time lost between two departments**")
    shown = {
        "from_department": "From", "to_department": "To", "returned": "Came back",
        "lost_hours": "Hours away", "lost_business_hours": "While open", "hours_each": "Hours each",
    }  # fmt: skip
    numbers = [label for name, label in shown.items() if "department" not in name]
    columns: dict[str, Any] = {label: st.column_config.NumberColumn(format="%,.0f", width=_NARROW) for label in numbers}
    # Columns of names have no fixed width: they share the remaining room, and grow with the font.
    tables.table(back[list(shown)].rename(columns=shown), column_config=columns, key="time_lost")
    only = f"What was handed {to.strip()}. " if chosen else ""
    st.caption(
        plain(
            f"{only}Hours from handing over to having it back, unsolved: on the calendar, and while the receiving "
            "department was open."
        )
    )


def came_home(page: Begun) -> None:
    """Tickets that came back unsolved, the longest away first, each with its link."""
    found = data.ask(bounce_backs.came_home, page.filters, size=_MOST_TICKETS)
    st.markdown("**Came back unsolved, the longest away first**")
    if found.empty:
        st.caption("None within these filters.")
    for row in found.head(6).to_dict("records"):
        link = {**page.filters.to_query(), "ticket": [f"{row['source']}:{row['ticket_id']}"]}
        label = plain(f"{row['subject'] if isinstance(row['subject'], str) else row['ticket_id']} · {row['text']}")
        st.page_link(frame.page_path("tickets"), label=label, icon=":material/u_turn_left:", query_params=link)


def participation(page: Begun) -> None:
    """Draw the share of what a department caused in which it participated."""
    found = data.ask(breakdowns.measures_by, page.filters, name="department", wanted=("participation",))
    known = found[found["value"].notna() & (found["group"] != UNATTRIBUTED)].sort_values("denominator", ascending=False)
    if known.empty:
        parts.missing("Took part in what it caused", parts.why(page.measured["participation"], _NONE_TOOK_PART))
        return
    limits = f"\n{intervals_words(page.complaints)}" if (known["high"] > known["low"]).any() else ""
    under = f"share of complaints that one of its teams held at some point{limits}\n{page.under(drawn=known)}"
    drawn = participation_bars(known, page.colours, "Took part in what it caused", under, page.ink)
    parts.chart(
        drawn,
        "Participation by originating department",
        key="participation",
        opens=counting.load(page.filters).with_(took_part=(YES,)),
    )


def waiting(page: Begun) -> None:
    """Draw how long teams held solved tickets; open ones have no end yet, and are stated in text below."""
    found = data.ask(teams.by_team, page.filters)
    held = found[found["held_hours"] > 0].head(_MOST_TEAMS)
    if held.empty:
        parts.missing("Where complaints wait", "No export within these filters says which team held a ticket when.")
        return
    days = float(held["disputed_hours"].sum()) / 24
    under = f"days held until solved\nstrong: in own opening hours\n{page.under(drawn=days, unit='days')}"
    drawn = waiting_by_team(held, page.colours, "Where complaints wait", under, page.ink)
    parts.chart(
        drawn,
        "Time that teams held complaints that have been solved",
        key="waiting",
        opens=counting.single(page.filters),
    )
    st.caption(plain(teams.waiting_words(found, held, page.measured)))
