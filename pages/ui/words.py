"""Text made plain."""

from __future__ import annotations

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|$:~<>&])")


def plain(text: str) -> str:
    """Text that Streamlit's Markdown shows as it is written: names and words of customers and files."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
