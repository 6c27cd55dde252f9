"""A command that a session watches and can cancel; it goes on when the page is left, and shows again on return."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

import streamlit as st

from pages.ui.jobs import LOOK_EVERY, STARTING, Job, Outcome

_JOB = "_headwater_job"
"""The session's command: (its name for the page, the job)."""


def is_running() -> bool:
    """Whether this session has a command whose end hasn't been shown yet."""
    return _JOB in st.session_state


def begin(name: str, arguments: Sequence[str], held: ExitStack) -> None:
    """Start a command for this session; a second click while one runs starts none.

    Parameters
    ----------
    name
        What the page calls it when it has ended.
    held
        Resources that it needs, closed when it has ended.
    """
    if is_running():
        held.close()
        return
    st.session_state[_JOB] = (name, Job(arguments, held))


def watch() -> tuple[str, Outcome] | None:
    """Show the session's command until it ends, with a button that cancels it; its name and how it ended.

    Any other click interrupts this and leaves the command running. None if the session has none.
    """
    if not is_running():
        return None
    name, job = st.session_state[_JOB]
    shown = st.empty()
    with shown.container(key="running"):
        bar = st.progress(0.0, text=STARTING)
        st.button("Cancel", icon=":material/cancel:", key="cancel_command", on_click=job.cancel)
    while not job.ended.wait(LOOK_EVERY):
        if job.progress:
            bar.progress(job.progress.share, text=job.progress.words())
        else:
            bar.progress(0.0, text=STARTING)  # a place where Streamlit can interrupt
    shown.empty()
    del st.session_state[_JOB]
    return name, job.outcome
