"""One lens of absorption, group by group or month by month, with its bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.base import dress, with_parts
from pages.ui.charts.disputed import TOOLTIP, amounts, broken, has_disputed, legend, legend_room, pale, spans
from pages.ui.theme import Ink

_STRIP = 6
"""Pixels of the height of a strip under a point."""

_SHARE = alt.Scale(domain=[0, 1], nice=False)


def lens_by_group(
    frame: pd.DataFrame, colours: Mapping[str, str], colour: str, title: str, subtitle: str, ink: Ink
) -> Any:
    """A point for the share, a line for its bounds; a group that the data can't tell, or not as one figure, says so.

    Parameters
    ----------
    frame
        ``etl.marts.frames.lenses.absorption_by`` of one lens: columns group, value, denominator, low, high, text,
        parts, unit, note, is_plain (without it there is no point); disputed_part, disputed (of numerator and
        denominator), where there is any a pale strip under the point, as long as the disputed part of the whole: to
        the left what counts for the share, to the right what against.
    colours, colour
        Colour by group where the group is a department, else the one colour.
    """
    words = (frame["text"] + amounts(frame, " · ", _unit(frame))).mask(frame["value"].isna(), "– can't be told")
    frame = frame.assign(
        row=with_parts(frame),
        words=words,
        shade=[colours.get(name, colour) for name in frame["group"]],
        label_at=frame["value"].fillna(0.0).where(frame["is_plain"], 0.0),
    )
    axis = alt.Axis(
        ticks=False, domain=False, labelColor=ink.text, labelFlush=False, labelExpr="split(datum.label, '|')"
    )
    y = alt.Y("row:N", sort=frame["row"].tolist(), title=None, axis=axis)
    base = alt.Chart(frame).encode(y=y)
    shade = alt.Color("shade:N", scale=None, legend=None)
    tooltip = [alt.Tooltip("group:N"), alt.Tooltip("parts:N", title="of"), alt.Tooltip("note:N")]
    x_axis = alt.Axis(format="%", tickCount=3, domain=False, ticks=False)
    known = base.transform_filter("isValid(datum.value)")
    bounds = known.mark_rule(strokeWidth=3, opacity=0.45).encode(
        x=alt.X("low:Q", title=None, scale=_SHARE, axis=x_axis), x2="high:Q", color=shade
    )
    points = (
        known.transform_filter("datum.is_plain")
        .mark_circle(size=ink.size * 9, opacity=1)
        .encode(x=alt.X("value:Q", title=None, scale=_SHARE), color=shade, tooltip=tooltip)
    )
    texts = base.mark_text(align="left", baseline="bottom", dy=-6, color=ink.muted, fontSize=ink.size - 2)
    left = texts.transform_filter("datum.label_at <= 0.6").encode(x="label_at:Q", text="words:N")
    right = base.mark_text(align="right", baseline="bottom", dy=-6, color=ink.muted, fontSize=ink.size - 2)
    right = right.transform_filter("datum.label_at > 0.6").encode(x="label_at:Q", text="words:N")
    strips: list[Any] = []
    if has_disputed(frame):
        part = alt.Chart(spans(frame, _unit(frame))).mark_bar(**pale(ink, size=_STRIP, yOffset=_STRIP + 4))
        named = [alt.Tooltip("group:N"), TOOLTIP]
        strips = [part.encode(y=y, x="from_share:Q", x2="to_share:Q", stroke=legend(ink), tooltip=named)]
    step = 2 * ink.size + 14 + (_STRIP if strips else 0)
    chart = alt.layer(bounds, points, *strips, left, right).properties(width="container", height=alt.Step(step))
    return dress(chart, title, subtitle, ink)


def _unit(frame: pd.DataFrame) -> str:
    """Unit of what the lens divides; empty for complaints."""
    return str(frame["unit"].iloc[0]) if len(frame) else ""


def lens_by_month(frame: pd.DataFrame, colour: str, title: str, subtitle: str, ink: Ink) -> Any:
    """The share as a line over months, its bounds as a band.

    Parameters
    ----------
    frame
        ``etl.marts.frames.lenses.absorption_by`` of one lens by month; a month that isn't plain is left out; what is
        disputed is a broken line around the point.
    """
    frame = frame[frame["is_plain"]]
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
        part = alt.Chart(spans(frame, _unit(frame))).encode(x=x)
        rules = part.mark_rule(**broken(ink)).encode(
            y="from_share:Q", y2="to_share:Q", stroke=legend(ink, "stroke"), tooltip=[tooltip[0], TOOLTIP]
        )
        stars = part.mark_text(text="*", color=ink.text, fontSize=ink.title_size, fontWeight=600, dy=-10)
        layers += [rules, stars.encode(y="to_share:Q")]
    chart = alt.layer(*layers).properties(width="container", height=200 + legend_room(frame, ink))
    return dress(chart, title, subtitle, ink)
