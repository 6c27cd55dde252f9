"""Suggestions on Set-up: what unattributed complaints share, to accept or reject one by one."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from etl.taxonomy import Taxonomy
from etl.taxonomy.editing import Addition
from etl.taxonomy_help.causes import with_accepted
from etl.taxonomy_help.proposing import is_undecided, suggestions, what_it_says
from pages.ui import data, exposure
from pages.ui.plain_text import plain, undirected
from pages.ui.setup import taxonomy_saving

_PAGE = 5


def section(taxonomy: Taxonomy) -> None:
    """Draw the suggestions with their departments; accepted ones are saved together."""
    found = data.look_up(suggestions, data.settings().seed)
    st.markdown(plain(found.finding))
    key = f"suggested_{taxonomy.hash[:12]}"
    waiting: dict[int, Addition] = st.session_state.setdefault(f"_headwater_{key}", {})
    pages = -(-len(found.additions) // _PAGE)
    first = (min(st.session_state.get(f"{key}_leaf") or 1, max(pages, 1)) - 1) * _PAGE
    for number, proposed in enumerate(found.additions[first : first + _PAGE], start=first):
        taken = _card(taxonomy, proposed, f"{key}_{number}", waiting.get(number))
        if taken is None:
            waiting.pop(number, None)
        else:
            waiting[number] = taken
    if pages > 1:
        st.pagination(pages, key=f"{key}_leaf")
    if found.additions and taxonomy_saving.button(len(waiting), key="suggestions_save"):
        taken_all = [waiting[number] for number in sorted(waiting)]
        many = "1 suggestion was" if len(taken_all) == 1 else f"{len(taken_all)} suggestions were"
        taxonomy_saving.change(lambda: with_accepted(taxonomy.text, taken_all), f"{many} added.")


def _card(taxonomy: Taxonomy, proposed: Addition, key: str, before: Addition | None) -> Addition | None:
    """Draw a suggestion with reasons, two complaints and its department; returns it if accepted, else None."""
    is_shut = exposure.is_closed()
    with st.container(border=True, key=key):
        st.markdown(f"**{plain(what_it_says(proposed))}**")
        st.caption("  \n".join(plain(_told(line)) for line in proposed.comments[:4]))
        where, what, take = st.columns([4, 4, 2], vertical_alignment="bottom")
        guess = (before or proposed).department
        place = None if is_undecided(proposed) and before is None else _place(taxonomy, guess)
        department = where.selectbox(
            "Starts in", taxonomy.names, place, format_func=undirected, placeholder="Choose a department",
            key=f"{key}_department", disabled=is_shut,
        )  # fmt: skip
        issue = what.text_input(
            "Issue, known or new", (before or proposed).issue, max_chars=60, key=f"{key}_issue", disabled=is_shut
        )
        is_taken = take.checkbox("Take it", before is not None, key=f"{key}_take", disabled=is_shut or not department)
    name = " ".join((issue or "").split())
    if not (is_taken and department and name):
        return None
    return replace(proposed, department=department, issue=name, comments=())


def _told(comment: str) -> str:
    """A line of the reasons, as a sentence."""
    line = comment.strip().removeprefix("Proposed: ")
    return line[:1].upper() + line[1:]


def _place(taxonomy: Taxonomy, name: str) -> int | None:
    return taxonomy.names.index(name) if name in taxonomy.names else None
