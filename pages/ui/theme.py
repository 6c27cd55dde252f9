"""What charts need to know of the theme in use: ink, muted ink, rules, and the size of letters."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

MEETING_KEY = "meeting"
_MEETING_ROOT_PX = 22


@dataclass(frozen=True)
class Ink:
    """Colours of what isn't data, and sizes of letters in pixels."""

    text: str
    muted: str
    rule: str
    paper: str
    size: int = 14
    title_size: int = 17

    def larger(self) -> Ink:
        """The same for a meeting: legible from the back row."""
        return Ink(self.text, self.muted, self.rule, self.paper, size=18, title_size=22)


LIGHT = Ink(text="#1d2733", muted="#55606c", rule="#d9d5cc", paper="#fdfcfa")
DARK = Ink(text="#eef1f3", muted="#a9b4be", rule="#3a444f", paper="#14191f")


def is_meeting() -> bool:
    """Whether the page is being shown to a room: ``?meeting=true``."""
    return st.query_params.get(MEETING_KEY) == "true"


def ink() -> Ink:
    """Ink of the theme that the browser shows."""
    shown = DARK if st.context.theme.type == "dark" else LIGHT
    return shown.larger() if is_meeting() else shown


def apply_meeting_mode() -> None:
    """Scale all letters for a room and fold the sidebar away.

    No option of the theme can change while the app runs, so one rule of CSS does.
    """
    st.set_page_config(initial_sidebar_state="collapsed")
    st.html(f"<style>html {{ font-size: {_MEETING_ROOT_PX}px !important; }}</style>")
