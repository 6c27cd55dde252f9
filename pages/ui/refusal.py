"""What is wrong, told in a red box: first what, then how to mend it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from etl.errors import InputError
from pages.ui.plain_text import plain


def tell(said: InputError | Sequence[str]) -> None:
    """Show an error's lines; where there are several, the first is the title of the box."""
    lines = str(said).splitlines() if isinstance(said, InputError) else said
    first, *more = [plain(line) for line in lines if line.strip()] or [""]
    st.error("\n\n".join(more or [first]), title=first if more else None, icon=":material/error:")
