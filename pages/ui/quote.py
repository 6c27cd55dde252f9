"""A customer's text as a quiet quotation: plain characters, matched words marked, masked parts as a small grey label.

HTML from customers' text is built only here, and every character of the text is escaped before tags are added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from textwrap import shorten
from types import MappingProxyType

import streamlit as st

from etl.attribution.scoring.highlighting import places
from etl.locales import number
from etl.marts.core.colours import NEUTRAL
from etl.marts.core.languages import language_words
from pages.ui.plain_text import plain, undirected

EMPTY: Mapping[str, str] = MappingProxyType({})

SHORT = 240
"""Characters of a text that is quoted beside others."""

LONGEST = 20_000
"""Characters shown; a longer text says so and can be downloaded."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_MASK = re.compile(r"\[(email|phone|card|iban|name)\]")
_QUOTE = (
    "margin:0;padding:.6rem 1rem;border-left:3px solid color-mix(in srgb, currentColor 25%, transparent);"
    "white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.55"
)
_MARK = "color:inherit;background:{colour}33;border-bottom:2px solid {colour};border-radius:2px;padding:0 .1em"
_LABEL = (
    "font-size:.75em;padding:0 .4em;border-radius:4px;opacity:.75;"
    "border:1px solid color-mix(in srgb, currentColor 35%, transparent)"
)


def quote(
    text: str, pieces: Iterable[tuple[str, str]] = (), colours: Mapping[str, str] = EMPTY, language: str | None = None
) -> None:
    """Show a text.

    Parameters
    ----------
    text
        As stored: personal data masked.
    pieces
        Department and words of the evidence for it, the weightiest first; they are marked where they stand.
    colours
        Colour of each department.
    language
        Language of the text; decides whether words are searched within compounds.
    """
    if not text.strip():
        st.caption("No text in the export.")
        return
    shown = undirected(text[:LONGEST])
    marks = [(start, end, colours.get(owner, NEUTRAL)) for start, end, owner in places(shown, pieces, language)]
    spoken = f' lang="{language.lower()}"' if language and _LANGUAGE.fullmatch(language) else ""
    st.html(f'<blockquote dir="auto"{spoken} style="{_QUOTE}">{as_html(shown, marks)}</blockquote>')
    if len(text) > LONGEST:
        st.caption(f"The first {number(LONGEST)} of {number(len(text))} characters.")


def told(
    text: str, language: object, pieces: Iterable[tuple[str, str]] = (), colours: Mapping[str, str] = EMPTY
) -> None:
    """Show the start of a text, with the name of its language above it."""
    known = language if isinstance(language, str) else None  # missing values in a frame are floats
    st.caption(plain(language_words(known)))
    quote(shortened(text), pieces, colours, known)


def first_text(*cells: object) -> str:
    """The first cell with a text; empty if none has one. Missing values in a frame are floats, which are true."""
    return next((cell for cell in cells if isinstance(cell, str) and cell), "")


def shortened(text: str) -> str:
    """The start of a text, cut between words."""
    return shorten(text, SHORT, placeholder=" …")


def as_html(text: str, marks: Iterable[tuple[int, int, str]]) -> str:
    """Escaped text, with stretches (start, end, colour; in order, no overlaps) in ``<mark>``, and masks as labels."""
    pieces, done = [], 0
    for start, end, colour in marks:
        pieces.append(_with_labels(text[done:start]))
        pieces.append(f'<mark style="{_MARK.format(colour=colour)}">{escape(text[start:end])}</mark>')
        done = end
    return "".join(pieces) + _with_labels(text[done:])


def _with_labels(text: str) -> str:
    # Splitting on a pattern of one group gives text, mask, text, mask, ...
    return "".join(
        f'<span style="{_LABEL}">{escape(piece)}</span>' if place % 2 else escape(piece)
        for place, piece in enumerate(_MASK.split(text))
    )
