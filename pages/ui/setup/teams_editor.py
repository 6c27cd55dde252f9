"""Teams on Set-up: a choice of department for each team in the exports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from etl.errors import InputError
from etl.marts.core.formatting import count
from etl.taxonomy import Taxonomy
from etl.taxonomy_help.teams import NOT_ASSIGNED, assigned, choices, teams_table, unread_columns
from pages.ui import data, exposure, frame, refusal
from pages.ui.plain_text import plain
from pages.ui.setup import choosing, taxonomy_saving

_NEW = "_headwater_new_departments"


def section(taxonomy: Taxonomy, table: pd.DataFrame) -> None:
    """Draw a field for each team, or advice if no team is named."""
    if table.empty:
        _none_named()
        return
    st.markdown("Choose the department of each team. The work of a team without one counts for no department.")
    key = f"teams_{taxonomy.hash[:12]}"
    _alike(table, key)
    options = choices(taxonomy, tuple(st.session_state.get(_NEW, ())))
    chosen = choosing.choose(list(_rows(table)), options, key, "Department of")
    if taxonomy_saving.button(len(chosen), key="teams_save"):
        save(taxonomy, chosen)
    _another()


def save(taxonomy: Taxonomy, chosen: dict[str, str]) -> None:
    """Save what was chosen."""
    try:
        text = assigned(taxonomy.text, chosen)
    except InputError as error:
        refusal.tell(error)
        return
    st.session_state.pop(_NEW, None)
    taxonomy_saving.keep(text, f"{len(chosen)} {'team has' if len(chosen) == 1 else 'teams have'} another department.")


def table_of(taxonomy: Taxonomy) -> pd.DataFrame:
    """Teams of the store under the taxonomy being edited."""
    return data.look_up(teams_table, taxonomy.text)


def _rows(table: pd.DataFrame) -> Iterator[choosing.Row]:
    for row in table.to_dict("records"):
        yield choosing.Row(row["team"], row["department"] or NOT_ASSIGNED, _told(row), row["example"])


def _told(row: dict[Any, Any]) -> str:
    held = f"{count(row['tickets'])} ticket{'' if row['tickets'] == 1 else 's'}"
    first = f", the first to handle {count(row['first_contacts'])}" if row["first_contacts"] else ""
    return f"{held}{first}{'; looks like ' + row['looks_like'] if row['looks_like'] else ''}"


def _alike(table: pd.DataFrame, key: str) -> None:
    """A button that assigns all teams whose names share a word with just one department to it."""
    alike = table[table["looks_like"] != ""]
    if alike.empty:
        return
    found = dict(zip(alike["team"], alike["looks_like"], strict=True))
    team, department = next(iter(found.items()))
    what = f"{department} for {team}" if len(found) == 1 else f"the likely department of {len(found)} teams"
    st.button(
        f"Choose {plain(what)}", key="teams_alike", icon=":material/checklist:",
        help="Team and department share a word in their names. Nothing is saved yet.", disabled=exposure.is_closed(),
        on_click=choosing.take, args=(key, found),
    )  # fmt: skip


def _another() -> None:
    """A field to add a department to the list."""
    with st.form("new_department", border=False, clear_on_submit=True):
        name, add = st.columns([3, 1], vertical_alignment="bottom")
        name.text_input(
            "A new department", max_chars=60, placeholder="Its name; then choose it above", key="new_department_name"
        )
        add.form_submit_button("Add to the list", disabled=exposure.is_closed(), on_click=_add)


def _add() -> None:
    if given := " ".join(str(st.session_state.get("new_department_name") or "").split()):
        st.session_state[_NEW] = (*st.session_state.get(_NEW, ()), given)


def _none_named() -> None:
    """Advice if no export names a team: candidate columns, and where to map them."""
    st.markdown("There is nothing to assign: no loaded file has a column that was read as team, group or queue.")
    if found := data.look_up(unread_columns):
        st.markdown(
            "These columns could hold teams: " + "; ".join(plain(each) for each in found) + ". If one of them "
            "names who held a ticket, load the file again and choose it under Columns as **Team**."
        )
        st.page_link(frame.page_path("import"), label="Load the file again", icon=":material/upload_file:")
