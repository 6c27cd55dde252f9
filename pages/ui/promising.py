"""Commitments as pages show them: reminders, marks on charts, agreeing on one, and what became of it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from textwrap import shorten
from typing import Any

import pandas as pd
import streamlit as st

from etl import commitments, notes
from etl.commitments import Commitment
from etl.marts import commitments as outcomes
from etl.marts.filters import Filters
from etl.marts.words import day_words
from etl.store import Ledger
from pages.ui import charts, data, frame, ledgers, parts, start
from pages.ui.start import Begun
from pages.ui.words import plain

_REMINDER = 80
"""Letters of a reminder: one line of a link, which isn't broken but cut."""
_WIDTHS = {"cause": 165, "what": 165, "due": 98, "state": 175, "owner": 85, "start": 98}
"""Columns of the table and their pixels: all of them fit a window of 1280 beside the sidebar."""
_NAME_HELP = "Stands on what you record. Kept for this session."


def every(ledger: Ledger) -> tuple[Commitment, ...]:
    """Every commitment, under the names that departments and issues bear now."""
    return outcomes.under_names_now(commitments.read_commitments(ledger), data.taxonomy())


def remind() -> None:
    """What is due soon or late, one line each, with the way there."""
    with ledgers.opened() as ledger:
        due = commitments.due_soon(every(ledger), data.today())
    for each in due:
        promised = each.commitment
        told = f"{each.words.capitalize()}: {promised.cause}, {promised.what} ({promised.owner})"
        label = plain(shorten(told, _REMINDER, placeholder=" …"))
        st.page_link(frame.page_path("commitments"), label=label, icon=":material/handshake:")


def marks(filters: Filters) -> pd.DataFrame:
    """Named events and commitments for the charts over time under these filters."""
    with ledgers.opened() as ledger:
        return outcomes.marks(every(ledger), notes.events(ledger), filters)


def agree(page: Begun) -> None:
    """Form for a new commitment."""
    taxonomy = page.taxonomy
    names = [each.name for each in taxonomy.departments]
    here = page.filters.department[0] if page.filters.department else None
    department = st.selectbox("Department", names, index=names.index(here) if here in names else None, key="agree_of")
    known = taxonomy.department_named(department) if department else None
    issues = [issue.name for issue in known.issues] if known else []
    issue = st.selectbox("Cause", issues, index=None, key="agree_issue", placeholder="Everything that starts there")
    what = st.text_input("Action", key="agree_what", max_chars=200, placeholder="What will be done")
    owner = st.text_input("Owner", key="agree_owner", max_chars=100, placeholder="Who sees to it")
    start, due, target = st.columns(3)
    today = data.today()
    first = start.date_input("It starts", today, key="agree_start", format="DD-MM-YYYY")
    last = due.date_input("Due", today + timedelta(days=30), key="agree_due", format="DD-MM-YYYY")
    aim = target.number_input("Target, complaints a month", 0.0, value=None, step=1.0, key="agree_target")
    author = ledgers.name_field("Recorded by", _NAME_HELP)
    if st.button("Agree", type="primary", icon=":material/handshake:", key="agree"):
        ledgers.recorded(
            lambda ledger: commitments.agree(
                ledger, department=department or "", issue=issue, owner=owner, what=what, start=first, due=last,
                target=aim, author=author,
            ),
            "Agreed. It stands on the charts of its cause.",
        )  # fmt: skip


def choose(listed: tuple[Commitment, ...]) -> Commitment:
    """Table of the commitments, and the one to look at: the first due unless chosen."""
    table = outcomes.listing(listed, data.today())
    columns: dict[str, Any] = {
        name: st.column_config.DateColumn(format="DD-MM-YYYY", width=_WIDTHS[name]) for name in ("due", "start")
    }
    columns |= {name: st.column_config.Column(width=_WIDTHS[name]) for name in _WIDTHS if name not in columns}
    st.dataframe(table, column_order=list(_WIDTHS), hide_index=True, key="commitments", column_config=columns)
    by_id = {each.commitment: each for each in listed}
    labels = dict(zip(table["commitment"], table["cause"] + " · " + table["what"], strict=True))
    chosen = st.selectbox("Look at", list(labels), format_func=labels.__getitem__, key="commitment")
    return by_id[chosen or next(iter(labels))]


def became(page: Begun, one: Commitment) -> None:
    """What became of a commitment: the chart of its cause before and after, hours, target, and its record."""
    found = data.scoped(
        outcomes.outcome, Filters(), department=one.department, issue=one.issue, start=one.start, target=one.target
    )
    effect = found.complaints
    whose = Filters(department=(one.department,), issue=(one.issue,) if one.issue else ())
    disputed = "".join(f" · {words}" for words in start.disputed_words(data.measured(whose)["disputed"].value))
    aim = None if one.target is None else one.target / effect.per_month(1.0)
    drawn = charts.before_and_after(
        effect.frame, one.start, one.what, page.colours.get(one.department, page.ink.text), one.cause,
        f"complaints by {effect.step}, whatever the filters{disputed}\nlimits learnt before {day_words(one.start)}",
        page.ink, target=aim,
    )  # fmt: skip
    parts.chart(drawn, f"Complaints of {one.cause} before and after the start", key="outcome")
    for words in (effect.words, found.hours_words, found.target_words):
        st.markdown(plain(words))
    st.caption("What changed since needn't have changed because of it.")
    _change(one)


def _change(one: Commitment) -> None:
    author = st.session_state.get(ledgers.NAME_KEY) or ""
    with st.container(horizontal=True):
        actions = (("done", "Done", "check"), ("withdraw", "Withdraw", "undo"))
        for action, label, icon in actions if one.state == "agreed" else (("reopen", "Take up again", "replay"),):
            if st.button(label, icon=f":material/{icon}:", key=f"{action}_{one.commitment}"):
                signed = partial(commitments.change, commitment=one, action=action, author=author)
                ledgers.recorded(signed, "Recorded, with your name.")
    with st.expander("Record"):
        for action, who, note, at in one.history:
            said = f": {note}" if note else ""
            st.caption(plain(f"{day_words(at.date())}  {commitments.STATES[action]} by {who}{said}"))


def events(names: list[str]) -> None:
    """Events named on the charts: add one, take one back."""
    with ledgers.opened() as ledger:
        standing = notes.events(ledger)
    author = str(st.session_state.get(ledgers.NAME_KEY) or "")
    day, text, whose = st.columns([1, 2, 1])
    when = day.date_input("Day of the event", data.today(), key="event_day", format="DD-MM-YYYY")
    words = text.text_input("Event", key="event_text", max_chars=notes.LONGEST_EVENT, placeholder="New courier")
    of = whose.selectbox("On the charts of", names, index=None, key="event_of", placeholder="Everybody")
    if st.button("Name it", icon=":material/flag:", key="add_event") and isinstance(when, date):
        ledgers.recorded(
            lambda ledger: notes.add_event(ledger, when, words, author, of), "It stands on the charts over time."
        )
    for event in standing:
        with st.container(horizontal=True, vertical_alignment="center"):
            on = event.department or "all charts"
            st.markdown(plain(f"{day_words(event.day)}  {event.text} · {on} · {event.author}"))
            if st.button("Take back", key=f"event_{event.event_id}", type="tertiary"):
                ledgers.recorded(partial(notes.take_back_event, event=event, author=author), "Taken off.")
