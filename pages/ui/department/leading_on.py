"""Next actions of a department's head: fix a cause, read, object, agree on a commitment, download slides."""

from __future__ import annotations

from typing import Any

import streamlit as st

from etl.marts.core.formatting import interval_of, number_of, unbroken, value_words
from etl.marts.core.measured import Measured
from etl.marts.frames import cost_by_cause
from pages.ui import counting, data, downloads, exposure, frame
from pages.ui.commitments.sections import NEW
from pages.ui.decisions import objecting
from pages.ui.plain_text import plain
from pages.ui.start import Begun

_MOST = 3
_MONTHLY, _IN_ALL, _COMPLAINTS = "hours_a_month", "frontline_hours", "complaints"
_HEADS = {
    _MONTHLY: "Fix first: what it would free of {front}'s time",
    _IN_ALL: "Fix first: the time it took {front}",
    _COMPLAINTS: "Fix first: what most complaints are about",
}


def fix_first(page: Begun, name: str) -> None:
    """Show the causes whose removal would free most of the frontline's time, each with its actions.

    Without known hours, the causes with most complaints; without named causes, how to name some.
    """
    found = data.ask(cost_by_cause.burden, page.filters, is_by_issue=True, seed=data.settings().seed)
    named = found[found["issue"].notna() & (found["issue"] != "nan") & (found["department"] == name)]
    if named.empty:
        _none_named()
        return
    unit = _MONTHLY if named[_MONTHLY].notna().any() else _IN_ALL
    unit = unit if (named[unit] > 0).any() else _COMPLAINTS
    listed = named[named[unit] > 0].sort_values(unit, ascending=False, kind="stable").head(_MOST)
    front = "your own team" if name in page.taxonomy.frontline else "the frontline"
    st.markdown(f"**{_HEADS[unit].format(front=front)}**")
    with st.container(key="fix_first", gap="xxsmall"):
        for row in listed.to_dict("records"):
            _cause(page, name, row, unit)
    if unit == _COMPLAINTS:
        st.caption("This export doesn't show how many hours they took.")
    elif bool(listed["is_estimated"].any()):
        st.caption("Hours are estimated where the export logs no minutes.")


def _none_named() -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("**Fix first:** no cause is named here yet.", width="content")
        st.page_link(
            frame.page_path("setup"), label="Name what can go wrong", query_params={"part": "what"},
            icon=":material/tune:",
        )  # fmt: skip


def _cause(page: Begun, name: str, row: dict[Any, Any], unit: str) -> None:
    issue = str(row["issue"])
    told = [number_of(row["complaints"], "complaint")]
    if unit != _COMPLAINTS:
        told.insert(0, _freed(row, unit))
    here = page.filters.with_(department=(name,), issue=(issue,)).to_query()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{plain(issue)}** {plain(unbroken(', '.join(told)))}", width="content")
        st.page_link(frame.page_path("tickets"), label="Read", query_params=here, icon=":material/menu_book:")
        st.page_link(
            frame.page_path("commitments"), label="Agree on a fix", query_params={**here, NEW: ["true"]},
            icon=":material/handshake:",
        )  # fmt: skip
        _object("Object", issue, f"object_{issue}")


def _freed(row: dict[Any, Any], unit: str) -> str:
    """Hours with their interval: "98 h a month (90–105)"."""
    hours = Measured(row[unit], "hours a month" if unit == _MONTHLY else "hours", low=row[f"low_{unit}"],
                     high=row[f"high_{unit}"])  # fmt: skip
    limits = f" ({said})" if (said := interval_of(hours)) else ""
    return f"{value_words(hours)}{' a month' if unit == _MONTHLY else ''}{limits}"


def _object(label: str, cause: str | None, key: str) -> None:
    """A button that opens the form for an objection."""
    st.button(label, key=key, icon=":material/gavel:", type="tertiary", on_click=objecting.ask, args=(cause,),
              disabled=exposure.is_closed())  # fmt: skip


def actions(page: Begun, name: str) -> None:
    """Actions for all of the department's complaints: read them, object to some, download slides."""
    with st.container(horizontal=True, vertical_alignment="center", key="actions"):
        st.page_link(
            frame.page_path("tickets"), label="Read these complaints", icon=":material/confirmation_number:",
            query_params=counting.complaints(page.filters).to_query(),
        )  # fmt: skip
        _object("Object to several", None, "object_several")
        downloads.slides(page.filters)
    objecting.asked(page, name)


def own_words(page: Begun, name: str) -> None:
    """Said on the frontline's own page: what it caused itself counts like what others caused."""
    if name in page.taxonomy.frontline:
        st.caption(
            plain(f"These complaints started at {name} itself. They are counted as every other department's are.")
        )
