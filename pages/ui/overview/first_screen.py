"""Overview's first screen: the text at the top, figures, and the largest causes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import streamlit as st

from etl.marts.core.formatting import limits_words, unbroken
from etl.marts.frames import cost_by_cause
from etl.marts.frames.findings import TOO_OPEN, few_complaints, few_words, is_too_open
from etl.marts.frames.first_screen import LENS, Opening, first_measures, largest_causes, opening
from etl.marts.frames.hypothesis import CLAIM
from pages.ui import data, frame, parts, start
from pages.ui.overview import pictures
from pages.ui.plain_text import plain
from pages.ui.start import Begun

__all__ = ["LENS", "section"]

_COMPANY, _FRONTLINE, _LARGEST = 215, 455, 245
"""Parts of the row that the two pictures and the causes take: about their pixels in a window of 1280."""
_CAUSES = "What fixing would free"
_MOST = "The largest causes"
_MOST_MEANT = "Whose hours they took isn't known, so these are the causes with most complaints."
_LOW_SCREEN = """<style>@media (max-height: 800px) {
  [class*='st-key-freed_'] { display: none; }
  .st-key-first_screen h1 { font-size: 1.3rem; padding: 0.25rem 0 0.8rem; }
  .st-key-first_screen > [data-testid=stElementContainer] p { font-size: 0.9rem; line-height: 1.35; }
  .st-key-first_screen [class*='st-key-card_'] { padding: 0.4rem 0.8rem; }
  .st-key-first_screen [class*='st-key-card_'] p { line-height: 1.3; }
  .st-key-first_screen [class*='st-key-card_'] [data-testid=stCaptionContainer] p { font-size: 0.8rem; }
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
        with st.container(key="pictures"):
            *first, second, third = st.columns(_widths(page), gap="small")
            for column in first:
                with column:
                    pictures.company(page)
            with second:
                pictures.frontline(page, of_all)
            with third, st.container(key="largest_causes", gap="xsmall"):
                _causes(page)


def _widths(page: Begun) -> list[int]:
    """Widths of the pictures and the causes; without the company's picture if there is no denominator."""
    has_company = page.taxonomy.sells or page.measured["company_view"].value is not None
    return [_COMPANY, _FRONTLINE, _LARGEST] if has_company else [_FRONTLINE, _COMPANY + _LARGEST]


def _lead(page: Begun, told: Opening) -> None:
    """Show where complaints start, the verdict on the claim, and its basis."""
    kind, colon, rest = unbroken(told.claim).partition(":")
    claim = f"**{plain(kind + colon)}** {plain(rest)}" if colon else plain(kind)
    said = [plain(unbroken(told.origin)), claim, f":gray[{plain(told.basis)}]" if told.basis else ""]
    if any(said):
        meant = f"The claim: “{CLAIM}” {limits_words(page.measured['complaints'])}"
        st.markdown(" ".join(filter(None, said)), help=plain(meant))


def _causes(page: Begun) -> None:
    """Show the largest causes with what fixing each would free; each links to its department's page.

    If the hours' origin is only assumed, complaints are shown instead, because such hours would look measured.
    """
    burden = data.ask(cost_by_cause.burden, page.filters, is_by_issue=True, seed=data.settings().seed)
    currency, by_hours = page.taxonomy.currency, not page.measured[LENS].is_assumed
    shown = largest_causes(burden, currency, by_hours=by_hours)
    meant = _FREED.format(currency=currency, rate=page.taxonomy.hourly_cost) if by_hours else _MOST_MEANT
    st.markdown(f":small[**{_CAUSES if by_hours else _MOST}**]", help=plain(meant))
    if why := _none_told(page):
        st.markdown(f":gray[–  {plain(why)}]")
        return
    if shown.empty:
        is_known = not by_hours or bool((burden["frontline_hours"] > 0).any())
        why = _NONE_NAMED if is_known else parts.why(page.measured["frontline_hours_elsewhere"], _NO_HOURS)
        st.markdown(f":gray[–  {plain(why)}]")
    for place, row in enumerate(shown.to_dict("records")):
        whose, amount, told = (plain(unbroken(each)) for each in (row["department"], row["amount"], _told(row)))
        with st.container(gap=None):
            chosen = page.filters.with_(department=(row["department"],), issue=(row["issue"],))
            st.page_link(
                frame.page_path("department"), label=f"{plain(row['issue'])}: **{amount}**",
                icon=":material/arrow_forward:", query_params=chosen.to_query(),
                help=f"{whose}: {told}",
            )  # fmt: skip
            with st.container(key=f"freed_{place}"):
                st.markdown(f":small[{whose}{plain(unbroken(_beneath(row)))}]")


def _none_told(page: Begun) -> str:
    """Reason why no cause is named; empty if there is enough to name any."""
    if few := few_complaints(page.measured):
        return few_words(few)
    is_by_origin = bool(page.filters.department or page.filters.issue)
    return TOO_OPEN if not is_by_origin and is_too_open(page.measured["share_elsewhere"]) else ""


def _beneath(row: Mapping[Hashable, Any]) -> str:
    """What stands under a cause with its amount: the limits and the money."""
    money = f"{row['money']} {row['span']}" if row["money"] else ""
    said = ", ".join(filter(None, [row["limits"], money]))
    return f": {said}" if said else ""


def _told(row: Mapping[Hashable, Any]) -> str:
    """The amount of a cause with its limits, and the money."""
    said = " ".join(filter(None, [row["amount"], f"({row['limits']})" if row["limits"] else ""]))
    return f"{said} and {row['money']} {row['span']}" if row["money"] else said
