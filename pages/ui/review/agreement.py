"""Agreement between the engine and reviewers, and among reviewers: a stamp, and a section of the Method page."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from etl.locales import number
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count, decimals, interval_of, part_of, unbroken
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.estimates import reviewer_agreement
from pages.ui import data, frame, parts, tables, theme
from pages.ui.charts.confusion import confusion
from pages.ui.plain_text import plain, undirected_texts

_KAPPA = "κ is agreement beyond chance: 0 is what chance alone would give, 1 is agreement on every complaint."


def stamp(measured: Measured, estimate: Measured) -> None:
    """One line beside a headline: κ with its interval, or why there is none yet, and a link to Review.

    Parameters
    ----------
    measured, estimate
        The measures agreement and complaints.
    """
    said = " ".join(filter(None, [words(measured), reviewer_agreement.counted_words(measured, estimate)]))
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="agreement"):
        st.caption(plain(unbroken(said)), width="content", help=None if measured.value is None else _KAPPA)
        if frame.title() == "Review":
            return
        st.page_link(
            frame.page_path("review"), label="Review more complaints", icon=":material/arrow_forward:",
            query_params={"queue": ["Random sample"]},
        )  # fmt: skip


def words(measured: Measured) -> str:
    """Such as "People agreed with Headwater on 81 % of 120 complaints drawn at random (κ 0.78, …)"."""
    if measured.value is None or measured.low is None or measured.high is None:
        return f"Agreement with people isn't measured yet. {note_words(measured.notes)}"
    value, limits = decimals(measured.value), interval_of(measured, in_sentence=True)
    agreed = part_of(measured.numerator or 0.0, measured.denominator or 0.0)
    drawn = f"{count(measured.denominator)} complaints drawn at random"
    return f"People agreed with Headwater on {agreed} of {drawn} ({', '.join(filter(None, [f'κ {value}', limits]))})."


def section(measured: Measured, estimate: Measured) -> None:
    """Show the engine's answers against people's, and the agreement between two people."""
    st.subheader("Do people agree with it?", anchor=False)
    stamp(measured, estimate)
    if measured.value is not None:
        st.caption(plain(note_words(measured.notes)))
    table = data.ask(reviewer_agreement.confusion, Filters())
    if not table.empty:
        same, untold, named = data.ask(reviewer_agreement.agreed_where_named, Filters())
        told = f"Where the engine named a department, people said the same on {count(same)} of {count(named)}"
        st.caption(f"{told} and couldn't decide on {count(untold)}." if untold else f"{told}.")
        total = int(table["tickets"].sum())
        subtitle = f"{count(total)} complaints drawn at random; outlined: both say the same"
        drawn = confusion(table, "The engine's answer and people's", subtitle, theme.ink())
        parts.chart(
            drawn,
            "Confusion between the engine's answers and people's",
            key="confusion",
            opens=Filters(kind=("complaint",)),
        )
    pairs = data.ask(reviewer_agreement.between_people, Filters())
    if not pairs.empty:
        _pairs(pairs)
    conflicts = data.decisions().conflicts
    if not conflicts.empty:
        st.caption(f"Rulings that contradict an earlier one: {number(len(conflicts))}. The later one counts.")
        shown = undirected_texts(conflicts)
        tables.table(shown, key="conflicts", alt="Contradicting rulings", column_config=_CONFLICTS)


_CONFLICTS: dict[str, Any] = {
    "source": "Source",
    "ticket_id": "Ticket",
    "earlier_author": "Said first",
    "earlier_department": "Department",
    "later_author": "Said later",
    "later_department": "Department that counts",
    "ruled_at": "When (UTC)",
}


def _pairs(pairs: pd.DataFrame) -> None:
    st.markdown("**Agreement of two people who judged the same complaints**")
    tables.table(
        undirected_texts(pairs),
        key="pairs",
        column_config={
            "first": "One person",
            "second": "The other person",
            "tickets": "Complaints",
            "agreed": "Agreed on",
            "kappa": st.column_config.NumberColumn("κ", format="%.2f"),
            "low": st.column_config.NumberColumn("From", format="%.2f"),
            "high": st.column_config.NumberColumn("To", format="%.2f"),
            "note": st.column_config.TextColumn("Note", width="large"),
        },
        alt="Agreement of each pair of people",
    )
