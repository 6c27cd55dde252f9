"""What coloured boxes of a page say."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def errors(app: AppTest) -> str:
    """All that red boxes say, each with its title."""
    return "\n".join(f"{box.proto.title}\n{box.value}" for box in app.error)
