"""A page on paper: the rules of the browser's print, and what stands on each sheet.

The margins of a sheet hold its line: what is shown there is repeated on each, which nothing within the page is.
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
    """The rules for every page; in the dark theme also those that make its paper light."""
    st.html(_RULES)
    if st.context.theme.type == "dark":
        st.html(f"<style>@media print {{ {_light_from_dark()} }}</style>")


def stamp(above: str, below: str = "") -> None:
    """Lines at the top and the foot of each sheet; the number of the sheet stands beside the lower.

    A later call of the same run holds.
    """
    st.html(
        f"<style>@page {{ @top-left {{ content: {quoted(above)}; }} @bottom-left {{ content: {quoted(below)}; }} }}"
        "</style>"
    )


def quoted(text: str) -> str:
    """A string of CSS that holds nothing but text, whatever was loaded: all but plain letters are numbers."""
    short = shorten(undirected(text), _LONGEST, placeholder=" …")
    return '"' + "".join(each if each in _PLAIN else f"\\{ord(each):06x}" for each in short) + '"'


def _light_from_dark() -> str:
    """What is dark of the dark theme in the light one's colours: in charts by their own names, else by what it is."""
    changed = [
        f'svg.marks [{what}="{getattr(theme.DARK, name)}"] {{ {what}: {getattr(theme.LIGHT, name)} !important; }}'
        for name in ("text", "muted", "rule", "paper")
        for what in ("fill", "stroke")
    ]
    ink = f"color: {theme.LIGHT.text} !important; border-color: {theme.LIGHT.rule} !important;"
    text = '[data-testid="stApp"] :not(svg, svg *)'
    pale = "table, th, td, .stMarkdownBadge { background: transparent !important; }"
    return " ".join([*changed, f"{text} {{ {ink} }}", pale])
