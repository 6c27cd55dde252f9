"""Import's choice of the taxonomy for a load: the one in force, unless another is chosen."""

from __future__ import annotations

import streamlit as st

from etl.sources import FORMATS
from etl.taxonomy import DEFAULT, SHIPPED, load_taxonomy
from pages.ui import data
from pages.ui.plain_text import undirected


def ask(label: str) -> str | None:
    """Name of a shipped taxonomy if one other than that in force is chosen; else None.

    Parameters
    ----------
    label
        Label of the file's format.
    """
    names = {name: load_taxonomy(name).name for name in SHIPPED}
    own = data.settings().taxonomy_file
    is_first = data.is_empty()
    if own.is_file():
        held = f"{undirected(load_taxonomy(own).name)} (the store's own, {own.name})"
    elif is_first:
        proposed = next((each.taxonomy for each in FORMATS if each.label == label), DEFAULT)
        held = f"{names.pop(proposed)} (proposed for this format)"
    else:
        in_force = data.taxonomy().name
        names = {name: shown for name, shown in names.items() if shown != in_force}
        held = f"{undirected(in_force)} (in force)"
    return st.selectbox(
        "Taxonomy",
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=held,
        key="taxonomy_as",
        help="Names the departments and what goes wrong in each. It holds for the whole store and all later files. If "
        "you choose another, all tickets are attributed again, and the load says what changed.",
    )
