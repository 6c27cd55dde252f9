"""What can go wrong, and where, on Set-up: issues and their words, suggestions, reasons, departments, the file."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from etl.taxonomy import Taxonomy
from pages.ui import address
from pages.ui.setup import (
    departments_editor,
    issue_editor,
    mapping_editor,
    next_steps,
    suggestions_editor,
    taxonomy_file,
)

ISSUES, REASONS = "issues", "reasons"
_ABOUT: dict[str, tuple[str, Callable[[Taxonomy], None]]] = {
    REASONS: ("Reasons that people picked", mapping_editor.section),
    "suggestions": ("Suggestions", suggestions_editor.section),
    ISSUES: ("Issues and words", issue_editor.section),
    "departments": ("Departments", departments_editor.section),
    "file": ("The file", taxonomy_file.section),
}
"""By what the address says: the words of the choice, and what it shows."""


def section(taxonomy: Taxonomy) -> None:
    """Show one of the editors, chosen by the address."""
    unnamed = REASONS if next_steps.found().with_reason else ISSUES
    shown = address.widget("about", address.one_of("about", list(_ABOUT), unnamed), unnamed)
    chosen = st.segmented_control(
        "What to say", list(_ABOUT), format_func=lambda each: _ABOUT[each][0], required=True,
        label_visibility="collapsed", **shown,
    )  # fmt: skip
    _ABOUT[str(chosen)][1](taxonomy)
