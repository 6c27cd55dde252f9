"""How long the frontline waits for answers, by department."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.base import colour_scale, dress
from pages.ui.charts.disputed import TOOLTIP, WITHOUT, amounts, broken, has_disputed, legend, only_disputed
from pages.ui.charts.opening import Opens, marked
from pages.ui.charts.takeaway import ranked
from pages.ui.theme import Ink

OPENS = {"answer_times": Opens({"asked": "department"})}


def answer_times(frame: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink) -> Any:
    """Opening hours until a department answers: the bar ends at the median, the tick marks the 90th percentile.

    Parameters
    ----------
    frame
        ``etl.marts.measures.response_times.answer_times``: columns department, asked, median_hours, slow_hours,
        waiting, text; disputed (of asked) and undisputed_hours, where there is any a broken tick for the median without
        it. Departments with too few answers have a name and text, but no bar.
    """
    frame = marked(frame, OPENS["answer_times"])
    order = frame["department"].tolist()
    frame = frame.assign(end=frame["slow_hours"].fillna(0.0), words=frame["text"] + amounts(frame, "|"))
    axis = alt.Axis(ticks=False, domain=False, labelColor=ink.text)
    base = alt.Chart(frame).encode(y=alt.Y("department:N", sort=order, title=None, axis=axis))
    x = alt.X("median_hours:Q", axis=None, scale=alt.Scale(zero=True, nice=False))
    tooltip = [
        alt.Tooltip("department:N"),
        alt.Tooltip("median_hours:Q", title="half came within, opening hours", format=".1f"),
        alt.Tooltip("slow_hours:Q", title="nine in ten came within, opening hours", format=".1f"),
        alt.Tooltip("waiting:Q", title="still waiting"),
    ]
    colour = alt.Color("department:N", scale=colour_scale(order, colours), legend=None)
    bars = base.mark_bar(cornerRadiusEnd=3, size=ink.size + 6).encode(x=x, color=colour, tooltip=tooltip)
    rules = base.mark_rule(color=ink.text, strokeWidth=1.5).encode(x="median_hours:Q", x2="slow_hours:Q")
    ticks = base.mark_tick(color=ink.text, thickness=1.5, size=ink.size - 4).encode(x="slow_hours:Q")
    words = base.mark_text(align="left", baseline="middle", dx=7, color=ink.text, lineBreak="|")
    words = words.encode(x="end:Q", text="words:N")
    layers: list[Any] = [bars, rules, ticks, words]
    if has_disputed(frame):
        part = only_disputed(frame, "asked").assign(entry=WITHOUT)
        undisputed = alt.Chart(part).mark_tick(**broken(ink, thickness=1.6, size=ink.size + 12))
        y, named = alt.Y("department:N", sort=order), [tooltip[0], TOOLTIP]
        stroke = legend(ink, "stroke", WITHOUT)
        layers.append(undisputed.encode(y=y, x="undisputed_hours:Q", stroke=stroke, tooltip=named))
    step = (2 if has_disputed(frame) else 1) * (ink.size + 2) + 14
    chart = alt.layer(*layers).properties(width="container", height=alt.Step(step))
    return dress(
        chart, title, subtitle, ink, ranked(order, frame["median_hours"], frame["text"], "Longest", "Shortest")
    )
