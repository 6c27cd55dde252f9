"""Disputes on a page: a department's head objects, and the proposed department or the lead answers."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import Any

import streamlit as st

from etl.ledger.rulings import By, Ruling, Standing, accept, answer
from etl.marts.frames import breakdowns
from etl.marts.frames.objections import objections_waiting, overdue_words
from pages.ui import data, frame, quote
from pages.ui.decisions import decided, ledger_access, objecting, signing
from pages.ui.plain_text import plain
from pages.ui.start import Begun

LEAD = "The lead"
_SHOWN = 4
_REMINDER = 120
"""Letters of a reminder: one line of a link, which isn't broken but cut."""


def open_on(source: str, ticket_id: str, record: Sequence[decided.Said]) -> list[Ruling]:
    """Disputes of a ticket that wait for an answer."""
    waiting = data.decisions().disputes
    mine = (waiting["ticket_id"] == ticket_id) & (waiting["source"].isna() | (waiting["source"] == source))
    groups = set(waiting.loc[mine, "ruling_group"])
    return [said.ruling for said in record if said.ruling.group in groups]


def answer_form(standing: Standing, waiting: Ruling) -> None:
    """Buttons that answer a dispute, in the name of the lead or of the department proposed."""
    key, about = waiting.group, waiting.about or ""
    with st.container(border=True, key=f"dispute_{key}"):
        st.markdown(f":orange-badge[Disputed] {plain(about)} waits for an answer.")
        roles = [LEAD, *([waiting.proposed] if waiting.proposed else [])]
        role = st.segmented_control("Answering for", roles, default=LEAD, required=True, key=f"answering_{key}")
        why = f"answer_why_{key}"
        st.text_input("Why", key=why)
        signed: dict[str, Any] = {"why": why, "speaks_for": None if role == LEAD else role}

        def give(outcome: str, label: str, other: str | None = None, **look: Any) -> None:
            def make(by: By) -> Ruling:
                return answer(standing, waiting, by, outcome, other)

            signing.button(label, make, key=f"{outcome}_{key}", **signed, **look)

        # Only names: with a prefix the longer ones were cut in a window of 1280 pixels.
        st.caption("It belongs to")
        with st.container(horizontal=True):
            if waiting.proposed:
                give("accepted", plain(waiting.proposed))
            give("kept", plain(about))
        others = [each for each in data.taxonomy().names if each not in (about, waiting.proposed)]
        with st.container(horizontal=True, vertical_alignment="bottom"):
            other = st.selectbox("Or to", others, index=None, key=f"other_{key}", placeholder="Another one")
            give("elsewhere", "Reassign", other, disabled=other is None)


def by_department(page: Begun, name: str) -> None:
    """What is attributed to a department with the least certainty, for its head to take on or dispute."""
    rows = data.ask(
        breakdowns.tickets_page, page.filters.with_(kind=("complaint",)), sort="confidence", descending=False,
        size=_SHOWN,
    )  # fmt: skip
    st.subheader("Not yours?", anchor=False)
    st.caption(
        "The least certain of what is attributed here. A dispute marks the share on every chart until the other "
        "department or the lead answers; both positions stay on the record."
    )
    signing.tell()
    ledger_access.tell()
    with st.container(width=360):
        signing.author()
    with st.grid(2, min_column_width=360):
        for row in rows.to_dict("records"):
            with st.container(border=True, height="stretch"):
                _complaint(row, name)


def remind() -> None:
    """Show one line about overdue objections, with a link; nothing if there are none."""
    waiting = objections_waiting(data.decisions().disputes, data.today(), data.settings().decide_days)
    if told := overdue_words(waiting):
        st.page_link(
            frame.page_path("review"),
            label=plain(shorten(told, _REMINDER, placeholder=" …")),
            icon=":material/gavel:",
            query_params={"queue": ["Disputes"]},
        )


def _complaint(row: dict[Any, Any], name: str) -> None:
    source, ticket_id = str(row["source"]), str(row["ticket_id"])
    address, standing = f"{source}:{ticket_id}", decided.standing_of(source, ticket_id)
    quote.told(quote.first_text(row["excerpt"], row["subject"]), row["language"])
    with st.container(horizontal=True, vertical_alignment="center"):
        if row["is_disputed"]:
            st.badge("Disputed", color="orange")
        elif row["is_ruled"]:
            st.badge("Ruled by a person", color="gray")
        if standing is not None and not row["is_disputed"]:
            if not row["is_ruled"]:
                signing.button(
                    "Ours", lambda by: accept(standing, by),
                    key=f"ours_{address}", speaks_for=name, icon=":material/check:",
                )  # fmt: skip
            with st.popover("Not ours", icon=":material/close:"):
                _not_ours(standing, name, address)
        st.page_link(frame.page_path("tickets"), label="Read it", query_params={"ticket": [address]})


def _not_ours(standing: Standing, name: str, address: str) -> None:
    others = [each for each in data.taxonomy().names if each != name]
    proposed = st.selectbox("Whose is it?", others, index=None, key=f"proposed_{address}", placeholder="Don't know")
    why = f"dispute_why_{address}"
    st.text_input("Why isn't it yours?", key=why)
    objecting.terms(address)
    signing.button(
        "Dispute it", objecting.one(standing, name, proposed, address),
        key=f"not_ours_{address}", why=why, speaks_for=name, type="primary", icon=":material/gavel:",
    )  # fmt: skip
