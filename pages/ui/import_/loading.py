"""The questions that an upload leaves open, and the load itself."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import streamlit as st

from etl.locales import number
from etl.marts.core.formatting import count
from etl.marts.frames.next_step import misfits
from etl.reports.holding import holding_words
from etl.sources import FORMATS
from pages.ui import cancelling, data, frame, refusal
from pages.ui.import_ import uploads
from pages.ui.plain_text import plain
from pages.ui.setup import next_steps

_LAST = "_headwater_last_load"
_IS_FIRST = "_headwater_first_load"
_LED = "_headwater_led_to_setup"
_LOADED = "_headwater_uploads_loaded"
_UNSTARTED = "_headwater_unstarted_upload"
_LOADED_WORD = "Loaded"
_OPTION = "--map"
_EVERY_ROW = {
    "judged": "Each row is judged by its words",
    "complaint": "Every row is a complaint: a register of complaints",
}


def upload_key() -> str:
    """Key of the uploader, new after each load so that the loaded file isn't offered again."""
    return f"upload_{st.session_state.get(_LOADED, 0)}"


def ask_source() -> str | None:
    """Format chosen to override the guess; None to keep it."""
    labels = {each.name: each.label for each in FORMATS}
    return st.selectbox(
        "Format", list(labels), index=None, format_func=labels.__getitem__, placeholder="As recognised", key="source_as"
    )


def ask_date_order(survey: uploads.Survey) -> str | None:
    """Order of day and month, only where the file leaves it open."""
    if not survey.is_ambiguous:
        return None
    return st.segmented_control(
        "Which number is the day? The file doesn't show it",
        list(uploads.DATE_ORDERS),
        format_func=uploads.DATE_ORDERS.__getitem__,
        key="date_order",
    )


def ask_every_row() -> str | None:
    """Kind of every row; None: as stated for this source before, else each is judged by its words."""
    return st.segmented_control(
        "What the rows are",
        list(_EVERY_ROW),
        format_func=_EVERY_ROW.__getitem__,
        key=f"every_row_{st.session_state.get(_LOADED, 0)}",
        help="Choose nothing to keep what you chose for this source before. Spam, repeated and merged tickets don't "
        "count either way.",
    )


def tell(survey: uploads.Survey) -> None:
    """Show the recognised format and why; or what is wrong with the file."""
    if survey.problem:
        # Options of the command line are chosen here in the table of columns.
        lines = [
            "Choose under Columns what each of them holds." if _OPTION in line else line
            for line in survey.problem.splitlines()
        ]
        refusal.tell(lines)
        return
    rows = "1 row" if survey.count_rows == 1 else f"{count(survey.count_rows)} rows"
    st.markdown(f"**{plain(survey.label)}** · {rows}")
    st.markdown("\n".join(f"- {plain(finding)}" for finding in survey.findings))


def load(upload: uploads.Upload, options: list[str]) -> None:
    """Begin to load; `go_on` shows it and what came of it."""
    st.session_state[_IS_FIRST] = data.is_empty()
    _begin(_LOADED_WORD, "load", upload, options)


def go_on() -> None:
    """Show the load or check that this session has begun until it ends, then rerun the page with the result.

    The first load that doesn't fit the taxonomy leads to Set-up.
    """
    if (ended := cancelling.watch()) is None:
        return
    st.session_state[_LAST] = (done, outcome) = ended
    if outcome.is_done and done == _LOADED_WORD:
        st.session_state[_LOADED] = st.session_state.get(_LOADED, 0) + 1
        is_first = st.session_state.pop(_IS_FIRST, False)
        if is_first and not data.is_empty() and (unfit := misfits(next_steps.found())):
            st.session_state[_LED] = unfit
            st.switch_page(frame.page_path("setup"))
    st.rerun()


def tell_why_here() -> None:
    """On Set-up, right after the load that led there, show what was loaded and what doesn't fit."""
    if unfit := st.session_state.pop(_LED, ()):
        tell_last()
        named = " and ".join([", ".join(unfit[:-1]), unfit[-1]] if unfit[1:] else unfit)
        st.info(
            plain(f"The taxonomy {data.taxonomy().name} doesn't know the {named} of this export yet. Add them here."),
            icon=":material/tune:",
        )


def check(upload: uploads.Upload, options: list[str]) -> None:
    """Begin to validate the upload without storing anything."""
    _begin("Checked, nothing stored", "validate", upload, options)


def _begin(name: str, command: str, upload: uploads.Upload, options: list[str]) -> None:
    if cancelling.is_running():
        st.session_state[_UNSTARTED] = upload.name
        return
    st.session_state.pop(_UNSTARTED, None)
    with ExitStack() as held:
        path = held.enter_context(uploads.kept(upload))
        cancelling.begin(name, [command, str(path), *options], held.pop_all())


def tell_unstarted() -> None:
    """Name the file that wasn't taken because another was being read; also beside that one's result, and then no more.

    Nothing is queued: what the first load stores may change what one wants of the second.
    """
    if not (name := st.session_state.get(_UNSTARTED)):
        return
    st.warning(
        plain(
            f"{name} wasn't started: a file was being read already. Start it again when that one is done or cancelled."
        ),
        icon=":material/front_hand:",
    )
    if not cancelling.is_running():
        del st.session_state[_UNSTARTED]


def tell_last() -> None:
    """Show the reconciliation of the session's last load or check."""
    if _LAST not in st.session_state:
        return
    done, outcome = st.session_state[_LAST]
    if not outcome.is_done:
        refusal.tell(outcome.lines)
        return
    found: dict[str, Any] = outcome.found
    lines = [
        f"Read {count(found['read'])} = accepted {count(found['accepted'])} + rejected {count(found['rejected'])}",
        f"Accepted {count(found['accepted'])} = loaded {count(found['loaded'])} + already known "
        f"{count(found['already_known'])}",
        f"Complaints in it {count(found['complaints'])} = attributed {count(found['attributed'])} + unattributed "
        f"{count(found['unattributed'])}",
    ]
    lines += [f"{count(rows)} don't count: {plain(reason)}" for reason, rows in found["excluded"].items()]
    lines += [plain(holding_words(found["store"]))] if "store" in found else []
    lines += [plain(note) for note in found.get("taxonomy_notes", [])]
    title = f"{done}: {plain(found['file'])} in {number(found['seconds'], '.1f')} s"
    st.success("\n".join(f"- {line}" for line in lines), title=title, icon=":material/check_circle:")
    if done == _LOADED_WORD:
        st.page_link(frame.page_path("overview"), label="See the result on Overview", icon=":material/arrow_forward:")


def tell_next() -> None:
    """After a load of this session: the most useful next step."""
    done, outcome = st.session_state.get(_LAST, ("", None))
    if done == _LOADED_WORD and outcome.is_done and not data.is_empty():
        next_steps.first()
