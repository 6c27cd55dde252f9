"""Begins every page that shows data: filters, strip and title, or the offer of an empty store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import streamlit as st

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import period_words, whisker_words
from etl.marts.core.measured import Measured
from etl.marts.frames import breakdowns
from etl.marts.frames.findings import is_too_open
from etl.marts.frames.over_time import has_partial_months
from etl.taxonomy import Taxonomy
from pages.ui import as_of, data, exposure, filters, frame, jobs, parts, printing, refusal, theme, unmatched
from pages.ui.charts.disputed import about
from pages.ui.plain_text import plain

_LINE = 38
"""Letters of a chart's subtitle that a third of a window of 1280 holds."""


@dataclass(frozen=True)
class Begun:
    """State of a begun page.

    Attributes
    ----------
    complaints
        Under the filters.
    period
        Days that the filters cover within the data, for the charts' subtitles.
    """

    filters: Filters
    state: breakdowns.DataState
    taxonomy: Taxonomy
    colours: Mapping[str, str]
    ink: theme.Ink
    complaints: Measured
    period: str

    @cached_property
    def measured(self) -> dict[str, Measured]:
        """Every measure under the filters, computed on use."""
        return data.measured(self.filters)

    @property
    def is_guesswork(self) -> bool:
        """Whether too little is known of where complaints start to draw them by origin."""
        return is_too_open(self.measured["share_elsewhere"])

    def under(self, *but: str, drawn: pd.DataFrame | float | None = None, unit: str = "complaints") -> str:
        """Subtitle of a chart: the period, then the filters where there are some, `but` those that its title names.

        The disputed amount is stated under every chart, for what is drawn only, because few charts draw all complaints.

        Parameters
        ----------
        drawn
            Rows of the chart with a column disputed, or the sum of it; None where all complaints within the filters
            are drawn.
        unit
            Of that column.
        """
        chosen = self.filters.without("date_from", "date_to", *but).words()
        disputed = self.measured["disputed"].value if drawn is None else disputed_of(drawn)
        return "\n".join([self.period, *_lines(chosen), *disputed_words(disputed, unit)])

    @staticmethod
    def said(limits: str, what: str, under: str, above: str = "") -> str:
        """Subtitle of a picture without whiskers: `above`, its bounds where there are any, of `what`, and `under`."""
        return "\n".join(filter(None, [above, f"{limits} {what}".strip() if limits else "", under]))

    def whiskers(self, drawn: pd.DataFrame, low: str = "low", high: str = "high") -> str:
        """Explanation of a chart's whiskers for its subtitle; empty if there are none."""
        is_drawn = bool((drawn[high] > drawn[low]).any())
        return f"; {whisker_words(self.complaints)}" if is_drawn else ""


def _lines(words: Sequence[str]) -> list[str]:
    """Wrap words to lines that fit a third of the page, because a chart cuts longer lines."""
    lines: list[str] = []
    for each in words:
        if lines and len(lines[-1]) + len(each) < _LINE:
            lines[-1] = f"{lines[-1]} · {each}"
        else:
            lines.append(each)
    return lines


def disputed_of(drawn: pd.DataFrame | float) -> float:
    """Disputed sum of the rows that a chart draws; 0 if the column is missing."""
    return float(drawn["disputed"].sum() if "disputed" in drawn else 0.0) if isinstance(drawn, pd.DataFrame) else drawn


def disputed_words(disputed: float | None, unit: str = "complaints") -> list[str]:
    """Words about disputes for a chart's subtitle; empty if there are none."""
    if not disputed:
        return []
    return [f"{about(disputed)} {unit.removesuffix('s') if disputed == 1 else unit} disputed*"]


def begin(more_filters: Sequence[str] = (), *, shows_measures: bool = True) -> Begun:
    """Draw the sidebar, the page's name and the strip; if nothing is loaded, show the offer and stop.

    Parameters
    ----------
    shows_measures
        Whether the page shows measures: complaints are then taken from them instead of being queried alone.
    """
    if data.is_empty():
        page_name()
        offer()
        st.stop()
    state = data.state()
    chosen = filters.sidebar(state, more_filters)
    within = data.measured(chosen)["complaints"] if shows_measures else data.complaints(chosen)
    overall = data.complaints(Filters()) if chosen.chosen else within
    with st.sidebar:
        as_of.copy(chosen)
    with st.container(gap="xxsmall", key="begun"):
        is_told = shows_measures and not (chosen.department or chosen.issue)
        is_open = is_told and is_too_open(data.measured(chosen)["share_elsewhere"])
        is_partial = data.ask(has_partial_months, chosen)
        told = parts.strip(chosen, within, overall, state, is_partial, frame.title(), is_open=is_open)
        if said := unmatched.said():
            st.warning(plain(said), icon=":material/label_off:")
    as_of.section(chosen)
    printing.stamp(
        " · ".join([frame.title(), *told]),
        " · ".join([state.text, parts.GENERATED] if state.is_generated else [state.text]),
    )
    return Begun(chosen, state, data.taxonomy(), data.colours(), theme.ink(), within, _period(chosen, state))


def page_name() -> None:
    """Name of the page, small above its title."""
    st.caption(f"**{frame.title()}**", width="content")


def title(finding: str) -> None:
    """The page's title: a finding."""
    st.title(plain(finding), anchor=False)


def offer() -> None:
    """Show the offer of an empty store: the sample, or an own export."""
    st.title("Nothing has been loaded yet", anchor=False)
    st.markdown("Load the generated sample to see what Headwater shows, or load an export of your own.")
    with st.container(horizontal=True):
        is_asked = st.button(
            "Load the sample", type="primary", icon=":material/science:", key="load_sample",
            disabled=exposure.is_closed(),
        )  # fmt: skip
        if frame.title() != "Import":
            st.page_link(frame.page_path("import"), label="Load an export", icon=":material/upload_file:")
    if is_asked:
        outcome = jobs.run_with_progress(["sample"])
        if outcome.is_done:
            st.rerun()
        refusal.tell(outcome.lines)


def _period(chosen: Filters, state: breakdowns.DataState) -> str:
    days = unmatched.within(chosen, state)
    return period_words(*days) if days else "no day of the data"
