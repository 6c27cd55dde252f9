"""Handing on: who hands to whom, and where tickets wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from etl.marts.ratios import ratio
from etl.marts.words import percent
from pages.ui.charts.base import colour_scale, dress, order_departments
from pages.ui.theme import Ink


def handing_matrix(frame: pd.DataFrame, frontline: Sequence[str], title: str, subtitle: str, ink: Ink) -> Any:
    """Hand-offs from each department (row) to each other (column); the darker, the more.

    Parameters
    ----------
    frame
        ``etl.marts.lost.time_lost``: columns from_department, to_department, handoffs, share_returned, lost_hours,
        lost_business_hours, text.
    frontline
        Departments that stand last in both directions.
    """
    sizes = frame.groupby("from_department")["handoffs"].sum().add(
        frame.groupby("to_department")["handoffs"].sum(), fill_value=0.0
    )  # fmt: skip
    names = order_departments(sizes.index.tolist(), sizes.tolist(), frontline)
    back = ["↩ " + percent(ratio(share, 1.0)) if share > 0 else "" for share in frame["share_returned"].fillna(0.0)]
    frame = frame.assign(back=back)
    plain = {
        "ticks": False,
        "domain": False,
        "labelColor": ink.text,
        "labelLimit": 150,
        "labelOverlap": False,
        "labelFlush": False,
    }
    scale = alt.Scale(domain=names)
    above = alt.Axis(
        orient="top", labelAngle=0, labelExpr="split(datum.label, ' ')", labelFontSize=ink.size - 3,
        labelPadding=max(len(name.split()) for name in names) * (ink.size - 1) - ink.size + 5, **plain,
    )  # fmt: skip
    x = alt.X("to_department:N", title="to", scale=scale, axis=above)
    y = alt.Y("from_department:N", title="from", scale=scale, axis=alt.Axis(**plain))
    base = alt.Chart(frame).encode(x=x, y=y)
    most = float(frame["handoffs"].max())
    tooltip = [
        alt.Tooltip("from_department:N", title="from"),
        alt.Tooltip("to_department:N", title="to"),
        alt.Tooltip("handoffs:Q", title="hand-offs", format=",.0f"),
        alt.Tooltip("returned:Q", title="came back unsolved", format=",.0f"),
        alt.Tooltip("lost_hours:Q", title="hours until they were back", format=",.0f"),
        alt.Tooltip("lost_business_hours:Q", title="of these in its own hours", format=",.0f"),
    ]
    shade = alt.Opacity("handoffs:Q", legend=None, scale=alt.Scale(domain=[0, most], range=[0.04, 0.45]))
    cells = base.mark_rect(color=ink.text, cornerRadius=3).encode(opacity=shade, tooltip=tooltip)
    counts = base.mark_text(color=ink.text, dy=-ink.size // 2 + 1, fontWeight=600).encode(
        text=alt.Text("handoffs:Q", format=",.0f")
    )
    returns = base.mark_text(color=ink.text, dy=ink.size // 2 + 3, fontSize=ink.size - 3).encode(text="back:N")
    chart = alt.layer(cells, counts, returns)
    return dress(chart.properties(width="container", height=alt.Step(2 * ink.size + 14)), title, subtitle, ink)


def waiting_by_team(frame: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink) -> Any:
    """How long teams held tickets: the whole bar on the calendar, its strong part in the department's own hours.

    Parameters
    ----------
    frame
        ``etl.marts.teams.by_team``: columns team, department, held_hours, held_business_hours, text, in its order.
    """
    frame = frame.dropna(subset=["held_hours"]).assign(
        department=frame["department"].fillna("unknown"),
        held_days=frame["held_hours"] / 24,
        open_days=frame["held_business_hours"].fillna(0.0) / 24,
    )
    order = frame["team"].tolist()
    axis = alt.Axis(ticks=False, domain=False, labelColor=ink.text, labelFlush=False)
    base = alt.Chart(frame).encode(y=alt.Y("team:N", sort=order, title=None, axis=axis))
    longest = max(frame["held_days"].tolist(), default=0.0) or 1.0
    scale = alt.Scale(domain=[0, longest], nice=False)
    names = list(dict.fromkeys(frame["department"]))
    colour = alt.Color("department:N", scale=colour_scale(names, colours), legend=None)
    tooltip = [alt.Tooltip("team:N"), alt.Tooltip("text:N", title="time")]
    every = base.mark_bar(cornerRadiusEnd=3, size=ink.size + 4, opacity=0.35).encode(
        x=alt.X("held_days:Q", axis=None, scale=scale), color=colour, tooltip=tooltip
    )
    own = base.mark_bar(size=ink.size + 4).encode(x=alt.X("open_days:Q", axis=None, scale=scale), color=colour)
    words = base.mark_text(align="left", dx=7, color=ink.text).encode(
        x="held_days:Q", text=alt.Text("held_days:Q", format=",.0f")
    )
    chart = alt.layer(every, own, words).properties(width="container", height=alt.Step(ink.size + 16))
    return dress(chart, title, subtitle, ink)


def participation_bars(frame: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink) -> Any:
    """Of what each department caused, the part in which it took part, with the bounds of what isn't known.

    Parameters
    ----------
    frame
        ``etl.marts.breakdowns.measures_by`` of the measure participation: columns group, value, low, high, parts.
    """
    frame = frame.dropna(subset=["value"])
    order = frame["group"].tolist()
    axis = alt.Axis(ticks=False, domain=False, labelColor=ink.text, labelFlush=False)
    scale = alt.Scale(domain=[0, 1], nice=False)
    base = alt.Chart(frame.assign(words=frame["figure"] + "  " + frame["parts"])).encode(
        y=alt.Y("group:N", sort=order, title=None, axis=axis)
    )
    colour = alt.Color("group:N", scale=colour_scale(order, colours), legend=None)
    bars = base.mark_bar(cornerRadiusEnd=3, size=ink.size + 4).encode(
        x=alt.X("value:Q", axis=None, scale=scale), color=colour, tooltip=[alt.Tooltip("group:N"), "parts:N"]
    )
    bounds = base.transform_filter("datum.high > datum.low").mark_rule(color=ink.text, strokeWidth=1.5)
    words = base.mark_text(align="left", dx=7, color=ink.text).encode(x="high:Q", text="figure:N")
    chart = alt.layer(bars, bounds.encode(x="low:Q", x2="high:Q"), words)
    return dress(chart.properties(width="container", height=alt.Step(ink.size + 16)), title, subtitle, ink)
