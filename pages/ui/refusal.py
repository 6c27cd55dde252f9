"""Shows an error in a red box: first what is wrong, then how to fix it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from etl.errors import InputError
from pages.ui.plain_text import plain


def tell(said: InputError | Sequence[str]) -> None:
    """Show an error's lines; if there are several, the first is the title."""
    lines = str(said).splitlines() if isinstance(said, InputError) else said
    first, *more = [plain(line) for line in lines if line.strip()] or [""]
    st.error("\n\n".join(more or [first]), title=first if more else None, icon=":material/error:")
