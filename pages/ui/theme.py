"""The theme for charts: ink, muted ink, rules, and font sizes."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

MEETING_KEY = "meeting"


@dataclass(frozen=True)
class Ink:
    """Colours of everything but data, and font sizes in pixels."""

    text: str
    muted: str
    rule: str
    paper: str
    size: int = 14
    title_size: int = 17

    def larger(self) -> Ink:
        """Ink for a meeting: legible from ten metres on the stage of `pages.ui.meeting`."""
        return Ink(self.text, self.muted, self.rule, self.paper, size=22, title_size=26)


LIGHT = Ink(text="#1d2733", muted="#55606c", rule="#d9d5cc", paper="#fdfcfa")
DARK = Ink(text="#eef1f3", muted="#a9b4be", rule="#3a444f", paper="#14191f")


_QUIET = """
[data-testid=stApp] [data-testid=stCaptionContainer] {
  opacity: 1; color: color-mix(in srgb, currentColor 75%, transparent);
}
html [data-testid=stWidgetLabel], html [data-testid=stSliderThumbValue],
html [data-testid=stButtonGroup] button[data-selected][data-variant]:not([data-disabled]) { color: inherit; }
"""
"""What no option of the theme does: Streamlit's captions have three fifths of their ink, 4.1 to 1 against the paper,
and quiet words within them less; at least 4.5 is asked for.
The label of a disabled field has the text's colour instead of a pale one (2.4 to 1). So have a slider's value and a
selected segment: the dark theme's primary colour is dark, for white letters on it, and as the colour of letters has
3.5 to 1."""

_ROOM = """
@media screen and (min-width: 48rem) {
  [data-testid=stMainBlockContainer] { padding: 0.9rem 3.4rem 3rem 1.9rem; }
  [data-testid=stHeader] { background: none; pointer-events: none; height: 3rem; min-height: 0; }
  [data-testid=stHeader] button, [data-testid=stHeader] [data-testid=stStatusWidget] { pointer-events: auto; }
  [data-testid=stHeading] h1 { padding: 0.15rem 0 0.6rem; }
  .st-key-pages { margin-right: -1.2rem; }
  .st-key-pages [data-testid=stPageLink] p { font-size: 0.84rem; }
  .st-key-largest_causes [data-testid=stPageLink] * { white-space: normal; overflow: visible; }
  .stApp:has([data-testid=stExpandSidebarButton]) .st-key-begun { padding-left: 1.6rem; }
}
@media screen and (max-width: 48rem) {
  [data-testid=stPageLink] *, [data-testid=stButtonGroup] button :has([data-testid=stMarkdownContainer]),
  [data-testid=stButtonGroup] [data-testid=stMarkdownContainer],
  [data-testid=stButtonGroup] [data-testid=stMarkdownContainer] * { white-space: normal; overflow: visible; }
  [data-testid=stButtonGroup] button { height: auto; }
  .st-key-matrix, .st-key-funnel, .st-key-flow { overflow-x: auto; }
  .st-key-matrix [data-testid=stVegaLiteChart], .st-key-funnel [data-testid=stVegaLiteChart] { min-width: 40rem; }
  .st-key-flow [data-testid=stVegaLiteChart] { min-width: 30rem; }
}
"""
"""What no option of the theme does: the page begins beside Streamlit's buttons and not below them, and takes the
width that a window of 1280 has. On a phone the buttons keep their row, and charts that say nothing when they are narrow
scroll to the side, as tables do."""


def apply() -> None:
    """Write CSS that uses Streamlit's blank margins and increases the contrast of small text."""
    st.html(f"<style>{_QUIET}{_ROOM}</style>")


def is_meeting() -> bool:
    """Whether meeting mode is shown instead of the page: ``?meeting=true``."""
    return st.query_params.get(MEETING_KEY, "") not in ("", "false")


def ink() -> Ink:
    """Ink of the theme that the browser shows."""
    shown = DARK if st.context.theme.type == "dark" else LIGHT
    return shown.larger() if is_meeting() else shown
