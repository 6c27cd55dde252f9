"""The questions that an upload leaves open, and the load itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from etl.marts.words import count
from etl.model import FIELDS
from etl.sources import FORMATS, suggest_mapping
from pages.ui import running, uploads
from pages.ui.words import plain

_LAST = "_headwater_last_load"
_LOADED = "_headwater_uploads_loaded"
_NEEDED = ("ticket_id", "created_at", "subject", "body")
_NOT_MAPPED = "(none)"
_OPTION = "--map"


def upload_key() -> str:
    """Key of the uploader: a new one after each load, so that what was loaded isn't offered again."""
    return f"upload_{st.session_state.get(_LOADED, 0)}"


def ask_source() -> str | None:
    """Format, where the guess from the header is to be overruled."""
    labels = {each.name: each.label for each in FORMATS}
    return st.selectbox(
        "Format", list(labels), index=None, format_func=labels.__getitem__, placeholder="As recognised", key="source_as"
    )


def ask_mapping(survey: uploads.Survey) -> dict[str, str]:
    """Which column holds which field: the file's own mapping, or a suggestion, to be overruled field by field."""
    if not survey.columns:
        return {}
    suggested = survey.mapping or suggest_mapping(survey.columns)
    with st.expander("Columns", expanded=bool(survey.problem), icon=":material/view_column:"):
        st.caption(
            "Needed: a ticket id, a time of creation, and a subject or a body. Or a time of change: an event log."
        )
        chosen: dict[str, str] = {}
        offered = [_NOT_MAPPED, *survey.columns]
        with st.grid(3, min_column_width=220):
            for field in (*_NEEDED, *(name for name in FIELDS if name not in _NEEDED)):
                at = offered.index(suggested[field]) if suggested.get(field) in offered else 0
                label = field.replace("_", " ").capitalize()
                picked = st.selectbox(label, offered, index=at, key=f"map_{field}_{hash(survey.columns)}")
                if picked != _NOT_MAPPED and picked != survey.mapping.get(field):
                    chosen[field] = picked
    return chosen


def ask_date_order(survey: uploads.Survey) -> str | None:
    """Order of day and month, only where the file leaves it open."""
    if not survey.is_ambiguous:
        return None
    return st.segmented_control(
        "The file leaves open which number is the day",
        list(uploads.DATE_ORDERS),
        format_func=uploads.DATE_ORDERS.__getitem__,
        key="date_order",
    )


def tell(survey: uploads.Survey) -> None:
    """What the file was taken for, and why; or what is wrong with it."""
    if survey.problem:
        # What the command line would have to be told is chosen here in the table of columns.
        lines = [
            "Say under Columns which of them holds what." if _OPTION in line else line
            for line in survey.problem.splitlines()
        ]
        st.error("\n\n".join(plain(line) for line in lines), icon=":material/error:")
        return
    rows = "1 row" if survey.count_rows == 1 else f"{count(survey.count_rows)} rows"
    st.markdown(f"**{plain(survey.label)}** · {rows}")
    st.markdown("\n".join(f"- {plain(finding)}" for finding in survey.findings))


def options_of(path: Path, source: str | None, mapping: Mapping[str, str], date_order: str | None) -> list[str]:
    """Options of the command line that say the same."""
    told = [str(path), "--json"]
    told += ["--source", source] if source else []
    told += [part for pair in mapping.items() for part in (_OPTION, "=".join(pair))]
    return told + (["--date-order", date_order] if date_order else [])


def load(options: list[str], path: Path) -> None:
    """Load, then show the page anew with the result; the upload isn't kept."""
    outcome = running.run_with_progress(["load", *options])
    st.session_state[_LAST] = ("Loaded", outcome)
    if outcome.is_done:
        uploads.forget(path)
        st.session_state[_LOADED] = st.session_state.get(_LOADED, 0) + 1
    st.rerun()


def check(options: list[str]) -> None:
    """The same work, and nothing stored."""
    st.session_state[_LAST] = ("Checked, nothing stored", running.run_with_progress(["validate", *options]))


def tell_last() -> None:
    """The reconciliation of the last load or check of this session."""
    if _LAST not in st.session_state:
        return
    done, outcome = st.session_state[_LAST]
    if not outcome.is_done:
        st.error("\n\n".join(plain(line) for line in outcome.lines), icon=":material/error:")
        return
    found: dict[str, Any] = outcome.found
    lines = [
        f"Read {count(found['read'])} = accepted {count(found['accepted'])} + rejected {count(found['rejected'])}",
        f"Accepted {count(found['accepted'])} = loaded {count(found['loaded'])} + already known "
        f"{count(found['already_known'])}",
        f"Complaints {count(found['complaints'])} = attributed {count(found['attributed'])} + unattributed "
        f"{count(found['unattributed'])}",
    ]
    lines += [f"{count(number)} don't count: {plain(reason)}" for reason, number in found["excluded"].items()]
    title = f"{done}: {plain(found['file'])} in {found['seconds']:.1f} s"
    st.success("\n".join(f"- {line}" for line in lines), title=title, icon=":material/check_circle:")
