"""A load as a distribution by month: deciles, quartiles and the median; nobody is named."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from pages.ui.charts.base import dress, longest
from pages.ui.charts.disputed import TOOLTIP, WITHOUT, broken, has_disputed, legend, legend_room, only_disputed
from pages.ui.charts.locale_config import month_format
from pages.ui.charts.opening import Opens, marked
from pages.ui.charts.takeaway import over_time
from pages.ui.theme import Ink

_CLOSE, _SIDE_BY_SIDE = 0.1, 7
"""Part of the scale nearer than which two names at the right end are moved apart, and by how many pixels each."""

OPENS = {"spread_by_month": Opens({"date_from": "first", "date_to": "last"}, some="load")}


def spread_by_month(frame: pd.DataFrame, colour: str, title: str, subtitle: str, ink: Ink) -> Any:
    """Distribution of a load by month: the line is the median, the dark band spans 50 %, the pale one 80 %.

    Parameters
    ----------
    frame
        ``etl.marts.frames.workload_distribution.shift_spread``: columns period, label, low, lower, median, upper, high,
        load, counted, first, last (days of its tickets), text; disputed (of the load) and undisputed, where there is
        any a broken line for the median without it.
    """
    frame = marked(frame, OPENS["spread_by_month"])
    frame = frame.assign(period=pd.to_datetime(frame["period"]))
    axis = alt.Axis(format=month_format(), grid=False, labelOverlap="greedy", tickCount="month")
    x = alt.X("period:T", title=None, scale=alt.Scale(type="utc", nice=False), axis=axis)
    y_axis = alt.Axis(tickCount=4, domain=False, ticks=False)
    scale = alt.Scale(domain=[0, longest(frame["high"])], nice=True)
    y = alt.Y("median:Q", title=None, scale=scale, axis=y_axis)
    tooltip = [alt.Tooltip("label:N", title="month"), alt.Tooltip("text:N", title="load")]
    base = alt.Chart(frame).encode(x=x)
    tenths = base.mark_area(color=colour, opacity=0.16).encode(y=alt.Y("low:Q", title=None), y2="high:Q")
    quarters = base.mark_area(color=colour, opacity=0.3).encode(y=alt.Y("lower:Q", title=None), y2="upper:Q")
    middle = base.mark_line(color=colour, strokeWidth=2.6).encode(y=y)
    points = base.mark_circle(color=colour, size=45, opacity=1).encode(y=y, tooltip=tooltip)
    last = alt.Chart(frame.tail(1)).encode(x=x)
    ends = frame[["median", "high"]].tail(1)
    between = (ends["high"] - ends["median"]).where(np.isfinite(ends["high"]))
    is_close = bool((between < _CLOSE * longest(frame["high"])).any())
    apart = _SIDE_BY_SIDE if is_close else 0
    small: dict[str, Any] = {"align": "left", "dx": 9, "color": ink.muted, "fontSize": ink.size - 2}
    names = [
        last.mark_text(**small, dy=dy, text=words).encode(y=f"{column}:Q")
        for column, words, dy in (("high", "busiest tenth above", -apart), ("median", "half above", apart))
    ]
    layers: list[Any] = [tenths, quarters, middle, points, *names]
    if has_disputed(frame):
        # Include months without disputes: otherwise the line would have gaps.
        undisputed = alt.Chart(frame.assign(entry=WITHOUT)).mark_line(**broken(ink))
        layers.append(undisputed.encode(x=x, y="undisputed:Q", stroke=legend(ink, "stroke", WITHOUT)))
        part = alt.Chart(only_disputed(frame, "load", unit="tickets")).encode(x=x, y="undisputed:Q")
        stars = part.mark_text(text="*", color=ink.text, fontSize=ink.title_size, fontWeight=600, dy=12)
        layers.append(stars.encode(tooltip=[tooltip[0], TOOLTIP]))
    chart = alt.layer(*layers).properties(width="container", height=230 + legend_room(frame, ink))
    return dress(chart, title, subtitle, ink, f"The middle: {over_time(frame['label'], frame['median'])}")
