"""Ruling on one ticket: its record, and a form for its origin."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from etl.ledger.rulings import Share, Standing, accept, assign, cannot_tell, rule_kind, split, withdraw
from etl.ledger.rulings.words import KINDS, shares_words
from etl.marts.core.formatting import time_words
from etl.model import UNATTRIBUTED
from pages.ui import data
from pages.ui.decisions import decided, disputes, objecting, signing
from pages.ui.plain_text import plain


def panel(source: str, ticket_id: str, name: str | None = None) -> None:
    """Show the engine's answer, people's rulings, pending disputes, and a form for a ruling.

    Parameters
    ----------
    name
        Name of the reviewer; None to ask for it in the panel.
    """
    standing = decided.standing_of(source, ticket_id)
    if standing is None:
        return
    record = decided.record_of_ticket(source, ticket_id)
    with st.container(border=True, key="ruling"):
        st.markdown("**Where did it start?**")
        signing.tell()
        st.caption(plain(f"The engine says {shares_words(standing.engine)}."))
        positions(record)
        name = signing.author() if name is None else name
        for waiting in disputes.open_on(source, ticket_id, record):
            disputes.answer_form(standing, waiting)
        _form(standing, len(record))
        take_back(standing, record, name)


def positions(record: Sequence[decided.Said]) -> None:
    """Show every position on the ticket with author, time and reason; withdrawn ones are struck out."""
    for said in record:
        ruling = said.ruling
        whose = f" for {ruling.speaks_for}" if ruling.speaks_for else ""
        reason = f" “{ruling.reason}”" if ruling.reason else ""
        told = plain(f"{time_words(ruling.ruled_at)} UTC · {ruling.author}{whose} {said.words}.{reason}")
        st.caption(f"~~{told}~~" if said.is_taken_back else told)


def take_back(standing: Standing, record: Sequence[decided.Said], name: str) -> None:
    """Show a button to withdraw the reviewer's own last ruling, if it still counts."""
    mine = [said.ruling for said in record if said.ruling.author == name and not said.is_taken_back]
    mine = [ruling for ruling in mine if ruling.action != "withdraw"]
    if mine:
        signing.button(
            "Take back my last ruling", lambda by: withdraw(standing, mine[-1], by),
            key=f"take_back_{len(record)}", icon=":material/undo:", type="tertiary",
        )  # fmt: skip


def _form(standing: Standing, said: int) -> None:
    """Form of a ruling; its fields are reset after each ruling, so that nothing is recorded twice."""
    action = st.selectbox(
        "Your ruling", _offered(standing), index=None, format_func=lambda each: _ACTIONS[each][0],
        key=f"action_{said}", placeholder="Choose",
    )  # fmt: skip
    if action is None:
        return
    make = _ACTIONS[action][1](standing)
    why = f"reason_{said}"
    st.text_input("Why", key=why, placeholder="Needed" if action == "dispute" else "")
    signing.button("Record", make, key=f"record_{said}", why=why, type="primary", icon=":material/gavel:")


def _offered(standing: Standing) -> list[str]:
    return [action for action in _ACTIONS if action != "dispute" or _departments(standing)]


def _departments(standing: Standing) -> list[str]:
    return [share.department for share in standing.attributed if share.department != UNATTRIBUTED]


def _accept(standing: Standing) -> signing.Make:
    return lambda by: accept(standing, by)


def _cannot_tell(standing: Standing) -> signing.Make:
    return lambda by: cannot_tell(standing, by)


def _assign(standing: Standing) -> signing.Make:
    departments = data.taxonomy().names
    chosen = st.selectbox("Department", departments, index=None, key="ruled_department", placeholder="Choose")
    issue = _issue(chosen, "Issue", "ruled_issue")
    return lambda by: assign(standing, chosen or "", by, issue)


def _issue(department: str | None, label: str, key: str) -> str | None:
    """Choose an issue of a department, where it has any."""
    known = data.taxonomy().department_named(department) if department else None
    names = [issue.name for issue in known.issues] if known else []
    return st.selectbox(label, names, index=None, key=key, placeholder="Unknown") if names else None


def _split(standing: Standing) -> signing.Make:
    chosen = st.multiselect("Departments", data.taxonomy().names, key="ruled_departments")
    even = 100 // max(len(chosen), 1)
    parts = [100 - even * (len(chosen) - 1), *[even] * (len(chosen) - 1)]
    shares = []
    for name, part in zip(chosen, parts, strict=False):
        share = st.number_input(f"{plain(name)}, in %", 1, 100, part, key=f"part_{name}_{len(chosen)}") / 100
        shares.append(Share(name, _issue(name, f"Issue of {plain(name)}", f"part_issue_{name}"), share))
    return lambda by: split(standing, shares, by)


def _kind(standing: Standing) -> signing.Make:
    chosen = st.selectbox("It is", list(KINDS), index=None, format_func=KINDS.__getitem__, key="ruled_kind")
    return lambda by: rule_kind(standing, chosen or "", by)


def _dispute(standing: Standing) -> signing.Make:
    attributed = _departments(standing)
    about = attributed[0] if len(attributed) == 1 else st.selectbox("Which share isn't yours?", attributed, key="about")
    others = [each for each in data.taxonomy().names if each != about]
    proposed = st.selectbox("Whose is it?", others, index=None, key="proposed", placeholder="Don't know")
    objecting.terms("ruling")
    return objecting.one(standing, about, proposed, "ruling")


_ACTIONS: dict[str, tuple[str, Callable[[Standing], signing.Make]]] = {
    "accept": ("The engine is right", _accept),
    "assign": ("It belongs to one department", _assign),
    "split": ("It has several causes", _split),
    "cannot_tell": ("Can't be determined", _cannot_tell),
    "kind": ("Say only whether it is a complaint", _kind),
    "dispute": ("It isn't ours", _dispute),
}
"""What each action says, and the fields that it needs; the last is for a department that it is attributed to."""
