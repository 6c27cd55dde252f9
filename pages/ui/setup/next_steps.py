"""Next steps, on Import after a load and on Set-up: what the exports support, and the most useful step."""

from __future__ import annotations

import streamlit as st

from etl.marts.core.filters import Filters
from etl.marts.frames.export_coverage import Told, told
from etl.marts.frames.next_step import Line, Step, causes_finding, lines, steps, steps_finding
from pages.ui import data, frame
from pages.ui.plain_text import plain

_TOLD, _UNTOLD = ":material/check:", ":material/remove:"


def found() -> Told:
    """What the whole store supports."""
    return data.ask(told, Filters())


def title(is_about_steps: bool) -> str:
    """How many steps are left, or how far the taxonomy reaches."""
    return steps_finding(found()) if is_about_steps else causes_finding(found())


def first() -> None:
    """The most useful next step, with its link."""
    if todo := steps(found()):
        _step(todo[0], "The most useful next step")
    else:
        st.markdown("**Nothing is missing:** every question that the exports can answer has an answer.")


def everything() -> None:
    """The first step, what the exports show and what they don't, then the other steps."""
    first()
    st.markdown("**What the exports show**")
    st.markdown("  \n".join(_line(each) for each in lines(found())))
    for step in steps(found())[1:]:
        _step(step, "After that")


def _line(line: Line) -> str:
    return f"{_TOLD if line.is_told else _UNTOLD} **{plain(line.name)}**: {plain(line.text)}"


def _step(step: Step, title: str) -> None:
    with st.container(border=True, key=f"step_{step.name}"):
        st.markdown(f"**{title}:** {plain(step.text)}")
        st.page_link(
            frame.page_path(step.page), label=step.label, icon=":material/arrow_forward:", query_params=step.query
        )
