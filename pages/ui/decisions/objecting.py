"""Objects to several complaints at once, of a cause or a search; shows their count and examples first."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import streamlit as st

from etl.errors import InputError
from etl.ledger.rulings import By, Objection, Standing, record
from etl.ledger.rulings.objections import LATEST, MOST
from etl.locales import number
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import number_of
from etl.marts.frames import objections
from etl.marts.frames.ruling_status import standings_open
from etl.store import Ledger
from pages.ui import address, data, exposure, frame, quote
from pages.ui.decisions import ledger_access, signing
from pages.ui.filters import OF_TICKETS
from pages.ui.plain_text import plain
from pages.ui.reader import date_field_format
from pages.ui.start import Begun

OBJECT, EVERY = "object", "*"
"""Key of the address that opens the form, and its value where it is about no one cause."""
_SAMPLE = 3
_LONGEST = 80
"""Letters shown of what a link gives: anybody can write one."""


def terms(key: str) -> None:
    """Fields for who decides an objection and by when, with defaults from the settings.

    Parameters
    ----------
    key
        Key of the fields, unique on the page.
    """
    chosen, today = data.settings(), data.today()
    who, when = st.columns(2)
    who.text_input("Who decides?", chosen.decider, key=f"decider_{key}", max_chars=100, placeholder="Nobody named")
    when.date_input("By", _default(), today, today + LATEST, key=f"due_{key}", format=date_field_format())


def _default() -> date:
    return data.today() + timedelta(days=data.settings().decide_days)


def _objection(about: str, proposed: str | None, key: str) -> Objection:
    """Current values of the fields of `terms`: a button's own run may be one behind them."""
    due = st.session_state.get(f"due_{key}")
    decider = str(st.session_state.get(f"decider_{key}") or "")
    return Objection(about, proposed, decider, due if isinstance(due, date) else _default())


def one(standing: Standing, about: str, proposed: str | None, key: str) -> signing.Make:
    """An objection to one complaint, for a button that signs it."""
    return lambda by: _objection(about, proposed, key).raised([standing], by, data.today())[0]


def asked(page: Begun, name: str) -> None:
    """Open the form if the address asks for it, for a cause or all, so that a link can open it and Back close it."""
    if wanted := address.texts(OBJECT):
        _dialog(page, name, None if wanted[-1] == EVERY else wanted[-1])


def link(filters: Filters) -> None:
    """Link from a list of tickets to the form, under the same filters; nothing unless one department is chosen."""
    if len(filters.department) == 1:
        held = filters.without(*OF_TICKETS).to_query()
        st.page_link(
            frame.page_path("department"), label=plain(f"Not {filters.department[0]}? Object to these"),
            icon=":material/gavel:", query_params={**held, OBJECT: [EVERY]},
        )  # fmt: skip


def ask(cause: str | None) -> None:
    """Write to the address that the form is open."""
    address.put({OBJECT: [EVERY if cause is None else cause]})


def _close() -> None:
    address.put({OBJECT: []})


@st.dialog("Not ours: object to several complaints", width="large", on_dismiss=_close)
def _dialog(page: Begun, name: str, cause: str | None) -> None:
    """The form as a dialog: which complaints, proposed department, reason, who decides, and a button with the count.

    Parameters
    ----------
    cause
        Chosen to begin with; None: that of the filters, or every cause.
    """
    known = page.taxonomy.department_named(name)
    issues = [issue.name for issue in known.issues] if known else []
    left, right = st.columns(2)
    here = cause or (page.filters.issue[0] if len(page.filters.issue) == 1 else None)
    if here and here not in issues:
        st.caption(plain(f"{name} has no cause “{here:.{_LONGEST}}”; every cause is looked at."))
    issue = left.selectbox(
        "Cause", issues, index=issues.index(here) if here in issues else None, key="object_issue",
        placeholder="Every cause",
    )  # fmt: skip
    search = right.text_input("Words in the complaint", page.filters.search, key="object_search", max_chars=200)
    chosen = page.filters.with_(
        department=(name,), issue=(issue,) if issue else page.filters.issue, search=(search or "").strip(), kind=()
    )
    found = data.ask(objections.objectable, chosen, size=_SAMPLE, seed=data.settings().seed)
    _count(found, chosen)
    if not found.complaints or found.complaints > MOST:
        return
    others = [each for each in page.taxonomy.names if each != name]
    proposed = st.selectbox("Whose are they?", others, index=None, key="object_proposed", placeholder="Don't know")
    why = st.text_input("Why aren't they yours?", key="object_why", max_chars=1_000)
    terms("several")
    author = st.text_input("Your name", st.session_state.get(signing.AUTHOR_KEY) or "", key="object_author",
                           max_chars=100)  # fmt: skip
    label = f"Object to {'this one' if found.complaints == 1 else f'all {number(found.complaints)}'}"
    if st.button(label, type="primary", icon=":material/gavel:", disabled=exposure.is_closed(), key="object"):
        by = By(author or "", why or "", name)
        objection = _objection(name, proposed, "several")
        raising = partial(_raise, chosen=chosen, counted=found.complaints, objection=objection, by=by)
        ledger_access.recorded(raising, f"Recorded: {number_of(found.complaints, 'complaint')} disputed.")


def _count(found: objections.Objectable, chosen: Filters) -> None:
    """Number of complaints, and some examples."""
    told = f"{number_of(found.complaints, 'complaint')} would be disputed: {chosen.sentence()}."
    if found.left_out:
        verb = "is" if found.left_out == 1 else "are"
        told += f" {number(found.left_out)} more {verb} left out: ruled by a person, or disputed already."
    st.markdown(f"**{plain(told)}**")
    if found.complaints > MOST:
        st.caption(f"One objection takes {number(MOST)} at most. Choose a cause, or words that fewer complaints have.")
    if found.complaints > len(found.sample):
        st.caption(f"{len(found.sample)} of them, drawn at random:")
    for row in found.sample.to_dict("records"):
        quote.told(quote.first_text(row["excerpt"]), row["language"])


def _raise(ledger: Ledger, chosen: Filters, counted: int, objection: Objection, by: By) -> None:
    standings = data.fresh(partial(standings_open, most=MOST + 1), chosen)
    if len(standings) != counted:  # a load, or somebody else's ruling, came in between
        raise InputError(
            f"These were {number(counted)} complaints when you looked and are {number(len(standings))} now. Look again."
        )
    record(ledger, *objection.raised(standings, by, data.today()))
    _close()
