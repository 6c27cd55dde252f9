"""Export and import of rulings on Review."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from etl.errors import InputError
from etl.ledger.rulings import rulings_text
from etl.usecases.exchange_rulings import whole_record
from pages.ui import data, exposure, jobs
from pages.ui.import_ import uploads
from pages.ui.plain_text import plain

_SAID_KEY, _TURN_KEY = "_headwater_rulings_said", "_headwater_rulings_turn"


def section() -> None:
    """Do what `python -m etl rulings export` and `import` do, with the same refusals; a refused file adds nothing."""
    is_taken, lines = st.session_state.pop(_SAID_KEY, (False, []))
    if lines:
        tell, icon = (st.success, "check_circle") if is_taken else (st.error, "error")
        tell("\n\n".join(plain(line) for line in lines), icon=f":material/{icon}:")
    with st.expander("Rulings as a file", icon=":material/sync_alt:"):
        st.download_button(
            "Download all rulings", _record,
            file_name=f"headwater-rulings-{datetime.now():%Y%m%d-%H%M}.csv", mime="text/csv", key="download_rulings",
            icon=":material/download:", on_click="ignore", disabled=exposure.is_closed(),
            help="The whole record, disputes and both positions included; it can be taken in elsewhere.",
        )  # fmt: skip
        upload = st.file_uploader(
            "Import rulings (required: ticket_id, department; optional: share, issue, author, reason, ruled_at)",
            type=["csv", "tsv", "txt", "gz"], max_upload_size=data.settings().max_upload_mb,
            disabled=exposure.is_closed(), key=f"rulings_{st.session_state.get(_TURN_KEY, 0)}",
        )  # fmt: skip
        if upload is not None:
            st.button(
                "Take them in", icon=":material/upload:", key="take_in_rulings", on_click=_take_in, args=(upload,)
            )


def _record() -> bytes:
    exposure.refuse()
    return rulings_text(whole_record(data.settings())).encode("utf-8")


def _take_in(file: UploadedFile) -> None:
    state = st.session_state
    try:
        with uploads.kept(uploads.taken(file)) as path:
            state[_SAID_KEY] = True, _taken_in(path, file.name)
        state[_TURN_KEY] = state.get(_TURN_KEY, 0) + 1  # a new uploader, so that the imported file isn't offered again
    except InputError as error:
        state[_SAID_KEY] = False, str(error).splitlines()


def _taken_in(path: Path, name: str) -> list[str]:
    """Import a file in its own process, like every foreign file; a refusal shows the original name."""
    outcome = jobs.run(["rulings", "import", str(path)])
    if not outcome.is_done:
        raise InputError("\n".join(outcome.lines).replace(str(path), name))
    return outcome.printed.splitlines()
