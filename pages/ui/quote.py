"""A customer's text as a quiet quotation: plain characters, matched words marked, masked parts as a small grey label.

The only HTML of the dashboard is built here, and every character of the text is escaped before it meets a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from textwrap import shorten

import streamlit as st

from etl.marts.colours import NEUTRAL

SHORT = 240
"""Characters of a text that is quoted beside others."""

LONGEST = 20_000
"""Characters shown; a longer text says so and can be downloaded."""

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


def quote(text: str, marked: Mapping[str, str]) -> None:
    """Show a text.

    Parameters
    ----------
    text
        As stored: personal data masked.
    marked
        Words to mark, wherever they stand and in any case, and their colour.
    """
    if not text.strip():
        st.caption("No text in the export.")
        return
    st.html(f'<blockquote style="{_QUOTE}">{as_html(text[:LONGEST], marked)}</blockquote>')
    if len(text) > LONGEST:
        st.caption(f"The first {LONGEST:,} of {len(text):,} characters.")


def shortened(text: str) -> str:
    """The start of a text, cut between words."""
    return shorten(text, SHORT, placeholder=" …")


def as_html(text: str, marked: Mapping[str, str]) -> str:
    """Escaped text with the words in `marked` in ``<mark>`` and masks in small labels; line ends are kept."""
    colours = {word.casefold(): colour for word, colour in marked.items() if word.strip()}
    pattern = "|".join(re.escape(word) for word in sorted(colours, key=len, reverse=True))
    pieces = re.split(f"({pattern})", text, flags=re.IGNORECASE) if pattern else [text]
    return "".join(
        f'<mark style="{_MARK.format(colour=colours[piece.casefold()])}">{escape(piece)}</mark>'
        if piece.casefold() in colours
        else _with_labels(piece)
        for piece in pieces
    )


def _with_labels(text: str) -> str:
    # Splitting on a pattern of one group gives text, mask, text, mask, ...
    return "".join(
        f'<span style="{_LABEL}">{escape(piece)}</span>' if place % 2 else escape(piece)
        for place, piece in enumerate(_MASK.split(text))
    )


def words_to_mark(
    phrases: Iterable[str], evidence: Iterable[tuple[str, str]], colours: Mapping[str, str]
) -> dict[str, str]:
    """Words that stand in the text, and the colour of the department that they speak for.

    Parameters
    ----------
    phrases
        Words to mark.
    evidence
        Department and words, the heaviest first: of two departments the first gives the colour.
    """
    owners = {detail: department for department, detail in reversed(list(evidence))}
    return {phrase: colours.get(owners.get(phrase, ""), NEUTRAL) for phrase in phrases}
