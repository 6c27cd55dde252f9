"""When complaints arrive: a grid of weekday and hour with a department's own hours outlined."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from etl.marts.core.formatting import count
from pages.ui.charts.base import dress
from pages.ui.charts.disputed import TOOLTIP, has_disputed, legend, legend_room, only_disputed, pale
from pages.ui.charts.opening import Opens, marked
from pages.ui.charts.takeaway import ranked, total
from pages.ui.theme import Ink

ROOM_FOR_WORDS = 7
"""Lines of title, subtitle and axis: a chart as wide as its container takes them out of its height."""

OPENS = {"weekday_hour_grid": Opens({"weekday": "weekday", "hour": "hour"}, some="complaints")}
_INSET = 0.07
"""Of a cell's width: the outlines of neighbours stay apart."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def weekday_hour_grid(frame: pd.DataFrame, colour: str, title: str, subtitle: str, ink: Ink) -> Any:
    """Complaints per weekday and hour; the stronger the colour, the more.

    Parameters
    ----------
    frame
        ``etl.marts.frames.breakdowns.weekday_hour``: its columns weekday (0 is Monday), weekday_name, hour (0 to 23),
        complaints, is_open (the department is at work), text; disputed (of the complaints), where there is any that
        part of its cell. A cell that is missing is empty and closed.
    """
    frame = marked(frame, OPENS["weekday_hour_grid"])
    cells = frame.assign(weekday_end=frame["weekday"] + 1, hour_end=frame["hour"] + 1)
    hours = alt.Axis(values=list(range(0, 25, 3)), labelExpr="datum.value + ':00'", grid=False, domain=False)
    names = "[" + ",".join(f"'{day}'" for day in WEEKDAYS) + "]"
    days = alt.Axis(
        values=[day + 0.5 for day in range(7)],
        labelExpr=f"{names}[floor(datum.value)]",
        grid=False,
        domain=False,
        ticks=False,
        labelOverlap=False,
    )
    x = alt.X("hour:Q", title=None, scale=alt.Scale(domain=[0, 24], nice=False), axis=hours)
    y = alt.Y("weekday:Q", title=None, scale=alt.Scale(domain=[7, 0], nice=False), axis=days)
    heat = (
        alt.Chart(cells)
        .mark_rect(color=colour, stroke=ink.paper, strokeWidth=1)
        .encode(
            x=x,
            x2="hour_end:Q",
            y=y,
            y2="weekday_end:Q",
            opacity=alt.Opacity("complaints:Q", legend=None, scale=alt.Scale(domainMin=0, range=[0.04, 1])),
            tooltip=[
                alt.Tooltip("weekday_name:N", title="weekday"),
                alt.Tooltip("hour:Q", title="from hour"),
                alt.Tooltip("complaints:Q", format=",.0f"),
            ],
        )
    )
    edges = alt.Chart(outline(frame)).mark_rule(color=ink.text, strokeWidth=2.5, strokeCap="square")
    own = edges.encode(x=x, x2="hour_end:Q", y=y, y2="weekday_end:Q")
    chart = alt.layer(heat, *disputed_cells(frame, x, y, ink), own)
    height = 7 * (ink.size + 6) + ROOM_FOR_WORDS * (ink.size + 4) + legend_room(frame, ink)
    return dress(chart.properties(width="container", height=height), title, subtitle, ink, _told(frame))


def _told(frame: pd.DataFrame) -> str:
    """When most arrive, and how many outside the hours outlined."""
    some, is_open = frame[frame["complaints"] > 0], frame["is_open"].fillna(False).astype(bool)
    told = ranked(cell_names(some), some["complaints"], least="")
    if not is_open.any():
        return told
    closed = count(total(frame["complaints"][~is_open]))
    return f"{told} {closed} of {count(total(frame['complaints']))} outside the hours outlined."


def cell_names(cells: pd.DataFrame) -> list[str]:
    """Names of cells: "Mon from 9:00"."""
    return [f"{day} from {hour}:00" for day, hour in zip(cells["weekday_name"], cells["hour"], strict=True)]


def disputed_cells(frame: pd.DataFrame, x: alt.X, y: alt.Y, ink: Ink) -> list[Any]:
    """The disputed part of each cell, from its lower edge up: half of the cell where half of it is disputed."""
    if not has_disputed(frame):
        return []
    part = only_disputed(frame, "complaints")
    part = part.assign(
        weekday_end=part["weekday"] + 1, weekday=part["weekday"] + 1 - part["disputed"] / part["complaints"],
        hour=part["hour"] + _INSET, hour_end=part["hour"] + 1 - _INSET, from_hour=part["hour"],
    )  # fmt: skip
    tooltip = [
        alt.Tooltip("weekday_name:N", title="weekday"),
        alt.Tooltip("from_hour:Q", title="from hour"),
        TOOLTIP,
    ]
    strips = alt.Chart(part).mark_rect(**pale(ink))
    placed = {"x": x, "x2": "hour_end:Q", "y": y, "y2": "weekday_end:Q"}
    return [strips.encode(**placed, stroke=legend(ink), tooltip=tooltip)]


def outline(frame: pd.DataFrame) -> pd.DataFrame:
    """Edges between open cells and closed ones, as lines: columns hour, hour_end, weekday, weekday_end."""
    is_open = frame["is_open"].fillna(False).astype(bool)
    cells = set(zip(frame.loc[is_open, "weekday"].astype(int), frame.loc[is_open, "hour"].astype(int), strict=True))
    edges = []
    for day, hour in sorted(cells):
        beside = {
            (day - 1, hour): (hour, hour + 1, day, day),
            (day + 1, hour): (hour, hour + 1, day + 1, day + 1),
            (day, hour - 1): (hour, hour, day, day + 1),
            (day, hour + 1): (hour + 1, hour + 1, day, day + 1),
        }
        edges += [edge for neighbour, edge in beside.items() if neighbour not in cells]
    return pd.DataFrame(edges, columns=["hour", "hour_end", "weekday", "weekday_end"], dtype="int64")
