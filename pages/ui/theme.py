"""What charts need to know of the theme in use: ink, muted ink, rules, and the size of letters."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

MEETING_KEY = "meeting"


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
        """The same for a meeting: legible from ten metres, of a stage as `pages.ui.meeting` has it."""
        return Ink(self.text, self.muted, self.rule, self.paper, size=22, title_size=26)


LIGHT = Ink(text="#1d2733", muted="#55606c", rule="#d9d5cc", paper="#fdfcfa")
DARK = Ink(text="#eef1f3", muted="#a9b4be", rule="#3a444f", paper="#14191f")


def is_meeting() -> bool:
    """Whether the story is being shown to a room, in place of the page: ``?meeting=true``."""
    return st.query_params.get(MEETING_KEY, "") not in ("", "false")


def ink() -> Ink:
    """Ink of the theme that the browser shows."""
    shown = DARK if st.context.theme.type == "dark" else LIGHT
    return shown.larger() if is_meeting() else shown
