"""One ticket at a time, with keys: the queues of the Review page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from etl.errors import InputError
from etl.ledger.rulings import (
    By,
    Drawn,
    Ruling,
    Standing,
    accept,
    as_drawn,
    assign,
    cannot_tell,
    rule_kind,
    skip,
    withdraw,
)
from etl.ledger.rulings.words import ruling_words, shares_words
from etl.marts.core.formatting import arrival_words
from etl.marts.frames import breakdowns, review_queue, sampling_plan
from etl.model import NONE_OF_THESE, UNATTRIBUTED
from pages.ui import data, exposure, quote
from pages.ui.decisions import decided, signing
from pages.ui.plain_text import plain
from pages.ui.start import Begun
from pages.ui.tickets import ticket

_SKIPPED_KEY = "_headwater_skipped"
_MOST_NUMBERS = 9
"""Keys with a figure on them."""


class Queue(NamedTuple):
    """A review queue: its purpose, and how its tickets are selected.

    Attributes
    ----------
    is_blind
        Whether the engine's answer is shown only after the ruling.
    """

    help: str
    is_blind: bool
    draw: Callable[[Begun, str], pd.DataFrame]


def _random(page: Begun, name: str) -> pd.DataFrame:
    found = data.decisions()
    return sampling_plan.queue(found.draws, found.judged, found.skipped, name)


def _least_certain(page: Begun, name: str) -> pd.DataFrame:
    return data.ask(review_queue.least_certain, page.filters)


def _most_telling(page: Begun, name: str) -> pd.DataFrame:
    return data.ask(review_queue.most_valuable, page.filters, seed=data.settings().seed)


QUEUES = {
    "Random sample": Queue(
        "Drawn at random from all tickets, whatever the filters, and the same for everybody. Four in five count as "
        "complaints; the others show what is missed. The engine's answer appears after your ruling, so that it can't "
        "influence it.",
        True,
        _random,
    ),
    "Least certain": Queue(
        "Complaints within the filters of which the engine (Headwater's automatic attribution) is least sure.",
        False,
        _least_certain,
    ),
    "Most telling": Queue(
        "Complaints whose ruling settles the most other uncertain ones; one for each piece of evidence.",
        False,
        _most_telling,
    ),
}

_NO_COMPLAINT = {"request": ("A request", "Q"), "praise": ("Praise", "P"), "other": ("No complaint", "O")}
"""Kinds that have no origin: what their buttons say, and their keys."""

DISPUTES = "Disputes"
LABELS = (*QUEUES, DISPUTES)
"""Also their names in the address."""


def ticket_words(found: breakdowns.TicketDetail, page: Begun, why: str, *, is_blind: bool = False) -> None:
    """Show the ticket's text; unless it is judged blind, with the evidence for its origin."""
    shown = found.ticket
    st.markdown(f"**{plain(shown['subject'] or 'Ticket ' + shown['ticket_id'])}**")
    where = f"{shown['source']} {shown['ticket_id']} · {arrival_words(shown['created_date'])}"
    st.caption(plain(f"{where} · {why}"))
    pieces = () if is_blind else found.pieces
    quote.quote(shown["body"] or shown["subject"] or "", pieces, page.colours, shown["language"])
    if not is_blind:
        ticket.evidence_table(found.evidence, is_ruled=found.is_ruled)


def work(queue: Queue, page: Begun, name: str) -> None:
    """Show a queue's next ticket, with its text and a button and key for each ruling."""
    _tell_last(name)
    if queue.is_blind:
        _plan(page)
    st.caption(queue.help)
    skipped = st.session_state.setdefault(_SKIPPED_KEY, set())
    rows = queue.draw(page, name)
    left = [row for row in rows.to_dict("records") if (row["source"], row["ticket_id"]) not in skipped]
    if not left and queue.is_blind:
        _draw_more(name)
        return
    if not left:
        st.info("This queue is empty.", icon=":material/done_all:")
        return
    source, ticket_id = str(left[0]["source"]), str(left[0]["ticket_id"])
    found, standing = data.detail(source, ticket_id), decided.standing_of(source, ticket_id)
    if found is None or standing is None:
        return
    text, rule = st.columns([3, 2], gap="medium")
    with text:
        ticket_words(found, page, left[0]["why"], is_blind=queue.is_blind)
    with rule:
        drawn = as_drawn(pd.Series(left[0])) if queue.is_blind else None
        _buttons(queue, standing, name, skipped, drawn)


def _plan(page: Begun) -> None:
    """Show what further rulings improve, and the state of the tickets drawn so far."""
    found, share = data.decisions(), page.measured["share_elsewhere"].value
    usable = found.sample.loc[found.sample["department"] != UNATTRIBUTED, ["source", "ticket_id"]].drop_duplicates()
    st.markdown(f"**{plain(sampling_plan.what_more_buys(share, len(usable), data.state().tickets))}**")
    if told := sampling_plan.missing_words(found.draws, found.sample, found.skipped):
        st.caption(plain(told))


def _draw_more(name: str) -> None:
    """A button that draws more tickets, once the drawn ones are ruled."""
    st.info("Your sample is empty. Draw some tickets, and rule on them one by one.", icon=":material/casino:")
    st.button(
        f"Draw {sampling_plan.SIZE} tickets", key="draw", on_click=_drawn, args=(name,), type="primary",
        disabled=not name or exposure.is_closed(), help=None if name else "Give your name first.",
    )  # fmt: skip


def _drawn(name: str) -> None:
    try:
        decided.draw(name)
    except InputError as error:
        signing.problem(str(error))


def _buttons(queue: Queue, standing: Standing, name: str, skipped: set[tuple[str, str]], drawn: Drawn | None) -> None:
    key, why = f"{standing.source}:{standing.ticket_id}", f"why_{standing.source}:{standing.ticket_id}"
    if not name:
        st.caption("Give your name to rule.")
    signed: dict[str, Any] = {"why": why, "is_random": queue.is_blind, "drawn": drawn,
                              "disabled": not name, "width": "stretch"}  # fmt: skip
    if not queue.is_blind:
        st.caption(plain(f"The engine says {shares_words(standing.engine)}."))
        # Where the engine abstained, agreeing means "nobody can tell", which has its own button.
        if standing.engine[0].department != UNATTRIBUTED:
            signing.button(
                "The engine is right", lambda by: accept(standing, by),
                key=f"accept_{key}", icon=":material/check:", type="primary", shortcut="A", **signed,
            )  # fmt: skip
    with st.container(gap="xsmall"):
        for place, department in enumerate(data.taxonomy().names, start=1):
            number = str(place) if place <= _MOST_NUMBERS else None
            signing.button(
                plain(department), partial(_assigned, standing, department),
                key=f"to_{department}_{key}", shortcut=number, **signed,
            )  # fmt: skip
    signing.button(
        NONE_OF_THESE, lambda by: assign(standing, NONE_OF_THESE, by),
        key=f"none_{key}", icon=":material/block:", shortcut="X", **signed,
    )  # fmt: skip
    signing.button(
        "Can't be determined", lambda by: cannot_tell(standing, by),
        key=f"cannot_tell_{key}", icon=":material/help:", shortcut="U", **signed,
    )  # fmt: skip
    with st.container(horizontal=True, gap="xsmall", key="no_complaint"):
        for kind, (label, shortcut) in _NO_COMPLAINT.items():
            signing.button(
                label, partial(_judged, standing, kind), key=f"{kind}_{key}", shortcut=shortcut, **signed,
            )  # fmt: skip
    st.text_input("Why", key=why, placeholder="Reason (optional)")
    if queue.is_blind:
        signing.button("Leave it aside", lambda by: skip(standing, by), key=f"aside_{key}", shortcut="N",
                       **{**signed, "width": "content"}, type="tertiary")  # fmt: skip
    else:
        this = (standing.source, standing.ticket_id)
        st.button("Skip", key=f"skip_{key}", type="tertiary", shortcut="N", on_click=skipped.add, args=(this,))


def _judged(standing: Standing, kind: str, by: By) -> Ruling:
    return rule_kind(standing, kind, by)


def _assigned(standing: Standing, department: str, by: By) -> Ruling:
    return assign(standing, department, by)


def _tell_last(name: str) -> None:
    """Show the last ruling, the engine's answer, and a button to undo a mistake."""
    signing.tell()
    last = decided.last_of(name) if name else None
    standing = decided.standing_of(last.source or "", last.ticket_id) if last else None
    if last is None or standing is None or not (last.is_deciding or last.kind):
        return
    with st.container(horizontal=True, vertical_alignment="center", key="last_ruling"):
        told = f"Your last: {last.source} {last.ticket_id}, {_last_words(last)}."
        st.caption(plain(told), width="content")
        signing.button(
            "Take it back", lambda by: withdraw(standing, last, by),
            key=f"undo_{last.group}", icon=":material/undo:", type="tertiary", shortcut="Z",
        )  # fmt: skip


def _last_words(last: Ruling) -> str:
    if not last.is_deciding:
        return f"of which {last.author} {ruling_words(last)}"
    engine = last.engine_department or "nothing"
    compared = "as the engine did" if last.main == engine else f"where the engine said {engine}"
    return f"attributed to {shares_words(last.shares)}, {compared}"
