"""A line by month with its process limits, which separate ordinary variation from signals."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from etl.marts.core.formatting import count
from etl.marts.frames.over_time import has_band
from pages.ui.charts.base import dress, longest
from pages.ui.charts.disputed import TOOLTIP, broken, has_disputed, legend, legend_room, only_disputed
from pages.ui.charts.event_marks import event_marks
from pages.ui.charts.locale_config import month_format
from pages.ui.charts.opening import Opens, marked
from pages.ui.charts.takeaway import marked_out, over_time
from pages.ui.theme import Ink

OPENS = {"months_with_limits": Opens({}, period="period", some="complaints")}
_PALE = 0.4
"""Opacity of months around those that are looked at."""


def months_with_limits(
    frame: pd.DataFrame,
    colour: str,
    title: str,
    subtitle: str,
    ink: Ink,
    height: int = 260,
    marks: pd.DataFrame | None = None,
) -> Any:
    """Complaints by month as an XmR chart; a partial month is hollow and takes no part in the limits.

    Parameters
    ----------
    frame
        ``etl.marts.frames.breakdowns.by_month``: its columns period, label, complaints, mean, low, high (process
        limits; missing while there are too few months), is_partial, is_empty (a gap in the line),
        is_signal, signal; disputed (of the complaints) where there
        is any: a broken line from what nobody disputes up to the point, with an asterisk; least and most (bounds of the
        estimate, a band) where they differ; is_within (True for all where it is missing): months around those that the
        filters choose are drawn pale.
    colour
        Of the line: the department's, or ink for all together.
    marks
        Named events and commitments (``etl.marts.frames.commitments.marks``); those outside the months drawn are left
        out.
    """
    # Vega reads a date as midnight UTC: a UTC scale keeps it in its month in any browser's zone.
    frame = marked(frame, OPENS["months_with_limits"])
    frame = frame.assign(period=pd.to_datetime(frame["period"]), is_partial=frame["is_partial"].astype(bool))
    frame = frame.assign(complaints=frame["complaints"].mask(frame["is_empty"].astype(bool)))
    frame = frame.assign(figure=frame["complaints"].map(lambda number: count(number if np.isfinite(number) else None)))
    scale = alt.Scale(type="utc", nice=False)
    axis = alt.Axis(format=month_format(), grid=False, labelOverlap="greedy", labelSeparation=8, tickCount="month")
    x = alt.X("period:T", title=None, scale=scale, axis=axis)
    y = alt.Y(
        "complaints:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=4, domain=False, ticks=False)
    )
    tooltip = [
        alt.Tooltip("label:N", title="month"),
        alt.Tooltip("complaints:Q", format=",.0f"),
        alt.Tooltip("signal:N", title="compared with ordinary variation"),
    ]
    whole, partial = frame[~frame["is_partial"]], frame[frame["is_partial"]]
    layers = [*_band(frame, x, colour), *_limits(frame, x, ink, height)]
    if not whole.empty or partial.empty:  # a layer without rows would have a scale without ends
        layers += _months(whole, colour, x, y, tooltip, ink)
    signals = whole[whole["is_signal"].astype(bool)]
    if not signals.empty:
        ring = alt.Chart(signals).mark_point(color=ink.text, size=170, strokeWidth=2)
        layers.append(ring.encode(x=x, y=y, tooltip=tooltip))
    if not partial.empty:
        point = alt.Chart(partial).encode(x=x, y=y, tooltip=tooltip)
        layers.append(point.mark_point(color=colour, size=60, strokeDash=[3, 2], strokeWidth=1.8))
        layers.append(point.mark_text(text="not complete", align="center", dy=-14, color=ink.muted))
    layers += _disputed(frame, x, ink)
    layers += event_marks(_within(marks, frame["period"]), x, ink)
    chart = alt.layer(*layers).properties(width="container", height=height + legend_room(frame, ink))
    return dress(chart, title, subtitle, ink, _told(whole))


def _told(whole: pd.DataFrame) -> str:
    """The span of whole months, and which of them stand out."""
    ordinary = "No month is beyond ordinary variation." if whole["mean"].notna().any() else ""
    signals = whole["signal"].where(whole["is_signal"].astype(bool), "")
    return over_time(whole["label"], whole["complaints"]) + marked_out(whole["label"], signals, ordinary)


def _months(whole: pd.DataFrame, colour: str, x: alt.X, y: alt.Y, tooltip: list[alt.Tooltip], ink: Ink) -> list[Any]:
    """The line and its points; months within the filters are labelled, the others pale."""
    is_within = whole["is_within"].astype(bool) if "is_within" in whole else ~whole["is_partial"]
    line = alt.Chart(whole).encode(x=x, y=y)
    if is_within.all():
        points = line.mark_circle(color=colour, size=45, opacity=1).encode(tooltip=tooltip)
        return [line.mark_line(color=colour, strokeWidth=2.6), points]
    layers: list[Any] = [line.mark_line(color=colour, strokeWidth=1.8, opacity=_PALE)]
    around = alt.Chart(whole[~is_within]).encode(x=x, y=y, tooltip=tooltip)
    layers.append(around.mark_circle(color=colour, size=45, opacity=_PALE))
    if is_within.any():
        chosen = alt.Chart(whole[is_within]).encode(x=x, y=y, tooltip=tooltip)
        layers.append(chosen.mark_circle(color=colour, size=120, opacity=1))
        layers.append(chosen.mark_text(color=ink.text, dy=-16, fontWeight=600).encode(text="figure:N"))
    return layers


def _band(frame: pd.DataFrame, x: alt.X, colour: str) -> list[Any]:
    """Band of the months' intervals; no layer if there are none."""
    if not has_band(frame):
        return []
    # A month without data has no bounds: the band breaks off there, as the line does.
    known = frame[["least", "most"]].mask(frame["is_empty"].astype(bool))
    area = alt.Chart(frame[["period"]].assign(least=known["least"], most=known["most"])).mark_area(
        color=colour, opacity=0.16
    )
    return [area.encode(x=x, y=alt.Y("least:Q", title=None), y2="most:Q")]


def _within(marks: pd.DataFrame | None, months: pd.Series) -> pd.DataFrame | None:
    """Marks within the months drawn: a future one would stretch the axis and squeeze the months."""
    if marks is None or marks.empty or months.empty:
        return marks
    end = months.max() + pd.offsets.MonthBegin(1)
    is_drawn = marks["day"].between(months.min(), end, inclusive="left")
    return marks[is_drawn]


def _disputed(frame: pd.DataFrame, x: alt.X, ink: Ink) -> list[Any]:
    """The disputed part of a month's complaints, as at the end of a bar; what is small is seen by its asterisk."""
    if not has_disputed(frame):
        return []
    part = only_disputed(frame.assign(undisputed=frame["complaints"] - frame["disputed"]), "complaints")
    base = alt.Chart(part).encode(x=x, tooltip=[alt.Tooltip("label:N", title="month"), TOOLTIP])
    line = base.mark_rule(**broken(ink)).encode(stroke=legend(ink, "stroke"))
    star = base.mark_text(text="*", color=ink.text, fontSize=ink.title_size, fontWeight=600, dy=-10)
    return [line.encode(y="undisputed:Q", y2="complaints:Q"), star.encode(y="complaints:Q")]


def _limits(frame: pd.DataFrame, x: alt.X, ink: Ink, height: int) -> list[Any]:
    """Band and mean, labelled without overlap at the chart's right end."""
    limited = frame.dropna(subset=["low", "high"])
    if limited.empty:
        return []
    band = alt.Chart(limited).mark_area(color=ink.muted, opacity=0.13).encode(x=x, y="low:Q", y2="high:Q")
    mean = alt.Chart(limited).mark_line(color=ink.muted, strokeDash=[5, 4], strokeWidth=1.3).encode(x=x, y="mean:Q")
    last = limited.tail(1).assign(period=frame["period"].iloc[-1])
    top = longest(frame["complaints"], last["high"])
    middle = float(last["mean"].iloc[0])
    names = []
    for column, words, way in (("high", "upper limit", -1), ("mean", "mean", 0), ("low", "lower limit", 1)):
        apart = abs(float(last[column].iloc[0]) - middle) / top * height
        name = alt.Chart(last).mark_text(
            align="left", dx=10, dy=way * max(0.0, ink.size - apart), color=ink.muted, text=words, fontSize=ink.size - 2
        )
        names.append(name.encode(x=x, y=f"{column}:Q"))
    return [band, mean, *names]
