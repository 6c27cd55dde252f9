"""A funnel plot: each group's rate over its size, between the limits that its size allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from etl.marts.core.formatting import number_of, percent_finely
from etl.marts.core.funnel_limits import OUTER
from pages.ui.charts.base import dress
from pages.ui.charts.opening import Opens, marked
from pages.ui.theme import Ink

OPENS = {"funnel_plot": Opens({}, some="numerator")}
"""The filter is what the groups are values of."""
_MOST_NAMED = 8
"""Groups up to which each has its name at its point; beyond that only those outside the outer limits."""
_WIDTH, _HEIGHT = 620, 360
"""Pixels; the width is that of a window of 1280, and only decides which names have room."""
_LETTER, _LINE = 7.2, 17
_LONGEST = 26
"""Letters of a name at a point."""
_WIDE = 20
"""Largest size to smallest, from which on the axis of sizes is logarithmic."""


def funnel_plot(
    groups: pd.DataFrame, curve: pd.DataFrame, overall: float, colours: Mapping[str, str], words: Mapping[str, str],
    title: str, subtitle: str, ink: Ink, by: str = "department",
) -> Any:  # fmt: skip
    """Points for groups, with their intervals, over their size; a funnel of limits around the overall rate.

    Parameters
    ----------
    groups
        ``etl.marts.frames.comparison.Comparison.groups``: columns group, value, denominator, low, high, beyond, rate,
        of, limits.
    curve
        Of the same: denominator, low_95, high_95, low_998, high_998.
    overall
        The rate that the limits lie around.
    colours
        By group; one that has none is drawn in ink.
    words
        What stands at the axes: size, rate, and format (of the rate's numbers).
    by
        Name of the filter, or the own column, that the groups are values of.
    """
    groups = marked(groups, OPENS["funnel_plot"], filters={by: "group"})
    is_out = groups["beyond"] == "99.8 %"
    short = groups["group"].where(groups["group"].str.len() <= _LONGEST, groups["group"].str[: _LONGEST - 1] + "…")
    frame = groups.assign(
        shade=[
            colours.get(name, ink.text if out else ink.muted) for name, out in zip(groups["group"], is_out, strict=True)
        ],
        name=short + "  " + groups["rate"],
        says=groups["beyond"].map(
            {"": "within the limits", "95 %": "outside 95 %", "99.8 %": f"outside {percent_finely(OUTER)}"}
        ),
    )
    sizes, kind = _domain([curve["denominator"], groups["denominator"]], 1.0), "linear"
    if sizes[0] > 0 and sizes[1] > _WIDE * sizes[0]:
        kind = "log"
    axis = alt.Axis(grid=False, tickCount=6, tickMinStep=1, format=",.0f")
    scale = alt.Scale(type=kind, domain=sizes, nice=False)
    x = alt.X("denominator:Q", title=words["size"], scale=scale, axis=axis)
    # Limits of the smallest sizes would compress all others, so they run out of the frame.
    shown = curve[curve["denominator"] >= groups["denominator"].min()]
    reach = _domain([groups[name] for name in ("value", "low", "high")] + [shown["low_95"], shown["high_95"]], overall)
    y_scale = alt.Scale(domain=reach, nice=True, zero=False, clamp=False)
    y_axis = alt.Axis(format=words["format"], tickCount=5, domain=False)

    def y(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", title=words["rate"], scale=y_scale, axis=y_axis)

    lines = []
    for name, dash in (("low_998", [1, 0]), ("high_998", [1, 0]), ("low_95", [5, 4]), ("high_95", [5, 4])):
        mark = alt.Chart(curve).mark_line(color=ink.muted, strokeWidth=1.2, strokeDash=dash, clip=True)
        lines.append(mark.encode(x=x, y=y(name)))
    centre = alt.Chart(pd.DataFrame({"overall": [overall]})).mark_rule(color=ink.text, strokeWidth=1.2)
    base = alt.Chart(frame).encode(x=x)
    shade = alt.Color("shade:N", scale=None, legend=None)
    bounds: list[Any] = []
    if not (told := frame[frame["high"] > frame["low"]]).empty:
        rules = alt.Chart(told).mark_rule(strokeWidth=2, opacity=0.55, clip=True)
        bounds = [rules.encode(x=x, y=y("low"), y2="high:Q", color=shade)]
    tooltip = [
        alt.Tooltip("group:N", title="group"), alt.Tooltip("rate:N", title="rate"), alt.Tooltip("of:N", title="of"),
        alt.Tooltip("limits:N", title="95 % limits"), alt.Tooltip("says:N", title="so it is"),
    ]  # fmt: skip
    points = base.mark_circle(size=ink.size * 8, opacity=1).encode(y=y("value"), color=shade, tooltip=tooltip)
    frame = frame.assign(place=_places(frame, sizes, reach, is_log=kind == "log"))
    placed = alt.Chart(frame[frame["place"] != ""]).encode(x=x)
    at = {"color": ink.text, "fontSize": ink.size - 1}
    sides = {"left": {"align": "left", "dx": 4}, "right": {"align": "right", "dx": -4}}
    heights = {"above": {"baseline": "bottom", "dy": -7}, "below": {"baseline": "top", "dy": 8}}
    names = [
        placed.transform_filter(f"datum.place == '{side} {height}'")
        .mark_text(**at, **sides[side], **heights[height])
        .encode(y=y("value"), text="name:N")
        for side in sides
        for height in heights
    ]
    chart = alt.layer(*lines, centre.encode(y=y("overall")), *bounds, points, *names)
    return dress(chart.properties(width="container", height=_HEIGHT), title, subtitle, ink, _told(groups, overall))


def _told(groups: pd.DataFrame, overall: float) -> str:
    """Which groups lie outside of the outer limits, and on which side."""
    out = groups[groups["beyond"] == "99.8 %"]
    sides = ["above" if value > overall else "below" for value in out["value"]]
    named = [f"{name} ({rate}, {side})" for name, rate, side in zip(out["group"], out["rate"], sides, strict=True)]
    if not named:
        return f"Of {number_of(len(groups), 'group')} none lies outside the {percent_finely(OUTER)} limits."
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    return (
        f"Outside the {percent_finely(OUTER)} limits, of {len(groups)} groups: {', '.join(named[:_MOST_NAMED])}{more}."
    )


def _domain(columns: list[pd.Series], otherwise: float) -> list[float]:
    """From the smallest to the largest number of the columns; without any, from 0 to the given number."""
    numbers = pd.concat([column.astype("float64") for column in columns], ignore_index=True)
    numbers = numbers[np.isfinite(numbers)]
    low, high = (float(numbers.min()), float(numbers.max())) if len(numbers) else (0.0, 0.0)
    if high > low:
        return [low, high]
    return [min(low, 0.0), high or (otherwise if 0 < otherwise < np.inf else 1.0)]


def _places(frame: pd.DataFrame, sizes: list[float], reach: list[float], *, is_log: bool) -> list[str]:
    """Where each point's name has room: "left", "right", "above" or "below"; or nowhere.

    Points outside the outer limits are placed first, then the largest; with many groups the others have no name.
    """
    across, up = frame["denominator"], frame["value"]
    if not (np.isfinite(across).all() and np.isfinite(up).all()):
        return [""] * len(frame)
    if is_log:
        across, sizes = np.log(across.clip(lower=sizes[0])), [float(np.log(end)) for end in sizes]
    x = ((across - sizes[0]) / (sizes[1] - sizes[0]) * _WIDTH).to_numpy()
    y = ((up - reach[0]) / (reach[1] - reach[0]) * _HEIGHT * 0.8).to_numpy()
    is_out = (frame["beyond"] == "99.8 %").to_numpy()
    taken = [(left - 5, left + 5, low - 5, low + 5) for left, low in zip(x, y, strict=True)]
    places = [""] * len(frame)
    for row in sorted(range(len(frame)), key=lambda row: (not is_out[row], -frame["denominator"].iloc[row])):
        if len(frame) > _MOST_NAMED and not is_out[row]:
            continue
        width, own = len(frame["name"].iloc[row]) * _LETTER, taken[row]
        for place in ("left above", "left below", "right above", "right below"):
            left = x[row] if place.startswith("left") else x[row] - width
            low = y[row] + 5 if place.endswith("above") else y[row] - 5 - _LINE
            box = (left, left + width, low, low + _LINE)
            if left >= 0 and left + width <= _WIDTH + 40 and not any(_meet(box, each) for each in taken if each != own):
                taken.append(box)
                places[row] = place
                break
    return places


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
