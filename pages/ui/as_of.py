"""Permanent links: the state in which a link was copied, what has changed since, and a link to copy."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from etl.errors import InputError
from etl.ledger import links
from etl.ledger.links import AS_OF, Moment, Said
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import day_words
from etl.marts.frames import since
from etl.reports.links import note_shown, noted_under
from pages.ui import address, data, exposure
from pages.ui.decisions import ledger_access
from pages.ui.plain_text import plain
from pages.ui.then import NOW, SHOWN, THEN, given

_LONGEST = 40
"""Maximum characters shown of a link's value, which anybody can write."""
_CHOICE = {NOW: "Today's data", THEN: "As it was then"}
_EARLIER = "This is an earlier state of the data. Nothing can be recorded or loaded here."


def section(filters: Filters) -> None:
    """What has changed since the link of this address was copied, and the choice between then and now."""
    if (text := given()) is None:
        return
    then, now = Moment.read(text), data.moment()
    if then is None or any(a > b for a, b in zip(then.until, now.until, strict=True)):
        _tell(f"The link names “{text:.{_LONGEST}}”, a state of the data that was never here. Today's data is shown.")
        return
    if then == now:
        _tell("Nothing has changed since this link was copied.")
        return
    _since(filters, then, now)


def _since(filters: Filters, then: Moment, now: Moment) -> None:
    before, is_kept = _said_then(filters, then)
    if before is None:
        _tell("What this link showed isn't kept any more, and nobody noted it. Today's data is shown.")
        return
    changed = since.changes(before, data.ask_then(now, since.said, filters))
    day = f", {day_words(before.made_at.date())}" if before.made_at else ""
    told = " ".join(changed) if changed else "Nothing has changed within these filters."
    with st.container(border=True, key="since"):
        st.markdown(f"**{plain(f'Since this link was copied{day}:')}** {plain(told)}")
        if not is_kept:
            st.caption("What it showed isn't kept any more; “then” is what was noted when it was copied.")
            return
        shown = address.widget(SHOWN, address.one_of(SHOWN, list(_CHOICE), NOW), NOW)
        st.segmented_control(
            "Shown",
            list(_CHOICE),
            format_func=_CHOICE.__getitem__,
            required=True,
            label_visibility="collapsed",
            **shown,
        )
        if data.earlier() is not None:
            st.caption(f":material/history: {_EARLIER}")


def _said_then(filters: Filters, then: Moment) -> tuple[Said | None, bool]:
    """What the link showed, and whether its snapshot can still be opened; else the recorded numbers."""
    with ledger_access.opened() as ledger:
        noted = links.noted(ledger, then, noted_under(filters))
    try:
        found = data.ask_then(then, since.said, filters) if data.keeps(then) else None
    except InputError:
        found = None  # damaged, or deleted a moment ago
    if found is None:
        return noted, False
    return (found if noted is None else since.dated(found, noted)), True


def _tell(words: str) -> None:
    st.caption(f":material/history: {plain(words)}")


@st.fragment
def copy(filters: Filters) -> None:
    """Show a link to this page as it is now; its numbers are recorded on copying, for when the snapshot is gone."""
    popover = st.popover("Copy link", icon=":material/link:", type="tertiary", on_change="rerun", key="copy_link")
    if not popover.open:
        return
    with popover:
        moment = data.earlier() or data.moment()
        if not exposure.is_closed() and not data.ledger_shut():
            said = data.ask_then(moment, since.said, filters)
            with ledger_access.opened() as ledger:
                note_shown(ledger, moment, filters, said)
        query = {**address.every(key for key in st.query_params if key not in (AS_OF, SHOWN)), AS_OF: [moment.text]}
        st.code(f"{st.context.url or ''}?{urlencode(query, doseq=True)}", language=None, wrap_lines=True)
        st.caption("Shows this page. Opened later, it says what has changed since, and offers both.")
