"""Text made plain."""

from __future__ import annotations

import re

import pandas as pd

from etl.system.terminal import visible

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|$:~<>&])")
_LINKED = re.compile(r"https?(?=\\:)|www(?=\\\.)|(?=@)", re.IGNORECASE)
"""Where addresses are parted: GitHub's Markdown makes links of bare ones, and looks for them behind the escapes."""
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
"""All that parts words; what keeps a number and its unit together stays."""
_NOTHING = ":red[]"
"""Streamlit draws nothing for it, and Markdown finds no address across it."""
_DIRECTION = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Unicode's embeddings, overrides and isolates. Its plain marks of direction stay: they turn nothing else round."""


def plain(text: str) -> str:
    """Text that Streamlit's Markdown shows as it is written, addresses too: names and words of customers and files."""
    escaped = _MARKDOWN.sub(r"\\\1", visible(_BLANKS.sub(" ", undirected(text)).strip(" ")))
    return _LINKED.sub(rf"\g<0>{_NOTHING}", escaped)


def undirected(text: str) -> str:
    """Text without the signs that turn round what stands behind them, also beyond its end; the store keeps them.

    Letters of scripts that run from the right still do.
    """
    return text.translate(_DIRECTION)


def undirected_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """A table whose columns of text are all `undirected`."""
    shown = frame.copy()
    for name in frame.select_dtypes(["str", "object"]):
        shown[name] = frame[name].map(lambda one: undirected(one) if isinstance(one, str) else one)
    return shown


def undirected_columns(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """A table whose named columns (str, missing allowed) are `undirected`."""
    return frame.assign(**{name: frame[name].map(undirected, na_action="ignore") for name in names})
