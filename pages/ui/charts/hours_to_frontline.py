"""Origins of the frontline's hours: ribbons from each origin to the frontline's bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from etl.marts.core.formatting import count, interval_of
from etl.marts.core.measured import Measured
from pages.ui.charts.base import colour_scale, dress, longest, order_departments
from pages.ui.charts.disputed import TOOLTIP, has_disputed, legend, legend_room, only_disputed, pale
from pages.ui.charts.opening import AREA, COLUMN, Opens, marked
from pages.ui.charts.takeaway import ranked
from pages.ui.theme import Ink

OPENS = {"hours_to_frontline": Opens({"department": "department"})}
_STEPS = 24
_GAP_SHARE = 0.03
_ROUNDS = 40
_WHISKERS = (0.06, 0.22, 0.38, 0.54)
"""Where whiskers stand in turn, of the way to the frontline: long ones of neighbours would cover each other."""
_HEADING = 110
"""Pixels of the height that title and subtitle take, about."""


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
        ``etl.marts.frames.hours_sankey.hours_by_origin``: its columns origin, hours, low and high (its interval: a
        whisker at the ribbon's lower edge, where they differ) and disputed (of the hours; where there is any, that
        strip of the ribbon is pale, in a broken outline).
    """
    known = frame[(frame["hours"] > 0) & np.isfinite(frame["hours"].astype("float64"))]
    hours = known.groupby("origin")["hours"].sum()
    order = order_departments([str(name) for name in hours.index], hours.tolist(), frontline)
    spans = place(hours.reindex(order), label_share=(ink.size + 5) / (height - _HEADING))
    spans = marked(_naming_disputed(_with_intervals(spans, known), frame), OPENS["hours_to_frontline"])
    ribbons = _bend(spans)
    colour = alt.Color("department:N", scale=colour_scale(order, colours), legend=None)
    total = float(hours.sum())
    whiskers = _whisker_rows(spans)
    y_scale = alt.Scale(domain=[longest(spans["left_end"], whiskers["most"]), 0], nice=False)
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
        .encode(x=alt.datum(0), y=alt.Y("left_middle:Q", axis=None, scale=y_scale), text="label:N")
    )
    right = pd.DataFrame(
        {"top": [spans["right_start"].min()], "bottom": [spans["right_end"].max()], "label": [f"{count(total)} h"]}
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
    strips, ends = _disputed(ribbons, spans, x, y_scale, ink)
    chart = alt.layer(flow, *strips, *_whiskers(whiskers, x, y_scale, ink), bar, *ends, names, words)
    told = ranked(hours.index, hours, [f"{count(each)} h" for each in hours])
    chart = chart.properties(width="container", height=height + legend_room(spans, ink))
    return dress(chart, title, subtitle, ink, f"{count(total)} h in all. {told}")


def _with_intervals(spans: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The interval of each origin's hours: in its tooltip, and where its ribbon's lower edge may lie."""
    if "high" not in known:
        return spans.assign(low=spans["hours"], high=spans["hours"])
    ends = known.groupby("origin")[["low", "high"]].sum().reindex(spans["department"])
    spans = spans.assign(low=ends["low"].to_numpy(), high=ends["high"].to_numpy())
    told = [
        interval_of(Measured(hours, "hours", low=low, high=high))
        for hours, low, high in zip(spans["hours"], spans["low"], spans["high"], strict=True)
    ]
    said = pd.Series([f" ({words})" if words else "" for words in told], index=spans.index, dtype="str")
    return spans.assign(words=spans["words"] + said)


def _whisker_rows(spans: pd.DataFrame) -> pd.DataFrame:
    """Interval of each ribbon's lower edge: columns department, words, x, least, most."""
    at = np.resize(_WHISKERS, len(spans))
    edge = spans["left_end"] + (spans["right_end"] - spans["left_end"]) * _bent(at)
    frame = spans[["department", "words", COLUMN]].assign(
        x=at, least=edge - spans["hours"] + spans["low"], most=edge - spans["hours"] + spans["high"]
    )
    told: pd.DataFrame = frame[np.isfinite(frame["most"]) & (frame["most"] > frame["least"])]
    return told


def _whiskers(frame: pd.DataFrame, x: alt.X, y_scale: alt.Scale, ink: Ink) -> list[Any]:
    """The interval at a ribbon's lower edge: the label beside it has no room for one."""
    if frame.empty:
        return []
    base = alt.Chart(frame).encode(x=x)
    y, tooltip = alt.Y("least:Q", axis=None, scale=y_scale), [alt.Tooltip("department:N"), alt.Tooltip("words:N")]
    lines = base.mark_rule(color=ink.text, strokeWidth=1.5).encode(y=y, y2="most:Q", tooltip=tooltip)
    ends = base.mark_tick(color=ink.text, thickness=1.5, size=ink.size - 6, orient="horizontal")
    return [lines, ends.encode(y=y), ends.encode(y=alt.Y("most:Q", axis=None, scale=y_scale))]


def _naming_disputed(spans: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Disputed hours of each origin, also in its label."""
    if "disputed" not in frame:
        return spans.assign(disputed=0.0)
    parts = spans["department"].map(frame.groupby("origin")["disputed"].sum()).fillna(0.0)
    said = pd.Series([f" · {count(part)} h*" if part > 0 else "" for part in parts], index=spans.index, dtype="str")
    return spans.assign(disputed=parts, label=spans["label"] + said)


def _disputed(
    ribbons: pd.DataFrame, spans: pd.DataFrame, x: alt.X, y_scale: alt.Scale, ink: Ink
) -> tuple[list[Any], list[Any]]:
    """The disputed strip at the lower edge of a ribbon, and where it ends in the frontline's bar."""
    if not has_disputed(spans):
        return [], []
    tooltip = [alt.Tooltip("department:N", title="origin"), TOOLTIP]
    part = only_disputed(ribbons.assign(undisputed=ribbons["bottom"] - ribbons["disputed"]), "hours", unit="h")
    y = alt.Y("undisputed:Q", axis=None, scale=y_scale)
    strips = alt.Chart(part).mark_area(**pale(ink))
    strips = strips.encode(x=x, y=y, y2="bottom:Q", detail="department:N", stroke=legend(ink), tooltip=tooltip)
    arrived = only_disputed(spans.assign(undisputed=spans["right_end"] - spans["disputed"]), "hours", unit="h")
    ends = alt.Chart(arrived).mark_rect(**pale(ink))
    place = {"x": alt.datum(1.0), "x2": alt.datum(1.05), "y": y, "y2": "right_end:Q"}
    return [strips], [ends.encode(**place, stroke=legend(ink), tooltip=tooltip)]


def place(hours: pd.Series[Any], label_share: float = 0.06) -> pd.DataFrame:
    """Stack the origins: on the left with gaps, each with room for its label, on the right without gaps.

    Parameters
    ----------
    hours
        By department, in the order of stacking.
    label_share
        Part of the whole height that a label needs, 0 to 1.

    Returns
    -------
    DataFrame
        Columns department, hours, label, words, and start, end and middle on either side, in hours from the top.
    """
    total, halves = float(hours.sum()), hours.to_numpy(dtype="float64") / 2
    between = halves[:-1] + halves[1:]
    least, height, gaps = total * _GAP_SHARE, total, between
    # A label's room depends on the height and vice versa: a few iterations converge.
    for _ in range(_ROUNDS):
        gaps = np.maximum(least, height * min(label_share, 0.9 / max(len(hours), 1)) - between)
        height = total + float(gaps.sum())
    end = hours.cumsum().to_numpy()
    left_end, right_end = end + np.concatenate([[0.0], gaps.cumsum()]), end + (height - total) / 2
    spans = pd.DataFrame({"department": hours.index, "hours": hours.to_numpy()})
    spans["left_start"], spans["left_end"] = left_end - hours.to_numpy(), left_end
    spans["right_start"], spans["right_end"] = right_end - hours.to_numpy(), right_end
    spans["left_middle"] = (spans["left_start"] + spans["left_end"]) / 2
    spans["words"] = pd.Series([f"{count(value)} h" for value in hours], dtype="str")
    spans["label"] = spans["department"].astype("str") + "  " + spans["words"]
    return spans


def _bent(x: Any) -> Any:
    """Vertical progress of a ribbon at a point along its way, 0 to 1."""
    return x**2 * (3 - 2 * x)


def _bend(spans: pd.DataFrame) -> pd.DataFrame:
    """Points along each ribbon; the smooth step 3t² - 2t³ leaves both ends level."""
    steps = pd.DataFrame({"x": [i / _STEPS for i in range(_STEPS + 1)]})
    steps["bend"] = _bent(steps["x"])
    points = spans.merge(steps, how="cross")
    points["top"] = points["left_start"] + (points["right_start"] - points["left_start"]) * points["bend"]
    points["bottom"] = points["left_end"] + (points["right_end"] - points["left_end"]) * points["bend"]
    columns = ["department", "words", "hours", "disputed", "x", "top", "bottom", COLUMN]
    return points[columns].assign(**{AREA: True})
