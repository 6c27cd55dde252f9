"""A confusion matrix, with its diagonal outlined."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from etl.marts.core.formatting import count
from etl.marts.core.mark_filters import ARROW
from etl.model import UNATTRIBUTED
from pages.ui.charts.base import dress, longest
from pages.ui.charts.opening import Opens, marked
from pages.ui.charts.takeaway import ranked, total
from pages.ui.theme import Ink

OPENS = {"confusion": Opens({"judged": "pair"}, some="tickets")}


def confusion(frame: pd.DataFrame, title: str, subtitle: str, ink: Ink) -> Any:
    """Complaints by the engine's answer and people's.

    Parameters
    ----------
    frame
        ``etl.marts.estimates.reviewer_agreement.confusion``: columns engine_department, department, tickets, is_same.
    """
    frame = marked(frame.assign(pair=frame["engine_department"] + ARROW + frame["department"]), OPENS["confusion"])
    names = sorted({*frame["engine_department"], *frame["department"]}, key=lambda name: (name == UNATTRIBUTED, name))
    axis = {"ticks": False, "domain": False, "labelColor": ink.text}
    across = alt.Axis(orient="top", labelAngle=-30, labelOverlap=False, **axis)
    x = alt.X("department:N", sort=names, title="people say", axis=across)
    y = alt.Y("engine_department:N", sort=names, title="the engine says", axis=alt.Axis(**axis))
    scale = alt.Scale(domain=list(names))
    x, y = x.scale(scale), y.scale(scale)
    base = alt.Chart(frame).encode(x=x, y=y)
    shade = alt.Opacity(
        "tickets:Q", legend=None, scale=alt.Scale(domain=[0, longest(frame["tickets"])], range=[0.04, 0.4])
    )
    tooltip = [
        alt.Tooltip("engine_department:N", title="the engine says"),
        alt.Tooltip("department:N", title="people say"),
        alt.Tooltip("tickets:Q", title="complaints"),
    ]
    cells = base.mark_rect(color=ink.text).encode(opacity=shade, tooltip=tooltip)
    outline = {"fillOpacity": 0, "stroke": ink.text, "strokeWidth": 1.5}
    agreed = frame[frame["is_same"].astype(bool)]
    same = [] if agreed.empty else [alt.Chart(agreed).mark_rect(**outline).encode(x=x, y=y)]
    counts = base.mark_text(color=ink.text).encode(text="tickets:Q")
    size = alt.Step(ink.size + 26)
    chart = alt.layer(cells, *same, counts).properties(width=alt.Step(3 * ink.size + 40), height=size)
    return dress(chart, title, subtitle, ink, _told(frame))


def _told(frame: pd.DataFrame) -> str:
    """How often both agree, and the most frequent disagreement."""
    is_same = frame["is_same"].astype(bool)
    apart, same = frame[~is_same], count(total(frame["tickets"][is_same]))
    told = f"Same answer on {same} of {count(total(frame['tickets']))} complaints."
    pairs = zip(apart["engine_department"], apart["department"], strict=True)
    named = [f"the engine {engine}, people {person}" for engine, person in pairs]
    return told if apart.empty else f"{told} {ranked(named, apart['tickets'], None, 'Most often apart', '')}"
