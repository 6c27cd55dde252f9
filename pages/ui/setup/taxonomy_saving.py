"""Saves a changed taxonomy as the store's own file, reattributes all tickets, and undoes that."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from etl.errors import InputError
from etl.marts.core.formatting import count
from etl.store import open_warehouse
from etl.taxonomy import Taxonomy
from etl.taxonomy.keeping import Broken, broken, keep_taxonomy, put_back, take_back
from etl.taxonomy_help.mapping import taxonomy_to_edit
from etl.taxonomy_help.once import mark_done
from etl.usecases.undo_taxonomy import can_undo, is_newer, last_kind, undo_change
from pages.ui import data, exposure, jobs, refusal, start
from pages.ui.plain_text import plain, undirected

_SAID = "_headwater_taxonomy_said"
_REATTRIBUTE = ["reattribute", "--json"]


def to_edit() -> Taxonomy:
    """The taxonomy to edit; if its file is broken, shows how to fix it and stops the page."""
    settings = data.settings()
    if found := broken(settings.taxonomy_file):
        _broken(found)
        st.stop()
    return taxonomy_to_edit(settings, data.taxonomy())


def keep(text: str, done: str) -> None:
    """Save a text as the store's own file, reattribute all tickets, and rerun the page.

    If that fails, the earlier file is restored at once.

    Parameters
    ----------
    done
        What was changed, as a sentence.
    """
    file = data.settings().taxonomy_file
    try:
        exposure.refuse()
        was_there = file.is_file()
        before = keep_taxonomy(text, file)
    except InputError as error:
        _refused(str(error).splitlines())
        return
    outcome = jobs.run_with_progress(_REATTRIBUTE)
    if not outcome.is_done:
        if before is not None or not was_there:
            put_back(file, before)
        _refused([*outcome.lines, "The taxonomy is as it was."])
        return
    _say(done, outcome)


def change(make: Callable[[], str], done: str) -> None:
    """Make a text and `keep` it; an InputError is shown."""
    try:
        text = make()
    except InputError as error:
        _refused(str(error).splitlines())
        return
    keep(text, done)


def button(changes: int, key: str) -> bool:
    """Draw the save button with the number of changes; returns whether it was clicked."""
    words = f"Save {changes} {'change' if changes == 1 else 'changes'} and attribute again"
    return st.button(
        words if changes else "Save and attribute again", type="primary", icon=":material/save:", key=key,
        disabled=not changes or exposure.is_closed(),
    )  # fmt: skip


def attribute_anew() -> None:
    """Reattribute all tickets under the current file."""
    try:
        outcome = jobs.run_with_progress(_REATTRIBUTE)
    except InputError as error:
        _refused(str(error).splitlines())
        return
    if outcome.is_done:
        _say("All complaints are attributed again.", outcome)
    else:
        _refused(outcome.lines)


def tell() -> None:
    """Show the result of the last save; if the file is newer than the numbers, offer to reattribute."""
    if said := st.session_state.pop(_SAID, ""):
        st.success("\n\n".join(plain(line) for line in said.splitlines()), icon=":material/check_circle:")
    if exposure.is_closed() or not is_newer(data.settings(), data.taxonomy()):
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"The file {plain(data.settings().taxonomy_file.name)} is newer than the numbers.")
        if st.button("Attribute again", type="primary", key="attribute_anew", icon=":material/refresh:"):
            attribute_anew()


def way_back() -> None:
    """Draw a button that undoes the last save, if that was the store's last change."""
    if not can_undo(data.look_up(last_kind), data.settings(), data.taxonomy()):
        return
    if st.button("Undo the last saving", key="undo_saving", icon=":material/undo:", disabled=exposure.is_closed()):
        try:
            exposure.refuse()
            now = undo_change(data.settings(), open_warehouse(data.settings()))
        except InputError as error:
            _refused(str(error).splitlines())
            return
        st.session_state[_SAID] = f"Undone. The taxonomy {now} and its numbers are as they were before."
        st.rerun()


def _say(done: str, outcome: jobs.Outcome) -> None:
    found = outcome.found
    every = found["attributed"] + found["unattributed"]
    said = f"Of {count(every)} complaints {count(found['attributed'])} are attributed to a department"
    mark_done(data.settings())
    effect = found.get("taxonomy_effect")
    before = f"; before, {count(effect['attributed_before'])} were" if effect else ""
    st.session_state[_SAID] = f"{done}\n{said}{before}."
    st.rerun()


def _refused(lines: list[str]) -> None:
    refusal.tell(lines)


def _broken(found: Broken) -> None:
    """Show the error of a broken file with its line, how to fix it, and the last good file."""
    start.title("The taxonomy file can't be read")
    st.error(plain(found.said), icon=":material/error:")
    if found.excerpt:
        st.code(undirected(found.excerpt), language=None)
    st.markdown(
        "The numbers stay as they are. Fix the line in the file and open this page again, or go back to the taxonomy "
        "that they were computed with; the broken file is kept beside it."
    )
    if st.button("Go back to the last good one", key="mend_taxonomy", disabled=exposure.is_closed()):
        try:
            exposure.refuse()
            take_back(data.settings().taxonomy_file, data.taxonomy())
        except InputError as error:
            _refused(str(error).splitlines())
            return
        st.rerun()
