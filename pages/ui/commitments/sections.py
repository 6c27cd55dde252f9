"""Commitments as pages show them: reminders, marks on charts, agreeing on one, and what became of it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from textwrap import shorten, wrap

import pandas as pd
import streamlit as st

from etl.ledger import annotations as notes
from etl.ledger import commitments
from etl.ledger.commitments import Commitment
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import day_words
from etl.marts.frames import commitments as outcomes
from etl.store import Ledger
from pages.ui import counting, data, exposure, frame, parts, start
from pages.ui.charts.before_and_after import before_and_after, disputed_in_periods
from pages.ui.decisions import ledger_access
from pages.ui.plain_text import plain
from pages.ui.reader import date_field_format
from pages.ui.start import Begun

_REMINDER = 80
"""Letters of a reminder: one line of a link, which isn't broken but cut."""
_COLUMNS = {"cause": "Cause", "what": "Action", "owner": "Owner", "start": "Starts", "due": "Due", "state": "State"}
_MOST_ROWS, _TABLE_PIXELS = 6, 420
"""From so many commitments on the table scrolls."""
_LINE = 90
"""Letters of an action on a line under a chart's title."""
NEW = "new"
"""Key of an address that opens the form for a new commitment."""
_NAME_HELP = "Shown on everything you record. Kept for this session."


def every(ledger: Ledger) -> tuple[Commitment, ...]:
    """All commitments, with the current names of departments and issues."""
    return outcomes.under_names_now(commitments.read_commitments(ledger), data.taxonomy())


def remind() -> None:
    """Show commitments due soon or late, one line each, with a link."""
    with ledger_access.opened() as ledger:
        due = commitments.due_soon(every(ledger), data.today())
    for each in due:
        promised = each.commitment
        told = f"{each.words.capitalize()}: {promised.cause}, {promised.what} ({promised.owner})"
        label = plain(shorten(told, _REMINDER, placeholder=" …"))
        st.page_link(frame.page_path("commitments"), label=label, icon=":material/handshake:")


def marks(filters: Filters) -> pd.DataFrame:
    """Named events and commitments for the charts over time under these filters."""
    with ledger_access.opened() as ledger:
        return outcomes.marks(every(ledger), notes.events(ledger), filters)


def agree(page: Begun) -> None:
    """Form for a new commitment; a link from a cause names the department and the cause."""
    taxonomy = page.taxonomy
    names = [each.name for each in taxonomy.departments]
    here = page.filters.department[0] if page.filters.department else None
    department = st.selectbox("Department", names, index=names.index(here) if here in names else None, key="agree_of")
    known = taxonomy.department_named(department) if department else None
    issues = [issue.name for issue in known.issues] if known else []
    cause = page.filters.issue[0] if len(page.filters.issue) == 1 else None
    issue = st.selectbox(
        "Cause", issues, index=issues.index(cause) if cause in issues else None, key="agree_issue",
        placeholder="Everything that starts there",
    )  # fmt: skip
    what = st.text_input("Action", key="agree_what", max_chars=200, placeholder="What will be done")
    owner = st.text_input("Owner", key="agree_owner", max_chars=100, placeholder="Name of the owner")
    start, due, target = st.columns(3)
    today = data.today()
    first = start.date_input("It starts", today, key="agree_start", format=date_field_format())
    last = due.date_input("Due", today + timedelta(days=30), key="agree_due", format=date_field_format())
    aim = target.number_input("Target, complaints a month", 0.0, value=None, step=1.0, key="agree_target")
    author = ledger_access.name_field("Recorded by", _NAME_HELP)
    if st.button("Agree", type="primary", icon=":material/handshake:", disabled=exposure.is_closed(), key="agree"):
        ledger_access.recorded(
            lambda ledger: commitments.agree(
                ledger, department=department or "", issue=issue, owner=owner, what=what, start=first, due=last,
                target=aim, author=author,
            ),
            "Agreed. The charts of its cause show it.",
        )  # fmt: skip


def choose(listed: tuple[Commitment, ...]) -> Commitment:
    """Show the table of commitments, and return the chosen one; by default the open one due first."""
    table = outcomes.listing(listed, data.today())
    shown = table.assign(**{name: table[name].map(day_words) for name in ("due", "start")})
    shown = shown[list(_COLUMNS)].map(plain).rename(columns=_COLUMNS).set_index(_COLUMNS["cause"])
    # A table wraps lines, where a data frame would cut the text; a long one scrolls.
    with st.container(height=_TABLE_PIXELS if len(shown) > _MOST_ROWS else "content", border=False, key="commitments"):
        st.table(shown)
    by_id = {each.commitment: each for each in listed}
    labels = dict(zip(table["commitment"], table["cause"] + " · " + table["what"], strict=True))
    chosen = st.selectbox("Look at", list(labels), format_func=labels.__getitem__, key="commitment")
    return by_id[chosen or next(iter(labels))]


def became(page: Begun, one: Commitment) -> None:
    """Show the result of a commitment: its cause before and after, hours, target, and its record."""
    found = data.ask(
        outcomes.outcome,
        Filters(),
        department=one.department,
        issue=one.issue,
        start=one.start,
        target=one.target,
        seed=data.settings().seed,
    )
    effect = found.complaints
    disputed = start.disputed_words(disputed_in_periods(effect.frame))
    aim = None if one.target is None else one.target / effect.per_month(1.0)
    agreed = "\n".join(wrap(one.what, _LINE))
    whiskers = page.whiskers(effect.frame, "lower", "upper")
    whole = " · ".join([f"complaints by {effect.step}, whatever the filters{whiskers}", *disputed])
    drawn = before_and_after(
        effect.frame, one.start, "start", page.colours.get(one.department, page.ink.text), one.cause,
        f"{agreed}\n{whole}\nlimits learnt before {day_words(one.start)}", page.ink, target=aim, step=effect.step,
    )  # fmt: skip
    parts.chart(
        drawn,
        f"Complaints of {one.cause} before and after the start",
        key="outcome",
        opens=counting.complaints(outcomes.filters_of(one.department, one.issue)),
    )
    for words in (effect.words, found.hours_words, found.target_words):
        st.markdown(plain(words))
    st.caption("A change since then doesn't prove that this caused it.")
    _change(one)


def _change(one: Commitment) -> None:
    author = st.session_state.get(ledger_access.NAME_KEY) or ""
    with st.container(horizontal=True):
        actions = (("done", "Done", "check"), ("withdraw", "Withdraw", "undo"))
        for action, label, icon in actions if one.state == "agreed" else (("reopen", "Reopen", "replay"),):
            if st.button(
                label, icon=f":material/{icon}:", disabled=exposure.is_closed(), key=f"{action}_{one.commitment}"
            ):
                signed = partial(commitments.change, commitment=one, action=action, author=author)
                ledger_access.recorded(signed, "Recorded, with your name.")
    with st.expander("Record"):
        for action, who, note, at in one.history:
            said = f": {note}" if note else ""
            st.caption(plain(f"{day_words(at.date())}  {commitments.STATES[action]} by {who}{said}"))


def events(names: list[str]) -> None:
    """Add or remove named events for the charts."""
    with ledger_access.opened() as ledger:
        standing = notes.events(ledger)
    author = str(st.session_state.get(ledger_access.NAME_KEY) or "")
    day, text, whose = st.columns([1, 2, 1])
    when = day.date_input("Day of the event", data.today(), key="event_day", format=date_field_format())
    words = text.text_input("Event", key="event_text", max_chars=notes.LONGEST_EVENT, placeholder="New courier")
    of = whose.selectbox("On the charts of", names, index=None, key="event_of", placeholder="Everybody")
    if st.button("Add", icon=":material/flag:", disabled=exposure.is_closed(), key="add_event") and isinstance(
        when, date
    ):
        ledger_access.recorded(
            lambda ledger: notes.add_event(ledger, when, words, author, of), "Recorded. The charts over time show it."
        )
    for event in standing:
        with st.container(horizontal=True, vertical_alignment="center"):
            on = event.department or "all charts"
            st.markdown(plain(f"{day_words(event.day)}  {event.text} · {on} · {event.author}"))
            if st.button("Take back", disabled=exposure.is_closed(), key=f"event_{event.event_id}", type="tertiary"):
                ledger_access.recorded(partial(notes.take_back_event, event=event, author=author), "Removed.")
