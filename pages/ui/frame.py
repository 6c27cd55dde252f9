"""The frame around each page: navigation, and deep links to a server that has just started."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path

import streamlit as st

from etl.errors import InputError
from etl.taxonomy_help.once import is_done
from pages.ui import address, data, exposure, filters, opening, printing, refusal, theme, then
from pages.ui.import_ import uploads
from pages.ui.meeting import walk
from pages.ui.page_list import Page, all_pages, by_section
from pages.ui.plain_text import plain

_ROOT = Path(__file__).resolve().parents[2]
_ICON = str(Path(__file__).with_name("icon.svg"))
_TITLE: ContextVar[str | None] = ContextVar("_TITLE", default=None)
"""Title of the page that this thread runs inside the frame; None outside it. A mark in the session would stay behind
where a run is stopped, and the next one, straight from the file, would pass for one inside the frame."""
_WATCH_EVERY = "10s"
SET_UP = "setup"
_SIDEBAR = 264
"""Pixels of the sidebar, wide enough for the names of pages."""
_UNTOLD = ("300px", "318.75px")
"""Width of a sidebar that is drawn before the browser is told it: 18.75 rem, of Streamlit's letters and of ours."""
_RULES = (
    *(
        f"[data-testid=stSidebar][data-collapsed=false][style*='width: {width}'] {{ width: {_SIDEBAR}px !important; }}"
        for width in _UNTOLD
    ),
    "[data-testid=stSidebarContent] { padding-left: 0.75rem; padding-right: 0.5rem; }",
    "[data-testid=stApp] :is(a, button, [data-testid=stMain]):focus-visible "
    "{ outline: 2px solid currentColor; outline-offset: -2px; }",
)
"""What no option of Streamlit sets. A browser that took the wider sidebar would keep it; a width that somebody dragged
it to is another, and stays. The name of the page that is shown is bold and needs more room than Streamlit's margins
leave. Streamlit shows a link with the keyboard's focus by a pale background alone, and the page itself by nothing."""


def page_path(name: str) -> str:
    """File of a page, as ``st.page_link`` and ``st.switch_page`` take it."""
    return str(_ROOT / "pages" / f"{name}.py")


def _pages() -> dict[str, list[st.Page]]:
    """Pages by section. The first page is at "/", and also at its name."""
    first = all_pages()[0]
    pages = {section: [_page(entry) for entry in listed] for section, listed in by_section(all_pages()).items()}
    home = st.Page(
        page_path(first.name), title=first.title, icon=first.icon, help=first.help, url_path="home", default=True
    )
    pages[first.section].insert(0, home)
    return pages


def _page(entry: Page) -> st.Page:
    return st.Page(
        page_path(entry.name), title=entry.title, icon=entry.icon, help=entry.help, url_path=entry.name,
        visibility="hidden" if entry == all_pages()[0] else "visible",
    )  # fmt: skip


def _configure() -> None:
    """Title and icon of the browser's tab; without an icon of ours it would fetch the page's from another host."""
    st.set_page_config(page_title="Headwater", page_icon=_ICON, layout="wide", initial_sidebar_state=_SIDEBAR)


def run() -> None:
    """Draw the navigation and run the page that the address names. Called by ``app.py`` alone.

    An `InputError` (a broken taxonomy, a busy store) is shown as plain lines.
    """
    _configure()
    theme.apply()
    pages = _pages()
    page = st.navigation(pages, position="hidden")
    address.arrive(page.url_path)
    opening.begin()
    running = _TITLE.set(page.title)
    try:
        uploads.sweep_left()
        printing.rules()
        printing.stamp(page.title)
        if theme.is_meeting() and not data.is_empty():
            _watch(data.snapshot(), st.context.theme.type)
            opening.go()
            walk.show()
            return
        st.html("".join(f"<style>{rule}</style>" for rule in _RULES))
        with st.sidebar:
            _links(pages, page)
            if not data.is_empty():
                walk.button()
            _watch(data.snapshot(), st.context.theme.type)
        opening.go()
        if shut := data.ledger_shut():
            st.warning(
                plain(f"{shut} What is shown is right, but nothing can be recorded now."), icon=":material/lock:"
            )
        if said := exposure.words():
            st.caption(f":material/public: {said}")
        page.run()
        opening.menu()
    except InputError as error:
        refusal.tell(error)
    finally:
        _TITLE.reset(running)


def _links(pages: Mapping[str, Sequence[st.Page]], current: st.Page) -> None:
    """The pages by section, each with the filters in its address: one click is one step back, a new tab shows the same.

    Streamlit's own list drops parameters not bound to a widget, or adds extra history entries.
    """
    query = {**filters.carried(), **then.onward()}
    with st.container(key="pages", gap="xxsmall"):
        for section, listed in _listed(pages, current).items():
            if section:
                st.caption(section)
            for page in listed:
                st.page_link(page, query_params=query, width="stretch")


def _listed(pages: Mapping[str, Sequence[st.Page]], current: st.Page) -> dict[str, list[st.Page]]:
    """Pages in order of the list: each once, with Set-up before the sections until it is done."""
    home, by_name, *_ = pages[all_pages()[0].section]
    # In a new tab, a browser would resolve a link to "/" to the current page.
    left_out = [by_name if current.url_path == home.url_path else home]
    first = [page for listed in pages.values() for page in listed if page.url_path == SET_UP and _is_to_set_up()]
    return {"": first} | {
        section: [page for page in listed if page not in [*left_out, *first]] for section, listed in pages.items()
    }


def _is_to_set_up() -> bool:
    """Whether Set-up is listed first: own data is loaded, and not set up yet."""
    try:
        return not (data.is_empty() or data.state().is_generated or is_done(data.settings()))
    except InputError:
        return False  # the page's own run reports errors of the store


@st.fragment(run_every=_WATCH_EVERY)
def _watch(shown: str, drawn_in: str | None) -> None:
    """Rerun the page when a load has been published, by this or another process, or the browser's theme has changed.

    Charts are drawn in the theme's colours, and a browser tells the theme only with what it asks for.
    """
    try:
        is_shown = data.snapshot() == shown and st.context.theme.type == drawn_in
    except InputError:
        is_shown = False  # the full run reports errors of the store
    if not is_shown:
        st.rerun()


def require() -> None:
    """Make sure that the page runs inside the frame; the first call of every page.

    Streamlit finds the folder ``pages/`` by itself and, until some session has run ``app.py``, serves a deep link
    straight from the file, without frame or sidebar. In that case this registers the page list and restarts the run.
    """
    if _TITLE.get() is None:
        _configure()
        st.navigation(_pages(), position="hidden")
        st.rerun()


def title() -> str:
    """Title of the page that is running."""
    return _TITLE.get() or ""
