"""A day hour by hour: what has arrived up to the hour shown, and what is still to come, pale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from etl.marts.core.formatting import count
from pages.ui.charts.base import colour_scale, dress, longest
from pages.ui.charts.disputed import TOOLTIP, has_disputed, legend, legend_room, only_disputed, pale
from pages.ui.charts.lines import when_narrow
from pages.ui.charts.opening import Opens, marked
from pages.ui.charts.takeaway import NOTHING, ranked, total
from pages.ui.theme import Ink

OPENS = {"day_by_hour": Opens({"department": "department", "hour": "hour"})}
_PALE, _PALE_DISPUTED = 0.16, 0.4

_SHORT = 21
"""Letters of a department up to which four stand in a row of the legend, or two in a narrow chart."""

_ROW = 29
"""Pixels of a row of the legend."""
_BARS = 240
"""Pixels that bars and hours need above it."""


def day_by_hour(
    origins: pd.DataFrame,
    hours: pd.DataFrame,
    at_work: pd.DataFrame,
    now: int,
    colours: Mapping[str, str],
    title: str,
    subtitle: str,
    ink: Ink,
) -> Any:
    """Complaints by hour of arrival, stacked by originating department.

    Parameters
    ----------
    origins, hours, at_work
        ``etl.marts.frames.replay.Replay``: complaints by hour and department (where some are disputed, the upper end
        of their part of the bar); the hours of the day; opening spans, of which those of a department off the
        frontline are shaded and named.
    now
        Hour shown: later ones are pale.
    """
    origins = origins[origins["hour"].notna()].astype({"hour": "int64"})  # without a time of day: in no hour
    drawn = pd.concat([hours["hour"], origins["hour"]], ignore_index=True)
    first, last = (int(drawn.min()), int(drawn.max()) + 1) if len(drawn) else (0, 24)
    names = [name for name in colours if name in set(origins["department"])]
    frame = marked(origins, OPENS["day_by_hour"]).assign(
        hour_end=origins["hour"] + 1, is_here=origins["hour"] <= now, place=origins["department"].map(names.index)
    )
    axis = alt.Axis(values=list(range(first, last + 1, 2)), labelExpr="datum.value + ':00'", grid=False)
    scale = alt.Scale(domain=[first, last], nice=False)
    x = alt.X("hour:Q", title=None, scale=scale, axis=axis)
    binned = alt.X("hour:Q", bin="binned", title=None, scale=scale, axis=axis)
    most = longest(origins.groupby("hour")["complaints"].sum())
    y = alt.Y(
        "complaints:Q",
        title=None,
        stack="zero",
        scale=alt.Scale(domain=[0, max(most, 1.0)]),
        axis=alt.Axis(tickCount=4, tickMinStep=1, domain=False, ticks=False),
    )
    is_long = max(map(len, names), default=0) > _SHORT
    legend = alt.Legend(
        orient="bottom", title=None, columns=alt.ExprRef(when_narrow(1, 3) if is_long else when_narrow(2, 4)),
        rowPadding=2, labelColor=ink.text, labelFontSize=ink.size, labelLimit=0,
    )  # fmt: skip
    bars = (
        alt.Chart(frame)
        .mark_bar(stroke=ink.paper, strokeWidth=1)
        .encode(
            x=binned,
            x2="hour_end:Q",
            y=y,
            color=alt.Color("department:N", scale=colour_scale(names, colours), legend=legend),
            order=alt.Order("place:Q"),
            opacity=alt.condition("datum.is_here", alt.value(1), alt.value(_PALE)),
            tooltip=[
                alt.Tooltip("hour:Q", title="from hour"),
                alt.Tooltip("department:N"),
                alt.Tooltip("complaints:Q", format=",.1f"),
            ],
        )
    )
    clock = alt.Chart(pd.DataFrame({"hour": [min(now + 1, last)]})).mark_rule(color=ink.text, strokeWidth=2)
    disputed = _disputed(frame, binned, y.scale, ink)
    layers = [*_at_work(at_work, first, last, x, ink), bars, *disputed, clock.encode(x=x)]
    rows = -(-len(names) // (1 if is_long else 2))  # in a narrow chart, whose legend has the most rows
    height = max(340, _BARS + _ROW * rows) + legend_room(frame, ink)
    chart = alt.layer(*layers).properties(width="container", height=height)
    return dress(chart, title, subtitle, ink, _told(frame, now))


def _told(frame: pd.DataFrame, now: int) -> str:
    """How many have arrived by the hour shown, when most did, and for whom."""
    if frame.empty:
        return NOTHING
    here = count(total(frame["complaints"][frame["hour"] <= now]))
    hours, names = (frame.groupby(by, sort=False)["complaints"].sum() for by in ("hour", "department"))
    busiest = ranked([f"from {hour}:00" for hour in hours.index], hours, None, "Busiest hours", "")
    most = ranked(names.index, names, None, "Most from", "")
    return f"{here} of {count(total(frame['complaints']))} up to {now + 1}:00. {busiest} {most}"


def _disputed(frame: pd.DataFrame, x: alt.X, scale: alt.Scale, ink: Ink) -> list[Any]:
    """The disputed end of a department's part of an hour's bar."""
    if not has_disputed(frame):
        return []
    ends = frame.sort_values(["hour", "place"]).groupby("hour")["complaints"].cumsum()
    part = only_disputed(frame.assign(top=ends, undisputed=ends - frame["disputed"]), "complaints")
    tooltip = [alt.Tooltip("hour:Q", title="from hour"), alt.Tooltip("department:N"), TOOLTIP]
    strips = alt.Chart(part).mark_bar(**pale(ink)).encode(
        x=x, x2="hour_end:Q", y=alt.Y("undisputed:Q", title=None, stack=None), y2="top:Q", stroke=legend(ink),
        opacity=alt.condition("datum.is_here", alt.value(1), alt.value(_PALE_DISPUTED)), tooltip=tooltip,
    )  # fmt: skip
    return [strips]


def _at_work(at_work: pd.DataFrame, first: int, last: int, x: alt.X, ink: Ink) -> list[Any]:
    """Shade and name the hours of the department that isn't the frontline."""
    own = at_work[~at_work["is_frontline"]]
    if own.empty:
        return []
    own = own.assign(
        hour=own["from_hour"].clip(first, last),
        hour_end=own["to_hour"].clip(first, last),
        text=own["department"] + " at work",
    )
    spans = alt.Chart(own)
    shade = spans.mark_rect(color=ink.muted, opacity=0.12).encode(x=x, x2="hour_end:Q")
    names = spans.mark_text(align="left", baseline="top", dx=5, dy=3, color=ink.muted)
    return [shade, names.encode(x=x, y=alt.value(0), text="text:N")]
