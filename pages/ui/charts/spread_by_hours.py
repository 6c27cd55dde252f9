"""A load as a distribution over the hours of a shift; nobody is named."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.base import dress, longest
from pages.ui.charts.disputed import TOOLTIP, WITHOUT, broken, has_disputed, legend, only_disputed
from pages.ui.charts.opening import Opens, marked
from pages.ui.charts.takeaway import ranked
from pages.ui.theme import Ink

OPENS = {"spread_by_hours": Opens({"during": "hours"}, some="load")}


def spread_by_hours(frame: pd.DataFrame, colour: str, title: str, subtitle: str, ink: Ink) -> Any:
    """Distribution of a load by hours of a shift: the line spans 80 %, the bar 50 %, the tick is the median.

    Parameters
    ----------
    frame
        ``etl.marts.frames.workload_distribution.hours_spread``: columns hours, low, lower, median, upper, high, load,
        counted, text; disputed (of the load) and undisputed, where there is any a broken tick for the median without
        it, with an asterisk.
    """
    frame = marked(frame, OPENS["spread_by_hours"])
    order = frame["hours"].tolist()
    axis = alt.Axis(ticks=False, domain=False, labelColor=ink.text, labelFlush=False)
    base = alt.Chart(frame).encode(y=alt.Y("hours:N", sort=order, title=None, axis=axis))
    scale = alt.Scale(domain=[0, longest(frame["high"])], nice=True)
    x_axis = alt.Axis(tickCount=4, domain=False, ticks=False)
    tooltip = [alt.Tooltip("hours:N"), alt.Tooltip("text:N", title="load"), alt.Tooltip("counted:Q", title="shifts")]
    line = base.mark_rule(color=colour, strokeWidth=2).encode(
        x=alt.X("low:Q", title=None, scale=scale, axis=x_axis), x2="high:Q"
    )
    bar = base.mark_bar(color=colour, opacity=0.45, size=ink.size).encode(x="lower:Q", x2="upper:Q", tooltip=tooltip)
    tick = base.mark_tick(color=ink.text, thickness=2.5, size=ink.size + 4).encode(x="median:Q")
    layers: list[Any] = [line, bar, tick]
    if has_disputed(frame):
        part = only_disputed(frame, "load", unit="tickets").assign(entry=WITHOUT)
        rows = alt.Chart(part).encode(y=alt.Y("hours:N", sort=order), x="undisputed:Q", tooltip=[tooltip[0], TOOLTIP])
        undisputed = rows.mark_tick(**broken(ink, thickness=1.6, size=ink.size + 12))
        layers.append(undisputed.encode(stroke=legend(ink, "stroke", WITHOUT)))
        layers.append(rows.mark_text(text="*", dx=8, dy=-4, color=ink.text, fontSize=ink.title_size, fontWeight=600))
    chart = alt.layer(*layers).properties(width="container", height=alt.Step(ink.size + 16))
    return dress(chart, title, subtitle, ink, ranked(order, frame["median"], None, "Highest middle", "Lowest"))
