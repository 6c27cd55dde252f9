"""One lens of absorption, group by group, with its bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.base import dress, names_axis, with_parts
from pages.ui.charts.disputed import TOOLTIP, amounts, has_disputed, legend, pale, spans
from pages.ui.charts.lines import most_lines, rows_height
from pages.ui.charts.opening import Opens, marked
from pages.ui.charts.takeaway import ranked
from pages.ui.theme import Ink

OPENS = {"lens_by_group": Opens({})}
"""The filter is the dimension that the groups are values of."""
_STRIP = 6
"""Pixels of the height of a strip under a point."""


_SHARE = alt.Scale(domain=[0, 1], nice=False)


def lens_by_group(
    frame: pd.DataFrame,
    colours: Mapping[str, str],
    colour: str,
    title: str,
    subtitle: str,
    ink: Ink,
    by: str = "department",
) -> Any:
    """A point for the share, a line for its bounds; groups without a share, or without a single figure, have a note.

    Parameters
    ----------
    frame
        ``etl.marts.frames.lenses.absorption_by`` of one lens: columns group, value, denominator, low, high, text,
        parts, unit, note, is_plain (without it there is no point); disputed_part, disputed (of numerator and
        denominator), where there is any a pale strip under the point, as long as the disputed part of the whole: to
        the left what counts for the share, to the right what against.
    colours, colour
        Colour by group where the group is a department, else the one colour.
    by
        Name of the filter that the groups are values of.
    """
    frame = marked(frame, OPENS["lens_by_group"], filters={by: "group"}, some="numerator")
    words = (frame["text"] + amounts(frame, " · ", unit_of(frame))).mask(frame["value"].isna(), "– not known")
    frame = frame.assign(
        row=with_parts(frame),
        words=words,
        shade=[colours.get(name, colour) for name in frame["group"]],
        label_at=_label_at(frame),
    )
    most = most_lines(frame["row"].tolist(), 2)
    axis = names_axis(ink, most)
    y = alt.Y("row:N", sort=frame["row"].tolist(), title=None, axis=axis)
    base = alt.Chart(frame).encode(y=y)
    shade = alt.Color("shade:N", scale=None, legend=None)
    tooltip = [alt.Tooltip("group:N"), alt.Tooltip("parts:N", title="of"), alt.Tooltip("note:N")]
    x_axis = alt.Axis(format="%", tickCount=3, domain=False, ticks=False)
    # A layer without rows would be announced to screen readers as a picture without a name.
    known = frame[frame["value"].notna()]
    plain = known[known["is_plain"].astype(bool)]
    layers: list[Any] = []
    if not known.empty:
        bounds = alt.Chart(known).mark_rule(strokeWidth=3, opacity=0.45)
        x = alt.X("low:Q", title=None, scale=_SHARE, axis=x_axis)
        layers.append(bounds.encode(y=y, x=x, x2="high:Q", color=shade))
    if not plain.empty:
        points = alt.Chart(plain).mark_circle(size=ink.size * 9, opacity=1)
        x = alt.X("value:Q", title=None, scale=_SHARE)
        layers.append(points.encode(y=y, x=x, color=shade, tooltip=tooltip))
    texts = base.mark_text(align="left", baseline="bottom", dy=-6, color=ink.muted, fontSize=ink.size - 2)
    at = alt.X("label_at:Q", title=None, scale=_SHARE, axis=x_axis)
    left = texts.transform_filter("datum.label_at <= 0.6").encode(x=at, text="words:N")
    right = base.mark_text(align="right", baseline="bottom", dy=-6, color=ink.muted, fontSize=ink.size - 2)
    right = right.transform_filter("datum.label_at > 0.6").encode(x=at, text="words:N")
    strips: list[Any] = []
    if has_disputed(frame):
        part = alt.Chart(spans(frame, unit_of(frame))).mark_bar(**pale(ink, size=_STRIP, yOffset=_STRIP + 4))
        named = [alt.Tooltip("group:N"), TOOLTIP]
        strips = [part.encode(y=y, x="from_share:Q", x2="to_share:Q", stroke=legend(ink), tooltip=named)]
    step = rows_height(ink.size, 2, most) + (_STRIP if strips else 0)
    chart = alt.layer(*layers, *strips, left, right).properties(width="container", height=alt.Step(step))
    return dress(chart, title, subtitle, ink, _told(frame))


def _label_at(frame: pd.DataFrame) -> pd.Series:
    """Where the words stand: at the point, without one at the line of the bounds, without either at the left."""
    is_bounded = frame["value"].notna() & (frame["high"] > frame["low"])
    at = frame["value"].where(frame["is_plain"].astype(bool), frame["low"].where(is_bounded))
    return at.astype("float64").fillna(0.0)


def _told(frame: pd.DataFrame) -> str:
    """The highest shares and the lowest, of groups that have one."""
    plain = frame[frame["is_plain"].astype(bool) & frame["value"].notna()]
    if plain.empty:
        return "No group's share can be told."
    return ranked(plain["group"], plain["value"], plain["text"], "Highest", "Lowest")


def unit_of(frame: pd.DataFrame) -> str:
    """Unit of what the lens divides; empty for complaints."""
    return str(frame["unit"].iloc[0]) if len(frame) else ""
