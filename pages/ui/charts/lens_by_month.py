"""One lens of absorption, month by month, with its bounds."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from etl.marts.core.formatting import percent
from pages.ui.charts.base import dress
from pages.ui.charts.disputed import TOOLTIP, broken, has_disputed, legend, legend_room, spans
from pages.ui.charts.lens_by_group import unit_of
from pages.ui.charts.opening import Opens, marked
from pages.ui.charts.takeaway import over_time
from pages.ui.theme import Ink

OPENS = {"lens_by_month": Opens({}, period="period", some="numerator")}
_SHARE = alt.Scale(domain=[0, 1], nice=False)


def lens_by_month(frame: pd.DataFrame, colour: str, title: str, subtitle: str, ink: Ink) -> Any:
    """The share as a line over months, its bounds as a band.

    Parameters
    ----------
    frame
        ``etl.marts.frames.lenses.absorption_by`` of one lens by month; a month that isn't plain is left out; what is
        disputed is a broken line around the point.
    """
    frame = marked(frame[frame["is_plain"]], OPENS["lens_by_month"])
    order = frame.sort_values("position")["group"].tolist()
    x = alt.X("group:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, labelOverlap="greedy", grid=False))
    base = alt.Chart(frame.dropna(subset=["value"])).encode(x=x)
    axis = alt.Axis(format="%", tickCount=4, domain=False, ticks=False)
    band = base.mark_area(color=colour, opacity=0.16).encode(
        y=alt.Y("low:Q", title=None, scale=_SHARE, axis=axis), y2="high:Q"
    )
    tooltip = [alt.Tooltip("group:N", title="month"), alt.Tooltip("text:N"), alt.Tooltip("parts:N", title="of")]
    y = alt.Y("value:Q", title=None, scale=_SHARE)
    line = base.mark_line(color=colour, strokeWidth=2.6).encode(y=y)
    points = base.mark_circle(color=colour, size=45, opacity=1).encode(y=y, tooltip=tooltip)
    layers: list[Any] = [band, line, points]
    if has_disputed(frame):
        part = alt.Chart(spans(frame, unit_of(frame))).encode(x=x)
        rules = part.mark_rule(**broken(ink)).encode(
            y="from_share:Q", y2="to_share:Q", stroke=legend(ink, "stroke"), tooltip=[tooltip[0], TOOLTIP]
        )
        stars = part.mark_text(text="*", color=ink.text, fontSize=ink.title_size, fontWeight=600, dy=-10)
        layers += [rules, stars.encode(y="to_share:Q")]
    chart = alt.layer(*layers).properties(width="container", height=200 + legend_room(frame, ink))
    return dress(chart, title, subtitle, ink, over_time(frame["group"], frame["value"], percent))
