"""The claim and what becomes of it; and text made plain."""

from __future__ import annotations

import re

from etl.marts.registry import Measured

CLAIM = "The frontline absorbs 100 % of the errors caused elsewhere."
LENSES = ("absorption_contact", "absorption_effort", "absorption_closure")

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|$:~<>&])")


def plain(text: str) -> str:
    """Text that Streamlit's Markdown shows as it is written: names and words of customers and files."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def verdict(measured: Measured) -> str:
    """What one lens says of the claim."""
    if measured.value is None:
        return "Claim: can't be told."
    if measured.value < 1:
        return "Claim: falls short."
    return "Claim: holds." if measured.low in (None, 1) else "Claim: holds for all that can be told."
