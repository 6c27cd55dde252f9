"""What Overview's first screen shows: the words at its top, its figures, and the largest causes."""

from __future__ import annotations

import streamlit as st

from etl.marts.core.formatting import limits_words, unbroken
from etl.marts.frames import cost_by_cause
from etl.marts.frames.findings import few_complaints, few_words
from etl.marts.frames.first_screen import LENS, Opening, first_measures, largest_causes, opening
from etl.marts.frames.hypothesis import CLAIM
from pages.ui import data, frame, parts, start
from pages.ui.overview import pictures
from pages.ui.plain_text import plain
from pages.ui.start import Begun

__all__ = ["LENS", "section"]

_COMPANY, _FRONTLINE = 215, 444
"""Pixels of the two pictures; the causes take the rest of the row, or a row of their own."""
_CAUSES = "What fixing would free"
_LOW_SCREEN = """<style>@media (max-height: 800px) {
  [class*='st-key-freed_'] { display: none; }
  .st-key-first_screen h1 { font-size: 1.3rem; padding: 0.25rem 0 0.8rem; }
  .st-key-first_screen > [data-testid=stElementContainer] p { font-size: 0.9rem; line-height: 1.35; }
  .st-key-first_screen [class*='st-key-card_'] { padding: 0.4rem 0.8rem; }
  .st-key-first_screen [class*='st-key-card_'] p { line-height: 1.3; }
}</style>"""
"""On a low screen a cause is its name and hours, the rest stands in its tooltip; letters and margins are smaller."""
_FREED = (
    "Frontline hours on the complaints of a cause ÷ months that the data within the filters covers: what would be free "
    "if none of them came any more. Money: those hours at {currency} {rate:g} an hour, and the goodwill given on them."
)
_NONE_NAMED = "No issue is named yet for what other departments caused."
_NO_HOURS = "As far as is known, the frontline spent no hours on causes elsewhere."


def section(page: Begun, of_all: str) -> None:
    """Title, verdict, figures, the two pictures of a hundred, and the largest causes.

    Parameters
    ----------
    of_all
        Subtitle of a chart of all origins.
    """
    told = opening(page.measured, page.taxonomy, page.filters)
    st.html(_LOW_SCREEN)
    with st.container(gap="xsmall", key="first_screen"):
        start.title(unbroken(told.title))
        _lead(page, told)
        parts.cards(first_measures(page.measured, page.filters), page.measured, page.filters, is_brief=True)
        with st.container(horizontal=True, gap="small", key="pictures"):
            with st.container(width=_COMPANY):
                pictures.company(page)
            with st.container(width=_FRONTLINE):
                pictures.frontline(page, of_all)
            with st.container(key="largest_causes", gap="xsmall"):
                _causes(page)


def _lead(page: Begun, told: Opening) -> None:
    """Where complaints start, what becomes of the claim, and on what it rests."""
    kind, colon, rest = unbroken(told.claim).partition(":")
    claim = f"**{plain(kind + colon)}** {plain(rest)}" if colon else plain(kind)
    said = [plain(unbroken(told.origin)), claim, f":gray[{plain(told.basis)}]" if told.basis else ""]
    if any(said):
        meant = f"The claim: “{CLAIM}” {limits_words(page.measured['complaints'])}"
        st.markdown(" ".join(filter(None, said)), help=plain(meant))


def _causes(page: Begun) -> None:
    """Names of the largest causes, with what fixing each would free; each leads to its department's page."""
    burden = data.ask(cost_by_cause.burden, page.filters, is_by_issue=True, seed=data.settings().seed)
    currency = page.taxonomy.currency
    shown = largest_causes(burden, currency)
    meant = _FREED.format(currency=currency, rate=page.taxonomy.hourly_cost)
    st.markdown(f":small[**{_CAUSES}**]", help=plain(meant))
    if few := few_complaints(page.measured):
        st.markdown(f":gray[–  {plain(few_words(few))}]")
        return
    if shown.empty:
        is_known = bool((burden["frontline_hours"] > 0).any())
        st.markdown(f":gray[–  {_NONE_NAMED if is_known else _NO_HOURS}]")
    for place, row in enumerate(shown.to_dict("records")):
        limits = f" ({row['limits']})" if row["limits"] else ""
        whose, beside = plain(row["department"]), plain(unbroken(f"{limits} and"))
        hours, in_money = plain(unbroken(row["hours"])), plain(unbroken(row["money"]))
        with st.container(gap=None):
            chosen = page.filters.with_(department=(row["department"],), issue=(row["issue"],))
            st.page_link(
                frame.page_path("department"), label=f"{plain(row['issue'])}: **{hours}**",
                icon=":material/arrow_forward:", query_params=chosen.to_query(),
                help=f"{whose}: {hours}{beside} {in_money} {row['span']}",
            )  # fmt: skip
            with st.container(key=f"freed_{place}"):
                st.markdown(f":small[{whose}: {hours}{beside} **{in_money}** {row['span']}]")
