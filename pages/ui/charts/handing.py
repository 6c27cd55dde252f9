"""Handing on: who hands to whom, and where tickets wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.base import colour_scale, dress, longest, order_departments, with_parts
from pages.ui.charts.disputed import TOOLTIP, amounts, has_disputed, legend, only_disputed, pale, spans
from pages.ui.theme import Ink


def handing_matrix(frame: pd.DataFrame, frontline: Sequence[str], title: str, subtitle: str, ink: Ink) -> Any:
    """Hand-offs from each department (row) to each other (column); the darker, the more.

    Parameters
    ----------
    frame
        ``etl.marts.frames.bounce_backs.time_lost``: columns from_department, to_department, handoffs, back, lost_hours,
        lost_business_hours, text; disputed (of the hand-offs), where there is any that part of its cell.
    frontline
        Departments that stand last in both directions.
    """
    sizes = frame.groupby("from_department")["handoffs"].sum().add(
        frame.groupby("to_department")["handoffs"].sum(), fill_value=0.0
    )  # fmt: skip
    names = order_departments(sizes.index.tolist(), sizes.tolist(), frontline)
    back = [f"↩ {part}" if part else "" for part in frame["back"]]
    disputed = frame.get("disputed", pd.Series(0.0, index=frame.index))
    pairs = zip(frame["handoffs"], disputed, strict=True)
    number = [f"{handed:,.0f}{'*' if part > 0 else ''}" for handed, part in pairs]
    frame = frame.assign(back=back, disputed=disputed, number=number)
    plain = {
        "ticks": False,
        "domain": False,
        "labelColor": ink.text,
        # A name of eighteen letters or so, also in those of a meeting.
        "labelLimit": 12 * ink.size,
        "labelOverlap": False,
        "labelFlush": False,
    }
    scale = alt.Scale(domain=names)
    above = alt.Axis(
        orient="top", labelAngle=0, labelExpr="split(datum.label, ' ')", labelFontSize=ink.size - 3,
        labelPadding=max((len(name.split()) for name in names), default=1) * (ink.size - 1) - ink.size + 5, **plain,
    )  # fmt: skip
    x = alt.X("to_department:N", title="to", scale=scale, axis=above)
    y = alt.Y("from_department:N", title="from", scale=scale, axis=alt.Axis(**plain))
    base = alt.Chart(frame).encode(x=x, y=y)
    tooltip = [
        alt.Tooltip("from_department:N", title="from"),
        alt.Tooltip("to_department:N", title="to"),
        alt.Tooltip("handoffs:Q", title="hand-offs", format=",.0f"),
        alt.Tooltip("returned:Q", title="came back unsolved", format=",.0f"),
        alt.Tooltip("lost_hours:Q", title="hours until they were back", format=",.0f"),
        alt.Tooltip("lost_business_hours:Q", title="of these in its own hours", format=",.0f"),
    ]
    shade = alt.Opacity(
        "handoffs:Q", legend=None, scale=alt.Scale(domain=[0, longest(frame["handoffs"])], range=[0.04, 0.45])
    )
    cells = base.mark_rect(color=ink.text, cornerRadius=3).encode(opacity=shade, tooltip=tooltip)
    counts = base.mark_text(color=ink.text, dy=-ink.size // 2 + 1, fontWeight=600).encode(text="number:N")
    returns = base.mark_text(color=ink.text, dy=ink.size // 2 + 3, fontSize=ink.size - 3).encode(text="back:N")
    chart = alt.layer(cells, *_disputed_handoffs(frame, x, y, ink), counts, returns)
    return dress(chart.properties(width="container", height=alt.Step(2 * ink.size + 14)), title, subtitle, ink)


def _disputed_handoffs(frame: pd.DataFrame, x: alt.X, y: alt.Y, ink: Ink) -> list[Any]:
    """The disputed part of each cell, from its right edge on: beside the words in its middle."""
    if not has_disputed(frame):
        return []
    part = only_disputed(frame.assign(part=frame["disputed"] / frame["handoffs"]), "handoffs")
    width, rest = "datum.part * bandwidth('x')", "(1 - datum.part) * bandwidth('x') / 2"
    strips = alt.Chart(part).mark_rect(**pale(ink), width={"expr": width}, xOffset={"expr": rest})
    tooltip = [
        alt.Tooltip("from_department:N", title="from"),
        alt.Tooltip("to_department:N", title="to"),
        TOOLTIP,
    ]
    return [strips.encode(x=x, y=y, stroke=legend(ink), tooltip=tooltip)]


def waiting_by_team(frame: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink) -> Any:
    """How long teams held what was solved: the whole bar on the calendar, its strong part in the department's hours.

    Parameters
    ----------
    frame
        ``etl.marts.frames.teams.by_team``: columns team, department, held_hours, held_business_hours, text, in its
        order; disputed_hours (of held_hours), where there is any the end of the bar.
    """
    frame = frame.dropna(subset=["held_hours"])
    frame = frame.assign(
        department=frame["department"].fillna("unknown"),
        held_days=frame["held_hours"] / 24,
        open_days=frame["held_business_hours"].fillna(0.0) / 24,
        disputed=frame.get("disputed_hours", pd.Series(0.0, index=frame.index)) / 24,
    )
    frame = frame.assign(words=frame["held_days"].map("{:,.0f}".format).astype("str") + amounts(frame, "|"))
    order = frame["team"].tolist()
    axis = alt.Axis(ticks=False, domain=False, labelColor=ink.text, labelFlush=False)
    base = alt.Chart(frame).encode(y=alt.Y("team:N", sort=order, title=None, axis=axis))
    scale = alt.Scale(domain=[0, longest(frame["held_days"])], nice=False)
    names = list(dict.fromkeys(frame["department"]))
    colour = alt.Color("department:N", scale=colour_scale(names, colours), legend=None)
    tooltip = [alt.Tooltip("team:N"), alt.Tooltip("text:N", title="time")]
    every = base.mark_bar(cornerRadiusEnd=3, size=ink.size + 4, opacity=0.35).encode(
        x=alt.X("held_days:Q", axis=None, scale=scale), color=colour, tooltip=tooltip
    )
    own = base.mark_bar(size=ink.size + 4).encode(x=alt.X("open_days:Q", axis=None, scale=scale), color=colour)
    words = base.mark_text(align="left", baseline="middle", dx=7, color=ink.text, lineBreak="|")
    words = words.encode(x="held_days:Q", text="words:N")
    layers: list[Any] = [every, own, words]
    if has_disputed(frame):
        part = only_disputed(frame.assign(settled=frame["held_days"] - frame["disputed"]), "held_days", unit="days")
        ends = alt.Chart(part).mark_bar(**pale(ink, size=ink.size + 4))
        y, named = alt.Y("team:N", sort=order), [alt.Tooltip("team:N"), TOOLTIP]
        layers.insert(2, ends.encode(y=y, x="settled:Q", x2="held_days:Q", stroke=legend(ink), tooltip=named))
    step = (2 if has_disputed(frame) else 1) * (ink.size + 2) + 14
    chart = alt.layer(*layers).properties(width="container", height=alt.Step(step))
    return dress(chart, title, subtitle, ink)


def participation_bars(frame: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink) -> Any:
    """Of what each department caused, the part in which it took part, with the bounds of what isn't known.

    Parameters
    ----------
    frame
        ``etl.marts.frames.breakdowns.measures_by`` of the measure participation: columns group, value, denominator,
        low, high, figure, parts; disputed_part, disputed (of numerator and denominator), where there is any that part
        of the bar, and beside it what is disputed of the rest.
    """
    frame = frame.dropna(subset=["value"])
    frame = frame.assign(row=with_parts(frame))
    order, named = frame["group"].tolist(), frame["row"].tolist()
    axis = alt.Axis(
        ticks=False, domain=False, labelColor=ink.text, labelFlush=False, labelExpr="split(datum.label, '|')"
    )
    scale = alt.Scale(domain=[0, 1], nice=False)
    # Beyond the bar, its whisker, and what is disputed of the rest.
    ends = frame[["high", "value"]].max(axis=1)
    if has_disputed(frame):
        ends = pd.concat([ends, spans(frame)["to_share"]], axis=1).max(axis=1)
    frame = frame.assign(words=frame["figure"] + amounts(frame, "|"), end=ends)
    base = alt.Chart(frame).encode(y=alt.Y("row:N", sort=named, title=None, axis=axis))
    colour = alt.Color("group:N", scale=colour_scale(order, colours), legend=None)
    bars = base.mark_bar(cornerRadiusEnd=3, size=ink.size + 4).encode(
        x=alt.X("value:Q", axis=None, scale=scale), color=colour, tooltip=[alt.Tooltip("group:N"), "parts:N"]
    )
    bounds = base.transform_filter("datum.high > datum.low").mark_rule(color=ink.text, strokeWidth=1.5)
    words = base.mark_text(align="left", baseline="middle", dx=7, color=ink.text, lineBreak="|")
    words = words.encode(x="end:Q", text="words:N")
    layers: list[Any] = [bars, bounds.encode(x="low:Q", x2="high:Q"), words]
    if has_disputed(frame):
        part = alt.Chart(spans(frame)).mark_bar(**pale(ink, size=ink.size + 4))
        y, tooltip = alt.Y("row:N", sort=named), [alt.Tooltip("group:N"), TOOLTIP]
        layers.insert(1, part.encode(y=y, x="from_share:Q", x2="to_share:Q", stroke=legend(ink), tooltip=tooltip))
    chart = alt.layer(*layers).properties(width="container", height=alt.Step(2 * (ink.size + 2) + 14))
    return dress(chart, title, subtitle, ink)
