"""Link from a search to the taxonomy, to add the searched words to an issue."""

from __future__ import annotations

import streamlit as st

from etl.marts.core.filters import Filters
from pages.ui import frame
from pages.ui.plain_text import plain


def link(filters: Filters) -> None:
    """Draw a link to Set-up with the search's words; nothing without a search."""
    words = " ".join((filters.search or "").split())
    if any(sign.isalpha() for sign in words):
        st.page_link(
            frame.page_path("setup"), label=f"Teach “{plain(words)}” to an issue", icon=":material/school:",
            query_params={"part": "what", "about": "issues", "teach": words},
        )  # fmt: skip
