"""Files to take away: harmless in a spreadsheet, stamped with their filters, noted where they hold customers' words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pandas as pd
import streamlit as st

from etl.commands.output import csv_text
from etl.marts.filters import Filters
from etl.reports.slides import holds_words, slides_file
from etl.reports.tickets import ticket_rows
from pages.ui import data

_MARK = "\ufeff"


def download(
    label: str, rows: Callable[[], pd.DataFrame], what: str, filters: Filters, key: str, *, holds_words: bool
) -> None:
    """A button for a CSV, and a switch for the byte-order mark that some versions of Excel need.

    Parameters
    ----------
    rows
        Gives the frame; called only when somebody asks for the file.
    what
        Name of the file, and of the entry in the access log.
    holds_words
        Whether rows hold what customers wrote: then the export is noted in the ledger before the file is handed over.
    """

    mark = _MARK if st.session_state.get(f"{key}_excel") else ""

    def made() -> bytes:
        frame = rows()
        if holds_words:
            data.log_access(what, filters, len(frame))
        return (mark + stamped(frame, filters)).encode("utf-8")

    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            label,
            made,
            file_name=f"headwater-{what}-{datetime.now():%Y%m%d-%H%M}.csv",
            mime="text/csv",
            key=key,
            icon=":material/download:",
            on_click="ignore",
            help="Personal data is masked; the export is noted." if holds_words else None,
        )
        st.checkbox("For Excel", key=f"{key}_excel", help="Starts the file with a byte-order mark.")


def stamped(frame: pd.DataFrame, filters: Filters) -> str:
    """CSV of a frame, with the filters in a last column, so that a file that travels still says what it holds."""
    return csv_text(frame.assign(filters=filters.sentence()))


def tickets(filters: Filters) -> None:
    """All tickets within the filters, with their origin; the columns of ``python -m etl export --what tickets``."""
    download(
        "Download these tickets",
        lambda: data.fresh(ticket_rows, filters),
        "tickets",
        filters,
        key="download_tickets",
        holds_words=True,
    )


def slides(filters: Filters) -> None:
    """This view as editable slides; with one department chosen they quote customers, and the export is noted."""

    def made() -> bytes:
        content, count = data.fresh(slides_file, filters)
        if holds_words(filters):
            data.log_access("slides", filters, count)
        return content

    st.download_button(
        "Take this to a meeting: slides",
        made,
        file_name=f"headwater-slides-{datetime.now():%Y%m%d-%H%M}.pptx",
        mime="application/vnd.openxmlformats-officedocument.presentationml.presentation",
        key="download_slides",
        icon=":material/slideshow:",
        on_click="ignore",
        help="Charts and tables can be edited in PowerPoint or LibreOffice; each slide says what it was computed over.",
    )
