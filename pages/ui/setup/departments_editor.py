"""Departments on Set-up: rename, mark as frontline or outside, add, merge, remove."""

from __future__ import annotations

import streamlit as st

from etl.taxonomy import Department, Taxonomy
from etl.taxonomy.reshaping import with_departments_merged, without
from etl.taxonomy_help.causes import DepartmentsSaid, with_departments
from pages.ui import exposure
from pages.ui.plain_text import undirected
from pages.ui.setup import taxonomy_saving

_WIDTHS = (5, 2, 2, 3)


def section(taxonomy: Taxonomy) -> None:
    """Draw a row of fields for each department and for a new one, and the forms to merge and remove."""
    st.markdown(
        "**Frontline** takes the contacts. **Outside** isn't part of your organisation, such as a carrier: "
        "what starts there isn't counted as started elsewhere in the company. An earlier name stays as an alias."
    )
    names: dict[str, str] = {}
    frontline: dict[str, bool] = {}
    outside: dict[str, bool] = {}
    for department in taxonomy.departments:
        called, is_frontline, is_outside = _row(taxonomy, department)
        names |= {department.name: called} if called != department.name else {}
        frontline |= {department.name: is_frontline} if is_frontline != department.is_frontline else {}
        outside |= {department.name: is_outside} if is_outside != department.is_outside else {}
    added = st.text_input(
        "A new department", max_chars=60, placeholder="Its name", key=f"added_{taxonomy.hash[:12]}",
        disabled=exposure.is_closed(),
    )  # fmt: skip
    said = DepartmentsSaid(names, frontline, outside, (added.strip(),) if added.strip() else ())
    if taxonomy_saving.button(len(said), key="departments_save"):
        taxonomy_saving.change(lambda: with_departments(taxonomy.text, said), "The departments are saved.")
    _merge_or_remove(taxonomy)


def _row(taxonomy: Taxonomy, department: Department) -> tuple[str, bool, bool]:
    """Name and flags of a department, from its fields."""
    name, key = department.name, f"{taxonomy.hash[:12]}: {department.name}"
    words, front, out, told = st.columns(_WIDTHS, vertical_alignment="center", gap="small")
    called = words.text_input(
        undirected(f"Name of {name}"), name, max_chars=60, key=f"name_{key}", label_visibility="collapsed",
        disabled=exposure.is_closed(),
    )  # fmt: skip
    is_frontline = front.checkbox(
        "Frontline", department.is_frontline, key=f"front_{key}", disabled=exposure.is_closed()
    )
    is_outside = out.checkbox("Outside", department.is_outside, key=f"outside_{key}", disabled=exposure.is_closed())
    issues, teams = len(department.issues), len(department.teams)
    told.caption(f"{issues} issue{'' if issues == 1 else 's'}, {teams} team{'' if teams == 1 else 's'}")
    return called.strip(), is_frontline, is_outside


def _merge_or_remove(taxonomy: Taxonomy) -> None:
    with st.popover("Merge or remove one"):
        is_shut = exposure.is_closed()
        name = st.selectbox("Department", taxonomy.names, index=None, format_func=undirected, key="merged_department")
        others = [each for each in taxonomy.names if each != name]
        into = st.selectbox("Merge it into", others, index=None, format_func=undirected, key="merged_into")
        if st.button("Merge and attribute again", key="department_merge", disabled=is_shut or None in (name, into)):
            taxonomy_saving.change(
                lambda: with_departments_merged(taxonomy.text, str(name), str(into)), f"{name} is now part of {into}."
            )
        if st.button("Remove it and attribute again", key="department_remove", disabled=is_shut or name is None):
            taxonomy_saving.change(lambda: without(taxonomy.text, str(name)), f"{name} was removed.")
