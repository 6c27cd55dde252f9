"""Meeting mode: the steps of the story under the page's filters, without the rest of the page."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten

import streamlit as st

from etl.ledger.commitments import Commitment, read_commitments
from etl.marts.core.filters import Filters
from etl.reports.story import Step, Story, tell
from pages.ui import address, data, filters, theme
from pages.ui.decisions import ledger_access
from pages.ui.meeting import pictures
from pages.ui.plain_text import plain

STEP_KEY = "step"
_HERE = Path(__file__).parent
_RULES = _HERE / "meeting.css"
_start = st.components.v2.component("headwater_meeting_start", js=(_HERE / "start.js").read_text(encoding="utf-8"))
_walk = st.components.v2.component("headwater_meeting_walk", js=(_HERE / "walk.js").read_text(encoding="utf-8"))
_FOOT = 240
"""Letters of the two lines at the foot of the stage."""


def button() -> None:
    """Button that starts a meeting under the page's filters, by the address, so that a link can start one, too."""
    with st.container(gap=None):
        st.button(
            "Meeting mode", key="present", icon=":material/slideshow:", type="tertiary", shortcut="M", on_click=_begin,
            help="Full screen, one finding a step. Arrow keys or a clicker go on; Escape leaves.",
        )  # fmt: skip
        _start(key="meeting_start")


def show() -> None:
    """Draw the steps, first the one in the address, which can be read while the others are drawn."""
    st.html(_RULES)
    with st.container(key="meeting"):
        foot = st.container(key="foot", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute")
        under = foot.container(width="stretch")
        foot.button("Leave (Esc)", key="leave", type="tertiary", icon=":material/close:", on_click=_end)
        chosen = filters.of_address()
        story = _story(chosen)
        under.caption(plain(shorten(story.figures.stamp, _FOOT, placeholder=" …")))
        _draw(story)


def _draw(story: Story) -> None:
    now = _step(len(story.steps))
    st.html(_shown(now, len(story.steps)))
    slots = [st.container(key=f"step_{place}") for place in range(1, len(story.steps) + 1)]
    _walk(key="meeting_walk", data={"steps": len(story.steps)})
    steps = list(enumerate(story.steps, start=1))
    for place, step in sorted(steps, key=lambda pair: pair[0] != now):
        with slots[place - 1]:
            _one(step, story, place)


def _one(step: Step, story: Story, place: int) -> None:
    st.caption(plain(f"{step.subject} · {place} of {len(story.steps)}"))
    st.title(plain(step.finding), anchor=False)
    pictures.draw(step, story, place)
    for sentence in step.said:
        st.caption(plain(sentence))


def _story(chosen: Filters) -> Story:
    with ledger_access.opened() as ledger:
        agreed: tuple[Commitment, ...] = tuple(read_commitments(ledger))
    story: Story = data.ask(tell, chosen, seed=data.settings().seed, commitments=agreed, today=data.today())
    return story


def _step(most: int) -> int:
    """The step that the address names; the first where it names none."""
    named = next(iter(address.texts(STEP_KEY)[-1:]), "")
    return min(max(int(named), 1), most) if named.isascii() and named.isdigit() else 1


def _shown(now: int, most: int) -> str:
    """CSS rules for the visible step: the browser's current one, and until that is known the address's."""
    seen = [f':root[data-step="{place}"] .st-key-step_{place}' for place in range(1, most + 1)]
    seen.append(f":root:not([data-step]) .st-key-step_{now}")
    return f"<style>{', '.join(seen)} {{ visibility: visible !important; }}</style>"


def _begin() -> None:
    address.put({theme.MEETING_KEY: ["true"], STEP_KEY: []})


def _end() -> None:
    address.put({theme.MEETING_KEY: [], STEP_KEY: []})
