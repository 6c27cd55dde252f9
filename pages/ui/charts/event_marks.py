"""Named events on a chart over time: a line down the day, its name beside it."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.locale_config import day_format
from pages.ui.theme import Ink

_ROWS = 3
"""Names are placed on this many lines in turn, so that neighbours don't overlap."""

LONGEST_NAME = 150
"""Pixels of a name; the rest is in its tooltip. A sentence would leave the chart beside it no room."""


def event_marks(marks: pd.DataFrame | None, x: alt.X, ink: Ink) -> list[Any]:
    """Layers that mark days.

    Parameters
    ----------
    marks
        ``etl.marts.frames.commitments.marks``: columns day (datetime64), text, mark ("event" or "commitment"). None
        and no rows give no layer.
    x
        Of the chart that they stand on; its field is taken from the column day.
    """
    if marks is None or marks.empty:
        return []
    days = x.copy()
    days.shorthand = "day:T"
    tooltip = [alt.Tooltip("day:T", format=day_format()), alt.Tooltip("text:N", title="event")]
    layers: list[Any] = [
        alt.Chart(marks)
        .mark_rule(color=ink.text, strokeWidth=1.4)
        .encode(
            x=days,
            strokeDash=alt.StrokeDash(
                "mark:N", legend=None, scale=alt.Scale(domain=["commitment", "event"], range=[[1, 0], [4, 3]])
            ),
            tooltip=tooltip,
        )
    ]
    for row in range(min(_ROWS, len(marks))):
        names = alt.Chart(marks.iloc[row::_ROWS]).mark_text(
            align="left",
            limit=LONGEST_NAME,
            baseline="top",
            dx=5,
            dy=2 + row * (ink.size + 2),
            color=ink.text,
            fontSize=ink.size - 2,
        )
        layers.append(names.encode(x=days, y=alt.value(0), text="text:N", tooltip=tooltip))
    return layers
