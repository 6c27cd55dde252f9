"""The frontline's worth: how long it waits for answers, and what came after a gesture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.base import colour_scale, dress, longest
from pages.ui.charts.disputed import TOOLTIP, WITHOUT, amounts, broken, has_disputed, legend, only_disputed
from pages.ui.theme import Ink


def answer_times(frame: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink) -> Any:
    """Opening hours until a department answers: the bar ends at the median, the tick where nine in ten have come.

    Parameters
    ----------
    frame
        ``etl.marts.measures.response_times.answer_times``: columns department, asked, median_hours, slow_hours,
        waiting, text; disputed (of asked) and settled_hours, where there is any a broken tick for the median without
        it. Departments with too few answers have a name and words, and no bar.
    """
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
        settled = alt.Chart(part).mark_tick(**broken(ink, thickness=1.6, size=ink.size + 12))
        y, named = alt.Y("department:N", sort=order), [tooltip[0], TOOLTIP]
        layers.append(settled.encode(y=y, x="settled_hours:Q", stroke=legend(ink, "stroke", WITHOUT), tooltip=named))
    step = (2 if has_disputed(frame) else 1) * (ink.size + 2) + 14
    chart = alt.layer(*layers).properties(width="container", height=alt.Step(step))
    return dress(chart, title, subtitle, ink)


def differences(frame: pd.DataFrame, colour: str, title: str, subtitle: str, ink: Ink) -> Any:
    """Differences in percentage points with their 95 % intervals, against a line at none.

    Parameters
    ----------
    frame
        ``etl.marts.measures.goodwill.differences``: columns outcome, difference, low, high, compared, text; disputed
        (of compared) and settled, where there is any a broken ring for the difference without it.
    """
    frame = frame.assign(words=frame["text"] + amounts(frame, " · "))
    order = frame["outcome"].tolist()
    reach = longest(frame["low"].abs(), frame["high"].abs())
    y = alt.Y("outcome:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelColor=ink.text))
    scale = alt.Scale(domain=[-reach, reach], nice=True)
    x = alt.X("difference:Q", title="percentage points", scale=scale, axis=alt.Axis(tickCount=5, format="+,.0f"))
    base = alt.Chart(frame).encode(y=y, tooltip=[alt.Tooltip("outcome:N"), alt.Tooltip("text:N", title="compared")])
    none = alt.Chart(pd.DataFrame({"difference": [0.0]})).mark_rule(color=ink.muted, strokeDash=[4, 3]).encode(x=x)
    spans = base.mark_rule(color=ink.text, strokeWidth=2).encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    points = base.mark_circle(color=colour, size=160, opacity=1).encode(x=x)
    words = base.mark_text(dy=-ink.size, color=ink.text).encode(x=x, text="words:N")
    layers: list[Any] = [none, spans, points, words]
    if has_disputed(frame):
        part = only_disputed(frame, "compared").assign(entry=WITHOUT)
        rings = alt.Chart(part).mark_point(**broken(ink, size=260, shape="circle", filled=False))
        named = [alt.Tooltip("outcome:N"), TOOLTIP]
        layers.append(rings.encode(y=y, x="settled:Q", stroke=legend(ink, "circle", WITHOUT), tooltip=named))
    chart = alt.layer(*layers).properties(width="container", height=alt.Step(3 * ink.size + 24))
    return dress(chart, title, subtitle, ink)
