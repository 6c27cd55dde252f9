"""Complaints that arrived outside a department's hours: a grid of weekday and hour."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from etl.marts.core.formatting import count
from etl.marts.core.mark_filters import YES
from pages.ui.charts.base import dress, longest
from pages.ui.charts.disputed import legend_room
from pages.ui.charts.opening import Opens, marked
from pages.ui.charts.takeaway import ranked, total
from pages.ui.charts.weekday_hour_grid import ROOM_FOR_WORDS, WEEKDAYS, cell_names, disputed_cells, outline
from pages.ui.theme import Ink

OPENS = {
    "off_hours_grid": Opens({"weekday": "weekday", "hour": "hour"}, some="complaints"),
}
_AT_HOME = Opens({"weekday": "weekday", "hour": "hour", "off_hours": "outside"}, some="off_hours")
"""What a cell in the department's colour counts."""


def off_hours_grid(frame: pd.DataFrame, colour: str, title: str, subtitle: str, ink: Ink) -> Any:
    """What a department caused, by weekday and hour of arrival: in its colour while it was at home and the frontline at
    work, pale otherwise; its own hours outlined.

    Parameters
    ----------
    frame
        ``etl.marts.frames.breakdowns.weekday_hour`` of one department: columns weekday, weekday_name, hour, complaints,
        off_hours, is_open; disputed (of the complaints), where there is any that part of its cell.
    """
    frame = marked(frame, OPENS["off_hours_grid"])
    cells = frame.assign(weekday_end=frame["weekday"] + 1, hour_end=frame["hour"] + 1, inner=0.0)
    hours = alt.Axis(values=list(range(0, 25, 6)), labelExpr="datum.value + ':00'", grid=False, domain=False)
    names = "[" + ",".join(f"'{day}'" for day in WEEKDAYS) + "]"
    days = alt.Axis(
        values=[day + 0.5 for day in range(7)], labelExpr=f"{names}[floor(datum.value)]", grid=False, domain=False,
        ticks=False, labelOverlap=False,
    )  # fmt: skip
    x = alt.X("hour:Q", title=None, scale=alt.Scale(domain=[0, 24], nice=False), axis=hours)
    y = alt.Y("weekday:Q", title=None, scale=alt.Scale(domain=[7, 0], nice=False), axis=days)
    most = longest(cells["complaints"])
    strength = alt.Scale(domain=[0, most], range=[0.05, 1])
    tooltip = [
        alt.Tooltip("weekday_name:N", title="weekday"),
        alt.Tooltip("hour:Q", title="from hour"),
        alt.Tooltip("complaints:Q", format=",.0f"),
        alt.Tooltip("off_hours:Q", title="outside its hours", format=",.0f"),
    ]
    placed = alt.Chart(cells).encode(x=x, x2="hour_end:Q", y=y, y2="weekday_end:Q")
    every = placed.mark_rect(color=ink.muted, stroke=ink.paper, strokeWidth=1).encode(
        opacity=alt.Opacity("complaints:Q", legend=None, scale=alt.Scale(domain=[0, most], range=[0.04, 0.35])),
        tooltip=tooltip,
    )
    outside = marked(cells[cells["off_hours"] > 0].assign(outside=YES), _AT_HOME)
    at_home = alt.Chart(outside).mark_rect(color=colour, stroke=ink.paper, strokeWidth=1)
    at_home = at_home.encode(x=x, x2="hour_end:Q", y=y, y2="weekday_end:Q").encode(
        opacity=alt.Opacity("off_hours:Q", legend=None, scale=strength), tooltip=tooltip
    )
    edges = alt.Chart(outline(frame)).mark_rule(color=ink.text, strokeWidth=2.5, strokeCap="square")
    own = edges.encode(x=x, x2="hour_end:Q", y=y, y2="weekday_end:Q")
    disputed = disputed_cells(frame, x, y, ink)
    heat = alt.layer(every, at_home, *disputed, own).resolve_scale(opacity="independent")
    height = 7 * (ink.size + 4) + ROOM_FOR_WORDS * (ink.size + 4) + legend_room(frame, ink)
    return dress(heat.properties(width="container", height=height), title, subtitle, ink, _told(frame))


def _told(frame: pd.DataFrame) -> str:
    """How many arrived while the department was at home, and when most of them did."""
    outside = frame[frame["off_hours"] > 0]
    told = f"{count(total(frame['off_hours']))} of {count(total(frame['complaints']))} outside its hours."
    return told if outside.empty else f"{told} {ranked(cell_names(outside), outside['off_hours'], least='')}"
