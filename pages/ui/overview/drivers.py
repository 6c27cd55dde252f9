"""What drove the change since the period before, by cause: the choice of a measure, its bars, and how sure it is."""

from __future__ import annotations

import streamlit as st

from etl.marts.frames.change_drivers import change_drivers, drivers_words
from etl.marts.frames.change_words import between_words, change_words
from etl.marts.frames.changes import Change, Verdict, changes
from etl.marts.frames.driver_sums import DRIVEN
from etl.marts.measures.catalogue import measures
from pages.ui import address, counting, data, parts
from pages.ui.charts.change_bars import change_bars
from pages.ui.plain_text import plain
from pages.ui.start import Begun, disputed_of, disputed_words

_KEY = "drivers"


def section(page: Begun) -> None:
    """The heading, the choice and the chart; in its place why there is none."""
    labels = {each.name: each.label for each in measures() if each.name in DRIVEN}
    names = [name for name in DRIVEN if page.measured[name].value is not None]
    if not names:
        return
    st.subheader("What drove the change", anchor=False, help=plain(_HELP))
    shown = address.widget(_KEY, address.one_of(_KEY, names, names[0]), names[0])
    name = st.segmented_control(
        "Measure", names, format_func=labels.__getitem__, required=True, label_visibility="collapsed", **shown
    )
    change = data.ask(changes, page.filters, names=(name,), seed=data.settings().seed)[name]
    frame = data.ask(change_drivers, page.filters, name=name, seed=data.settings().seed)
    if frame.empty or change.amount is None:
        parts.missing(labels[name], "There is no period before to compare with.")
        return
    unit = "h" if name == "frontline_hours_elsewhere" else "complaints"
    disputed = disputed_words(disputed_of(frame), unit)
    whisker = [_WHISKER] if frame["low_total"].notna().any() else []
    said = "\n".join([between_words(change), drivers_words(frame, name), *_judged(change), *whisker, *disputed])
    drawn = change_bars(
        frame, page.colours, f"{labels[name]}: what changed", said, page.ink, is_share=DRIVEN[name].is_ratio
    )
    words = f"{labels[name]}: change since the period before by cause. {drivers_words(frame, name)}"
    parts.chart(drawn, words, key="change drivers", opens=counting.of_change(page, name, change))


def _judged(change: Change) -> list[str]:
    """What is to be said where the whole isn't a change: its parts aren't either."""
    is_change = change.verdict in (Verdict.CHANGE, Verdict.UNJUDGED)
    return [] if is_change else [change_words(change)]


_HELP = (
    "Each bar is one cause's part of the change; together they are the whole of it. A cause counts more by how many "
    "complaints it has, or by how each is handled. It shows where a change lies, not why. The whisker says where the "
    "bar might end had other days come: where it crosses the line at none, chance may be all there is. How far the "
    "attribution may be off isn't in it."
)
_WHISKER = "whisker: 95\u00a0% interval, for chance alone"
