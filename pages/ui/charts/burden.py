"""What the frontline carries: hours by cause, and what arrived while a department was at home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.bars import causes
from pages.ui.charts.base import colour_scale, dress, longest, whiskers
from pages.ui.charts.disputed import TOOLTIP, amounts, has_disputed, legend, legend_room, only_disputed, pale
from pages.ui.charts.hours import ROOM_FOR_WORDS, WEEKDAYS, disputed_cells, outline
from pages.ui.theme import Ink


def hours_by_cause(frame: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink) -> Any:
    """Hours that each cause takes of the frontline, in its department's colour.

    Parameters
    ----------
    frame
        ``etl.marts.frames.cost_by_cause.burden`` by issue: columns department, issue, hours_a_month (frontline_hours
        where a month can't be told), text, in its order; low_frontline_hours and high_frontline_hours (a whisker where
        they differ); disputed_hours (of frontline_hours), where there is any the end of the bar.
    """
    is_monthly = bool(frame["hours_a_month"].notna().all())
    frame = frame.assign(
        cause=causes(frame),
        hours=frame["hours_a_month"] if is_monthly else frame["frontline_hours"],
    )
    frame = _with_whiskers(_with_disputed_hours(frame))
    order = frame["cause"].tolist()
    axis = alt.Axis(
        ticks=False, domain=False, labelColor=ink.text, labelFlush=False, labelExpr="split(datum.label, '|')"
    )
    columns = ["cause", "department", "issue", "hours", "words", "complaints", "least", "most"]
    base = alt.Chart(frame[columns]).encode(
        y=alt.Y("cause:N", sort=order, title=None, axis=axis),
        x=alt.X("hours:Q", axis=None, scale=alt.Scale(domain=[0, longest(frame["most"])], nice=False)),
    )
    tooltip = [
        alt.Tooltip("department:N"),
        alt.Tooltip("issue:N"),
        alt.Tooltip("hours:Q", title="hours a month" if is_monthly else "hours", format=",.1f"),
        alt.Tooltip("complaints:Q", format=",.0f"),
    ]
    scale = colour_scale(list(dict.fromkeys(frame["department"])), colours)
    bars = base.mark_bar(cornerRadiusEnd=3, size=ink.size + 6).encode(
        color=alt.Color("department:N", scale=scale, legend=None), tooltip=tooltip
    )
    words = base.mark_text(align="left", baseline="middle", dx=7, color=ink.text, lineBreak="|").encode(
        x="most:Q", text="words:N"
    )
    layers: list[Any] = [bars, *whiskers(frame, "cause", order, "least", "most", ink), words]
    if has_disputed(frame):
        part = only_disputed(frame[[*columns, "disputed", "settled"]], "hours", unit="h")
        ends = alt.Chart(part).mark_bar(**pale(ink, size=ink.size + 6))
        place = {"y": alt.Y("cause:N", sort=order, title=None, axis=axis), "x": alt.X("settled:Q", axis=None)}
        told = [*tooltip[:2], TOOLTIP]
        layers.insert(1, ends.encode(**place, x2="hours:Q", stroke=legend(ink), tooltip=told))
    chart = alt.layer(*layers).properties(width="container", height=alt.Step(2 * (ink.size + 2) + 14))
    return dress(chart, title, subtitle, ink)


def _with_whiskers(frame: pd.DataFrame) -> pd.DataFrame:
    """Bounds in the unit of the bars."""
    if "high_frontline_hours" not in frame:
        return frame.assign(least=frame["hours"], most=frame["hours"])
    factor = frame["hours"] / frame["frontline_hours"].where(frame["frontline_hours"] > 0)
    ends = {"least": frame["low_frontline_hours"] * factor, "most": frame["high_frontline_hours"] * factor}
    return frame.assign(**{name: end.fillna(frame["hours"]) for name, end in ends.items()})


def _with_disputed_hours(frame: pd.DataFrame) -> pd.DataFrame:
    """Disputed hours in the unit of the bars, where they begin, and the words at a bar's end."""
    whole = frame["frontline_hours"].where(frame["frontline_hours"] > 0)
    part = (frame.get("disputed_hours", 0.0) / whole).fillna(0.0).astype("float64") * frame["hours"]
    frame = frame.assign(disputed=part, settled=frame["hours"] - part)
    return frame.assign(words=frame["text"] + amounts(frame, "|", "h"))


def off_hours_grid(frame: pd.DataFrame, colour: str, title: str, subtitle: str, ink: Ink) -> Any:
    """What a department caused, by weekday and hour of arrival: in its colour while it was at home and the frontline at
    work, pale otherwise; its own hours outlined.

    Parameters
    ----------
    frame
        ``etl.marts.frames.breakdowns.weekday_hour`` of one department: columns weekday, weekday_name, hour, complaints,
        off_hours, is_open; disputed (of the complaints), where there is any that part of its cell.
    """
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
        alt.Tooltip("off_hours:Q", title="while it was at home", format=",.0f"),
    ]
    placed = alt.Chart(cells).encode(x=x, x2="hour_end:Q", y=y, y2="weekday_end:Q")
    every = placed.mark_rect(color=ink.muted, stroke=ink.paper, strokeWidth=1).encode(
        opacity=alt.Opacity("complaints:Q", legend=None, scale=alt.Scale(domain=[0, most], range=[0.04, 0.35])),
        tooltip=tooltip,
    )
    at_home = placed.transform_filter("datum.off_hours > 0").mark_rect(color=colour, stroke=ink.paper, strokeWidth=1)
    at_home = at_home.encode(opacity=alt.Opacity("off_hours:Q", legend=None, scale=strength), tooltip=tooltip)
    edges = alt.Chart(outline(frame)).mark_rule(color=ink.text, strokeWidth=2.5, strokeCap="square")
    own = edges.encode(x=x, x2="hour_end:Q", y=y, y2="weekday_end:Q")
    disputed = disputed_cells(frame, x, y, ink)
    heat = alt.layer(every, at_home, *disputed, own).resolve_scale(opacity="independent")
    height = 7 * (ink.size + 4) + ROOM_FOR_WORDS * (ink.size + 4) + legend_room(frame, ink)
    return dress(heat.properties(width="container", height=height), title, subtitle, ink)
