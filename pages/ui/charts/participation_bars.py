"""Participation of departments in the complaints that they caused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.base import colour_scale, dress, names_axis, with_parts
from pages.ui.charts.disputed import TOOLTIP, amounts, has_disputed, legend, pale, spans
from pages.ui.charts.lines import most_lines, rows_height
from pages.ui.charts.opening import Opens, marked
from pages.ui.charts.takeaway import ranked
from pages.ui.theme import Ink

OPENS = {"participation_bars": Opens({"department": "group"}, some="numerator")}


def participation_bars(frame: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink) -> Any:
    """Share of what each department caused in which it participated, with the bounds of the unknown part.

    Parameters
    ----------
    frame
        ``etl.marts.frames.breakdowns.measures_by`` of the measure participation: columns group, value, denominator,
        low, high, figure, parts; disputed_part, disputed (of numerator and denominator), where there is any that part
        of the bar, and beside it what is disputed of the rest.
    """
    frame = frame.dropna(subset=["value"])
    frame = marked(frame, OPENS["participation_bars"]).assign(row=with_parts(frame))
    order, named = frame["group"].tolist(), frame["row"].tolist()
    most = most_lines(named, 2)
    axis = names_axis(ink, most)
    scale = alt.Scale(domain=[0, 1], nice=False)
    # Beyond the bar, its whisker, and what is disputed of the rest.
    ends = frame[["high", "value"]].max(axis=1)
    if has_disputed(frame):
        ends = pd.concat([ends, spans(frame)["to_share"]], axis=1).max(axis=1)
    frame = frame.assign(words=frame["figure"] + amounts(frame, "|"), end=ends)
    base = alt.Chart(frame).encode(y=alt.Y("row:N", sort=named, title=None, axis=axis))
    colour = alt.Color("group:N", scale=colour_scale(order, colours), legend=None)
    bars = base.mark_bar(cornerRadiusEnd=3, size=ink.size + 4).encode(
        x=alt.X("value:Q", axis=None, scale=scale), color=colour, tooltip=[alt.Tooltip("group:N"), "parts:N"]
    )
    words = base.mark_text(align="left", baseline="middle", dx=7, color=ink.text, lineBreak="|")
    words = words.encode(x="end:Q", text="words:N")
    layers: list[Any] = [bars, words]
    if has_disputed(frame):
        part = alt.Chart(spans(frame)).mark_bar(**pale(ink, size=ink.size + 4))
        y, tooltip = alt.Y("row:N", sort=named), [alt.Tooltip("group:N"), TOOLTIP]
        layers.insert(1, part.encode(y=y, x="from_share:Q", x2="to_share:Q", stroke=legend(ink), tooltip=tooltip))
    if not (bounded := frame[frame["high"] > frame["low"]]).empty:
        bounds = alt.Chart(bounded).mark_rule(color=ink.text, strokeWidth=1.5)
        y = alt.Y("row:N", sort=named, title=None, axis=axis)
        layers.insert(-1, bounds.encode(y=y, x="low:Q", x2="high:Q"))
    chart = alt.layer(*layers).properties(width="container", height=alt.Step(rows_height(ink.size, 2, most)))
    return dress(chart, title, subtitle, ink, ranked(order, frame["value"], frame["figure"], "Highest", "Lowest"))
