"""Objections on Review: pending ones with due dates, deciding one or all complaints, and past decisions."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from etl.ledger.rulings import By, decisions_on, record
from etl.locales import number
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import day_words, number_of
from etl.marts.frames import objections, since
from etl.marts.frames.ruling_status import standings_of
from etl.store import Ledger
from pages.ui import data, exposure
from pages.ui.decisions import decided, disputes, ledger_access, ruling, signing
from pages.ui.plain_text import plain
from pages.ui.review import queue
from pages.ui.start import Begun

_OPEN, _DECIDED = "Waiting", "Decided"
_MOST_ROWS, _TABLE_PIXELS = 6, 340
_MEANING = (
    "Both figures are of today's data and rulings: as if nobody had decided this, and with the decision. "
    "The headline is the share of all complaints that was caused elsewhere, whatever the filters."
)


def section(waiting: pd.DataFrame, page: Begun, name: str) -> None:
    """Show pending or decided objections.

    Parameters
    ----------
    waiting
        Frame of `etl.marts.frames.review_queue.disputes_waiting`.
    """
    ledger_access.tell()
    done = data.decisions().decided
    shown = _OPEN
    if not done.empty:
        shown = st.segmented_control(
            "Objections", (_OPEN, _DECIDED), default=_OPEN, required=True, label_visibility="collapsed",
            key="objections",
        )  # fmt: skip
    if shown == _DECIDED:
        _decided(objections.objections_decided(done, data.settings().decide_days))
    elif waiting.empty:
        st.info("No disputes are open.", icon=":material/done_all:")
    else:
        _waiting(waiting, page, name)


def _waiting(waiting: pd.DataFrame, page: Begun, name: str) -> None:
    listed = objections.objections_waiting(waiting, data.today(), data.settings().decide_days)
    _table(
        {
            "Objection": [f"{row['about']} ({row['author']})" for row in listed.to_dict("records")],
            "Complaints": [number(each) for each in listed["complaints"]],
            "Whose instead": [text or "–" for text in listed["proposed"]],
            "Decides": [text or "nobody named" for text in listed["decider"]],
            "Due": [f"{day_words(day)}, {text}" for day, text in zip(listed["due"], listed["text"], strict=True)],
        }
    )
    told = [f"{row['ticket_id']}: {row['why']}" for row in waiting.to_dict("records")]
    place = st.selectbox("Dispute, the longest waiting first", range(len(told)), format_func=told.__getitem__)
    row = waiting.iloc[place]
    source, ticket_id = str(row["source"]), str(row["ticket_id"])
    found = data.detail(source, ticket_id)
    text, rule = st.columns([3, 2], gap="medium")
    if found is not None:
        with text:
            queue.ticket_words(found, page, str(row["why"]))
    with rule:
        every = decided.waiting(Filters()) if page.filters.chosen else waiting  # filters may hide a part of it
        _all_of_it(every[every["objection"] == row["objection"]], row)
        ruling.panel(source, ticket_id, name)


def _all_of_it(own: pd.DataFrame, first: pd.Series) -> None:
    """Buttons to decide all complaints of an objection at once, if it has several."""
    if len(own) < 2:
        return
    key, about, proposed = str(first["objection"]), str(first["about"]), first["proposed"]
    with st.container(border=True, key=f"objection_{key}"):
        st.markdown(f"**The whole objection: {number_of(len(own), 'complaint')}**")
        if isinstance(first["reason"], str):
            st.caption(plain(f"{first['author']}: “{first['reason']}”"))
        roles = [disputes.LEAD, *([str(proposed)] if isinstance(proposed, str) else [])]
        role = st.segmented_control(
            "Answering for", roles, default=disputes.LEAD, required=True, key=f"all_answering_{key}"
        )
        why = st.text_input("Why", key=f"all_why_{key}")
        others = [each for each in data.taxonomy().names if each not in (about, proposed)]
        other = st.selectbox("Another department", others, index=None, key=f"all_other_{key}", placeholder="None")
        choices = {"accepted": f"All to {proposed}"} if isinstance(proposed, str) else {}
        choices |= {"kept": f"All stay with {about}"} | ({"elsewhere": f"All to {other}"} if other else {})
        with st.container(horizontal=True):
            for outcome, label in choices.items():
                if st.button(plain(label), key=f"all_{outcome}_{key}", disabled=exposure.is_closed()):
                    by = By(_name(), why or "", None if role == disputes.LEAD else role)
                    given: dict[str, Any] = {"own": own, "by": by, "outcome": outcome, "other": other}
                    ledger_access.recorded(partial(_decide, **given), f"{number_of(len(own), 'complaint')} decided.")


def _decide(ledger: Ledger, own: pd.DataFrame, by: By, outcome: str, other: str | None) -> None:
    tickets = tuple(zip(own["source"].astype("str"), own["ticket_id"].astype("str"), strict=True))
    standings = data.fresh(partial(standings_of, tickets=tickets), Filters())
    waiting = decided.disputes_of(ledger, own)
    record(ledger, *decisions_on({(e.source, e.ticket_id): e for e in standings}, waiting, by, outcome, other))


def _name() -> str:
    return str(st.session_state.get(signing.AUTHOR_KEY) or "")


def _decided(listed: pd.DataFrame) -> None:
    rows = listed.to_dict("records")
    _table(
        {
            "Objection": [f"{row['about']} ({row['author']})" for row in rows],
            "Complaints": [number(row["complaints"]) for row in rows],
            "Decided": [_when(row) for row in rows],
            "By": [row["decided_by"] for row in rows],
            "Outcome": [row["text"] for row in rows],
        }
    )
    every = tuple(dict.fromkeys(group for row in rows for group in row["groups"]))
    labels = [f"{row['about']}, {number_of(row['complaints'], 'complaint')}: {row['text']}" for row in rows]
    place = st.selectbox(
        "What it did to the headline", range(len(rows)), format_func=labels.__getitem__, key="decision"
    )
    st.markdown(plain(_moved("This decision", rows[place or 0]["groups"])))
    if len(rows) > 1:
        st.markdown(plain(_moved(f"All {len(rows)} decisions together", every)))
    st.caption(plain(_MEANING))


def _when(row: dict[Any, Any]) -> str:
    late = f", {number_of(row['days_late'], 'day')} late" if row["days_late"] else ""
    return f"{day_words(row['decided_on'])}{late}"


def _moved(what: str, groups: tuple[str, ...]) -> str:
    now = data.measured(Filters())["share_elsewhere"].value
    before = data.without_decisions(frozenset(groups), since.said, Filters()).share
    return since.effect_words(what, before, now)


def _table(columns: dict[str, list[str]]) -> None:
    """A table that wraps lines; a long one scrolls."""
    shown = pd.DataFrame(columns).map(plain)
    with st.container(height=_TABLE_PIXELS if len(shown) > _MOST_ROWS else "content", border=False):
        st.table(shown.set_index(next(iter(columns))))
