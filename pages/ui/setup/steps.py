"""The parts of Set-up, chosen by the address, and the button that completes it."""

from __future__ import annotations

import streamlit as st

from etl.errors import InputError
from etl.taxonomy_help.once import is_done, mark_done
from pages.ui import address, data, exposure, frame, refusal
from pages.ui.setup import next_steps

WHO, WHAT, COSTS, NEXT = "who", "what", "costs", "next"
LABELS = {WHO: "Who is who", WHAT: "What can go wrong", COSTS: "Hours, costs, orders", NEXT: "What next"}


def part(unnamed: str) -> str:
    """The part named by the address, with a choice of others.

    Parameters
    ----------
    unnamed
        Part to show if the address names none.
    """
    names = list(LABELS)
    shown = address.widget("part", address.one_of("part", names, unnamed), unnamed)
    chosen = st.segmented_control(
        "Part", names, format_func=LABELS.__getitem__, required=True, label_visibility="collapsed", **shown
    )
    return str(chosen)


def link() -> None:
    """Link to Set-up from another page."""
    st.page_link(
        frame.page_path("setup"), label="Set-up: assign teams to departments, and say what reasons mean",
        icon=":material/tune:",
    )  # fmt: skip


def what_next() -> None:
    """What the exports show, what to do next, and the button that ends the set-up."""
    next_steps.everything()
    settings = data.settings()
    if is_done(settings):
        st.caption("This store has been set up. The page stays here, below Import.")
    elif st.button("All of this is right: finish set-up", key="setup_done", disabled=exposure.is_closed()):
        try:
            exposure.refuse()
            mark_done(settings)
        except InputError as error:
            refusal.tell(error)
            return
        st.rerun()
