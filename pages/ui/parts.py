"""Parts that several pages share: number cards, the strip of filters, and placeholders for missing charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import altair as alt
import streamlit as st

from etl.marts.core.filters import Filters
from etl.marts.core.formatting import (
    day_words,
    interval_of,
    parts_words,
    unbroken,
    value_words,
    why_not_plain,
)
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.frames.breakdowns import DataState
from etl.marts.frames.change_words import change_help, change_words
from etl.marts.frames.changes import Change, changes
from etl.marts.frames.first_screen import beneath
from etl.marts.measures.catalogue import measures
from etl.marts.measures.registry import Measure
from pages.ui import data, opening
from pages.ui.charts.lines import with_heading_in_lines
from pages.ui.charts.opening import CLICK, rows_that_open
from pages.ui.plain_text import plain, undirected
from pages.ui.sparkline import sparkline

_STALE_AFTER = timedelta(days=35)
"""Age from which data is stale: a monthly export may be a few days late."""


GENERATED = "Generated sample, no real customers"

COLUMN_PIXELS = 330
"""Least width of a chart's column in a row of them: a window of 1280 has two beside the sidebar."""
_LEAST_LETTERS = 6
"""Of a number: below that a card's label needs the room."""


def cards(
    names: Sequence[str],
    measured: Mapping[str, Measured],
    filters: Filters,
    apart: Mapping[str, Filters] | None = None,
    *,
    is_brief: bool = False,
) -> None:
    """Draw a row of number cards of equal height, keyed ``card_<measure>``; a long number has a wider card.

    Parameters
    ----------
    filters
        Filters that the numbers were measured under, for each card's change since the period before.
    apart
        Filters of measures that were measured under others.
    is_brief
        Whether the trend is drawn as high as the number, with further notes in the tooltip.
    """
    definitions = {each.name: each for each in measures()}
    changed = _changed([name for name in names if name not in (apart or {})], filters)
    for name, within in (apart or {}).items():
        changed |= _changed([name], within)
    least = _LEAST_LETTERS + is_brief  # the trend is next to the number
    widths = [max(least, len(value_words(measured[name]))) for name in names]
    for column, name in zip(st.columns(widths, gap="xsmall"), names, strict=True):
        with column.container(border=True, height="stretch", key=f"card_{name}", gap="xxsmall"):
            draw = _brief_card if is_brief and measured[name].value is not None else _card
            draw(definitions[name], measured[name], changed[name])


def _card(definition: Measure, found: Measured, change: Change) -> None:
    divided, said = unbroken(parts_words(found)), unbroken(note_words(found.notes))
    moved = unbroken(change_words(change))
    explained = filter(None, [definition.sentence, change_help(change)])
    st.markdown(f":small[**{plain(definition.label)}**]", help="\n\n".join(map(plain, explained)))
    st.metric(definition.label, value_words(found), label_visibility="collapsed", **_trend(change))
    if moved:  # the metric's delta would be cut in a narrow card
        st.caption(plain(moved))
    st.caption(plain(divided or said or " "))
    if divided and said:
        st.caption(plain(said))


def _brief_card(definition: Measure, found: Measured, change: Change) -> None:
    """Assumed measures, and shares without a single number, have no change and no trend."""
    is_told = not found.is_assumed and not (found.unit == "share" and why_not_plain(found))
    moved, trend = (unbroken(change_words(change)), change.trend) if is_told else ("", ())
    explained = filter(None, [definition.sentence, unbroken(note_words(found.notes)), change_help(change)])
    st.markdown(f":small[**{plain(definition.label)}**]", help="\n\n".join(map(plain, explained)))
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.metric(definition.label, value_words(found), label_visibility="collapsed", width="content")
        if trend:
            st.html(sparkline(trend), width="stretch")
    if moved:
        st.caption(plain(moved))
    st.caption(plain(unbroken(beneath(found)) or " "))


def _changed(names: Sequence[str], filters: Filters) -> dict[str, Change]:
    return data.ask(changes, filters, names=tuple(names), seed=data.settings().seed)


def _trend(change: Change) -> dict[str, Any]:
    """Draw the trend up to the last period, without colours for better or worse."""
    return {"chart_data": list(change.trend), "delta_color": "off"} if change.trend else {}


def strip(
    filters: Filters, within: Measured, overall: Measured, state: DataState, is_partial: bool, name: str,
    *, is_open: bool = False,
) -> list[str]:  # fmt: skip
    """One line: the page's name, filters, N of M with its interval, data date; and what to be careful about.

    Parameters
    ----------
    is_open
        Whether it is hardly known where complaints start: then every share of departments is little more than a guess.

    Returns
    -------
    list of str
        The filters and N of M, in words.
    """
    limits = interval_of(within, in_sentence=True)
    whole = value_words(overall)
    counted = f"{value_words(within)} of {whole} complaints"
    if not filters.chosen:
        counted = f"{whole} complaint{'' if whole == '1' else 's'}"
    of = ", ".join(filter(None, [counted, limits]))
    day = f"data as of {day_words(state.as_of)}" if state.as_of else state.text
    told = [*(filters.words() or ["no filters"]), of]
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="strip"):
        st.caption(f"**{plain(name)}** · {plain(unbroken(' · '.join([*told, day])))}", width="content")
        if state.is_generated:
            st.badge("Generated sample", icon=":material/science:", color="violet")
        elif state.as_of and data.today() - state.as_of.date() > _STALE_AFTER:
            st.badge("No newer data for over a month", icon=":material/schedule:", color="orange")
        if is_open:
            st.badge("Hardly known where complaints start", icon=":material/help:", color="orange")
        if is_partial:
            st.badge("Last period incomplete", icon=":material/hourglass_bottom:", color="gray")
    return told


def chart(drawn: Any, words: str, key: str, *, opens: Filters | None, width: Any = None) -> None:
    """Draw a chart with its description for screen readers; a chart of squares keeps its own width, others stretch.

    Don't convert it to a spec here: Altair's conversion uses settings shared by all threads, and only Streamlit holds a
    lock for it. Without the lock a chart's rows could reach another visitor's browser.

    Parameters
    ----------
    opens
        Filters of all tickets that the chart counts (`pages.ui.opening`), which a click on a mark narrows. None if it
        has no tickets.
    """
    width = width or ("content" if isinstance(drawn, alt.VConcatChart) else "stretch")
    # Tests validate every kind of chart against Vega-Lite's schema; validating again for each visitor takes a seventh
    # of a page's time.
    object.__setattr__(drawn, "to_dict", partial(_spec, drawn.to_dict))
    drawn.description = undirected(f"{words}. {drawn.description}")
    if opens is None or not rows_that_open(drawn):
        st.altair_chart(drawn, width=width, key=key)
        return
    widget = opening.key_of(key)
    opening.note(words, drawn, opens)
    with st.container(key=key):
        st.altair_chart(
            drawn, width=width, key=widget, selection_mode=CLICK,
            on_select=partial(opening.clicked, widget, opens),
        )  # fmt: skip
    opening.go()


def _spec(told: Callable[..., dict[str, Any]], *args: Any, **options: Any) -> dict[str, Any]:
    return with_heading_in_lines(told(*args, **{**options, "validate": False}))


def why(found: Measured, otherwise: str) -> str:
    """Reason why a measure has no value; `otherwise` if only its groups have none."""
    return note_words(found.notes) if found.value is None else otherwise


def missing(title: str, reason: str) -> None:
    """Show a placeholder for a chart, with the reason why it is missing."""
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{plain(title)}**")
        st.markdown(f":gray[–  {plain(reason)}]")
