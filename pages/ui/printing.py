"""Printing: the CSS rules of the browser's print, and the text on each sheet.

The text is in the sheets' margins, the only content that repeats on each sheet.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten

import streamlit as st

from pages.ui import theme
from pages.ui.plain_text import undirected

_RULES = Path(__file__).with_name("print.css")
_LONGEST = 260
"""Letters of a line: three lines of a sheet of A4 upright."""
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def rules() -> None:
    """Write the rules for every page; in the dark theme also those for a light background."""
    st.html(_RULES)
    if st.context.theme.type == "dark":
        st.html(f"<style>@media print {{ {_light_from_dark()} }}</style>")


def stamp(above: str, below: str = "") -> None:
    """Set the lines at the top and bottom of each sheet; the page number is next to the bottom line.

    A later call in the same run overrides it.
    """
    st.html(
        f"<style>@page {{ @top-left {{ content: {quoted(above)}; }} @bottom-left {{ content: {quoted(below)}; }} }}"
        "</style>"
    )


def quoted(text: str) -> str:
    """A safe CSS string: all characters except plain letters are escaped by number."""
    short = shorten(undirected(text), _LONGEST, placeholder=" …")
    return '"' + "".join(each if each in _PLAIN else f"\\{ord(each):06x}" for each in short) + '"'


def _light_from_dark() -> str:
    """CSS rules that map the dark theme's colours to the light one's."""
    changed = [
        f'svg.marks [{what}="{getattr(theme.DARK, name)}"] {{ {what}: {getattr(theme.LIGHT, name)} !important; }}'
        for name in ("text", "muted", "rule", "paper")
        for what in ("fill", "stroke")
    ]
    ink = f"color: {theme.LIGHT.text} !important; border-color: {theme.LIGHT.rule} !important;"
    text = '[data-testid="stApp"] :not(svg, svg *)'
    pale = "table, th, td, .stMarkdownBadge { background: transparent !important; }"
    return " ".join([*changed, f"{text} {{ {ink} }}", pale])
