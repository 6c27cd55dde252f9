"""The page list, and the way into each page, also by a deep link to a server that has just started."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import streamlit as st

from etl.errors import InputError
from pages.ui import data, filters, parts

_ROOT = Path(__file__).resolve().parents[2]
_ICON = str(Path(__file__).with_name("icon.svg"))
_MARKER = "_headwater_frame"
_WATCH_EVERY = "10s"


class Entry(NamedTuple):
    """A page: file under ``pages/``, title, icon, and what it is for."""

    name: str
    title: str
    icon: str
    help: str


ENTRIES = (
    Entry("overview", "Overview", ":material/water:", "Where complaints start, and what the frontline carries."),
    Entry("department", "Department", ":material/domain:", "What one department can mend, largest first."),
    Entry("tickets", "Tickets", ":material/confirmation_number:", "Find complaints, read one, see its evidence."),
    Entry(
        "frontline", "Frontline load", ":material/weight:", "What the frontline carries, and what mending gives back."
    ),
    Entry("deflection", "Deflection", ":material/swap_horiz:", "Who hands to whom, and what comes home unsolved."),
    Entry("day", "A day on the frontline", ":material/wb_twilight:", "Replay a day hour by hour as the team lived it."),
    Entry("worth", "Worth of the frontline", ":material/volunteer_activism:", "Supported, useful, valued; initiative."),
    Entry("commitments", "Commitments", ":material/handshake:", "What was agreed about a cause, and what came of it."),
    Entry("shadow", "Shadow shifts", ":material/group_add:", "Take a place beside the frontline; who came."),
    Entry("review", "Review", ":material/gavel:", "Rule on complaints, answer disputes, measure agreement."),
    Entry("import", "Import", ":material/upload_file:", "Load an export, see what was refused, undo a load."),
    Entry("method", "Method", ":material/menu_book:", "Every definition, the taxonomy in force, versions."),
)


def page_path(name: str) -> str:
    """File of a page, as ``st.page_link`` and ``st.switch_page`` take it."""
    return str(_ROOT / "pages" / f"{name}.py")


def _pages() -> list[st.Page]:
    first = ENTRIES[0]
    return [
        st.Page(
            page_path(first.name), title=first.title, icon=first.icon, help=first.help, url_path="home", default=True
        ),
        # The first page lives at "/"; a link to it by its name leads there too, by `_at_home`.
        st.Page(page_path(first.name), title=first.title, url_path=first.name, visibility="hidden"),
        *(st.Page(page_path(e.name), title=e.title, icon=e.icon, help=e.help, url_path=e.name) for e in ENTRIES[1:]),
    ]


def _configure() -> None:
    """Title and icon of the browser's tab; without an icon of ours it would fetch the page's from another host."""
    st.set_page_config(page_title="Headwater", page_icon=_ICON, layout="wide")


def run() -> None:
    """Draw the navigation and run the page that the address names. Called by ``app.py`` alone.

    What a person is meant to read (`InputError`: a broken taxonomy, a busy store) is shown as its plain lines.
    """
    _configure()
    filters.arrive()
    pages = _pages()
    page = st.navigation(pages)
    _at_home(page, pages[0])
    st.session_state[_MARKER] = page.title
    try:
        with st.sidebar:
            parts.meeting_toggle()
            _watch(data.snapshot())
        page.run()
    except InputError as error:
        st.error(str(error), icon=":material/error:")
    finally:
        del st.session_state[_MARKER]


def _at_home(page: st.Page, first: st.Page) -> None:
    """From the first page's name on to its own address: only there the sidebar marks it."""
    if page.url_path == ENTRIES[0].name:
        st.switch_page(first, query_params={name: st.query_params.get_all(name) for name in st.query_params})


@st.fragment(run_every=_WATCH_EVERY)
def _watch(shown: str) -> None:
    """Draw the page anew when a load has been published since, by this or another process."""
    if data.snapshot() != shown:
        st.rerun()


def require() -> None:
    """Make sure that the page runs inside the frame; the first call of every page.

    Streamlit finds the folder ``pages/`` by itself and, until some session has run ``app.py``, serves a deep link
    straight from the file, without frame or sidebar. Then the page list is handed over and the run starts again.
    """
    if _MARKER not in st.session_state:
        _configure()
        st.navigation(_pages())
        st.rerun()


def title() -> str:
    """Title of the page that is running."""
    return str(st.session_state.get(_MARKER, ""))
