"""Where the frontline's hours come from: ribbons from each origin to the frontline's bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.base import colour_scale, dress, order_departments
from pages.ui.theme import Ink

_STEPS = 24
_GAP_SHARE = 0.07


def hours_to_frontline(
    frame: pd.DataFrame,
    colours: Mapping[str, str],
    frontline: Sequence[str],
    title: str,
    subtitle: str,
    ink: Ink,
    height: int = 360,
) -> Any:
    """Ribbons as wide as the hours that the frontline spent on what each department caused.

    Parameters
    ----------
    frame
        Rows of ``etl.marts.breakdowns.flow`` whose holder is the frontline: its columns origin and hours.
    """
    hours = frame[frame["hours"] > 0].groupby("origin")["hours"].sum()
    order = order_departments([str(name) for name in hours.index], hours.tolist(), frontline)
    spans = place(hours.reindex(order))
    spans["label_at"] = spread(spans["left_middle"], float(spans["left_end"].max()) * (ink.size + 3) / height)
    ribbons = _bend(spans)
    colour = alt.Color("department:N", scale=colour_scale(order, colours), legend=None)
    total = float(hours.sum())
    y_scale = alt.Scale(domain=[float(spans["left_end"].max() or 1.0), 0], nice=False)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 1.05], nice=False))
    tooltip = [alt.Tooltip("department:N", title="origin"), alt.Tooltip("words:N", title="hours of the frontline")]
    flow = (
        alt.Chart(ribbons)
        .mark_area(opacity=0.78)
        .encode(
            x=x,
            y=alt.Y("top:Q", axis=None, scale=y_scale),
            y2="bottom:Q",
            color=colour,
            detail="department:N",
            tooltip=tooltip,
        )
    )
    names = (
        alt.Chart(spans)
        .mark_text(align="right", dx=-8, color=ink.text)
        .encode(x=alt.datum(0), y=alt.Y("label_at:Q", axis=None, scale=y_scale), text="label:N")
    )
    right = pd.DataFrame(
        {"top": [spans["right_start"].min()], "bottom": [spans["right_end"].max()], "label": [f"{total:,.0f} h"]}
    )
    bar = (
        alt.Chart(right)
        .mark_rect(color=colours.get(frontline[0], ink.text) if frontline else ink.text)
        .encode(x=alt.datum(1.0), x2=alt.datum(1.05), y=alt.Y("top:Q", axis=None, scale=y_scale), y2="bottom:Q")
    )
    words = (
        alt.Chart(right.assign(middle=(right["top"] + right["bottom"]) / 2))
        .mark_text(align="left", dx=6, fontSize=ink.title_size, fontWeight=600, color=ink.text)
        .encode(x=alt.datum(1.05), y=alt.Y("middle:Q", axis=None, scale=y_scale), text="label:N")
    )
    return dress((flow + bar + names + words).properties(width="container", height=height), title, subtitle, ink)


def place(hours: pd.Series[Any]) -> pd.DataFrame:
    """Stack the origins with gaps on the left and without on the right.

    Parameters
    ----------
    hours
        By department, in the order of stacking.

    Returns
    -------
    DataFrame
        Columns department, hours, label, words, and start, end and middle on either side, in hours from the top.
    """
    gap = float(hours.sum()) * _GAP_SHARE
    end = hours.cumsum()
    gaps = pd.Series(range(len(hours)), index=hours.index, dtype="float64") * gap
    inset = gap * max(len(hours) - 1, 0) / 2
    spans = pd.DataFrame({"department": hours.index, "hours": hours.to_numpy()}, index=hours.index)
    spans["left_start"], spans["left_end"] = end - hours + gaps, end + gaps
    spans["right_start"], spans["right_end"] = end - hours + inset, end + inset
    spans["left_middle"] = (spans["left_start"] + spans["left_end"]) / 2
    spans["words"] = [f"{value:,.0f} h" for value in hours]
    spans["label"] = spans["department"].astype(str) + "  " + spans["words"]
    return spans.reset_index(drop=True)


def spread(middles: pd.Series[Any], gap: float) -> pd.Series[Any]:
    """Places for labels, as near to `middles` (ascending) as leaves `gap` between two, none beyond the last middle.

    From the bottom up each label moves just clear of the one below it.
    """
    places = middles.to_list()
    for place_below in range(len(places) - 1, 0, -1):
        places[place_below - 1] = min(places[place_below - 1], places[place_below] - gap)
    return pd.Series(places, index=middles.index)


def _bend(spans: pd.DataFrame) -> pd.DataFrame:
    """Points along each ribbon; the smooth step 3t² - 2t³ leaves both ends level."""
    steps = pd.DataFrame({"x": [i / _STEPS for i in range(_STEPS + 1)]})
    steps["bend"] = steps["x"] ** 2 * (3 - 2 * steps["x"])
    points = spans.merge(steps, how="cross")
    points["top"] = points["left_start"] + (points["right_start"] - points["left_start"]) * points["bend"]
    points["bottom"] = points["left_end"] + (points["right_end"] - points["left_end"]) * points["bend"]
    return points[["department", "words", "x", "top", "bottom"]]
