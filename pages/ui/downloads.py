"""Downloads: safe in spreadsheets, stamped with their filters, and logged if they quote customers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pandas as pd
import streamlit as st

from etl import locales
from etl.ledger.commitments import Commitment, read_commitments
from etl.marts.core.filters import Filters
from etl.marts.frames import since
from etl.reports.links import note_shown, view_link
from etl.reports.slides import holds_words, slides_file
from etl.reports.story import tell
from etl.reports.table_files import TABLES
from etl.reports.tickets import ticket_rows
from pages.ui import data, exposure
from pages.ui.decisions import ledger_access

_CSV, _XLSX = ".csv", ".xlsx"
_MIME = {_CSV: "text/csv", _XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def download(
    label: str, rows: Callable[[], pd.DataFrame], what: str, filters: Filters, key: str, *, holds_words: bool
) -> None:
    """A button for a CSV, and a switch for a workbook, because Excel guesses a CSV's encoding and delimiter.

    Parameters
    ----------
    rows
        Returns the frame; called only on download.
    what
        Name of the file, and of the entry in the access log.
    holds_words
        Whether rows contain customers' words: the export is then recorded in the ledger before the download.
    """

    ending = _XLSX if st.session_state.get(f"{key}_excel") else _CSV

    def made() -> bytes:
        if holds_words:
            exposure.refuse()
        with locales.written(locales.PLAIN):  # a file for other programs is the same for every reader
            return file()

    def file() -> bytes:
        frame = rows()
        if holds_words:
            data.log_access(what, filters, len(frame))
        return stamped(frame, filters, ending)

    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            label,
            made,
            file_name=f"headwater-{what}-{datetime.now():%Y%m%d-%H%M}{ending}",
            mime=_MIME[ending],
            key=key,
            icon=":material/download:",
            on_click="ignore",
            disabled=holds_words and (exposure.is_closed() or bool(data.ledger_shut())),
            help="Personal data is masked; the export is noted." if holds_words else None,
        )
        st.checkbox("For Excel", key=f"{key}_excel", help="A workbook (.xlsx) in place of a CSV.")


def stamped(frame: pd.DataFrame, filters: Filters, ending: str = _CSV) -> bytes:
    """A frame as a file, with the filters in a last column, so that the file documents itself."""
    return TABLES[ending](frame.assign(filters=filters.sentence()))


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
    marks = locales.current()  # of the reader; the file is made in a thread that serves no page
    moment = data.earlier() or data.moment()
    link = view_link(data.settings().base_url or st.context.url or "", filters, moment)

    def made() -> bytes:
        if holds_words(filters):
            exposure.refuse()
        if link and not exposure.is_closed():
            shown = data.ask_then(moment, since.said, filters)
            with ledger_access.opened() as ledger:
                note_shown(ledger, moment, filters, shown)
        told = partial(tell, seed=data.settings().seed, commitments=_commitments(), today=data.today())
        with locales.written(marks):
            content, count = slides_file(data.fresh(told, filters), link=link)
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
        disabled=holds_words(filters) and exposure.is_closed(),
        help="Charts and tables can be edited in PowerPoint or LibreOffice; each slide says what it was computed over.",
    )


def _commitments() -> tuple[Commitment, ...]:
    with ledger_access.opened() as ledger:
        return read_commitments(ledger)
