"""Escapes text for Streamlit's Markdown, and removes direction overrides."""

from __future__ import annotations

import re

import pandas as pd

from etl.system.terminal import visible

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|$:~<>&])")
_LINKED = re.compile(r"https?(?=\\:)|www(?=\\\.)|(?=@)", re.IGNORECASE)
"""Where addresses are split: GitHub's Markdown links bare ones, even if escaped."""
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
"""White space except non-breaking spaces, which keep a number and its unit together."""
_NOTHING = ":red[]"
"""Streamlit renders nothing for it, and it interrupts Markdown's detection of addresses."""
_DIRECTION = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Unicode's embeddings, overrides and isolates. Plain direction marks stay, because they don't affect other text."""


def plain(text: str) -> str:
    """Escape text so that Streamlit's Markdown shows it literally, including addresses."""
    escaped = _MARKDOWN.sub(r"\\\1", visible(_BLANKS.sub(" ", undirected(text)).strip(" ")))
    return _LINKED.sub(rf"\g<0>{_NOTHING}", escaped)


def undirected(text: str) -> str:
    """Text without direction overrides, which could affect text after it; the store keeps them.

    Right-to-left scripts still display correctly.
    """
    return text.translate(_DIRECTION)


def undirected_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Apply `undirected` to all text columns of a table."""
    shown = frame.copy()
    for name in frame.select_dtypes(["str", "object"]):
        shown[name] = frame[name].map(lambda one: undirected(one) if isinstance(one, str) else one)
    return shown


def undirected_columns(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Apply `undirected` to the named columns (str, missing allowed)."""
    return frame.assign(**{name: frame[name].map(undirected, na_action="ignore") for name in names})
