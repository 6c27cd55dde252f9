"""Declared reasons against departments: how much of each reason started where, by rulings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from etl.marts.core.filter_kinds import UNKNOWN
from etl.marts.core.mark_filters import ARROW
from etl.marts.frames.tagging import NO_REASON
from etl.model import NONE_OF_THESE, UNATTRIBUTED
from pages.ui.charts.base import dress
from pages.ui.charts.opening import Opens, marked
from pages.ui.charts.takeaway import listed
from pages.ui.theme import Ink

OPENS = {"tagging_grid": Opens({"coded": "pair"}, some="share")}
"""A cell is a share of its reason's rulings; behind it are the tickets that were ruled so."""
_LONGEST = 34
"""Letters of a reason beside its row."""
_TOLD = 3
"""Reasons that are told in words."""


def tagging_grid(frame: pd.DataFrame, reasons: Sequence[str], title: str, subtitle: str, ink: Ink) -> Any:
    """Share of each reason's complaints by department; outlined where the taxonomy says that the reason means it.

    Parameters
    ----------
    frame
        ``etl.marts.frames.tagging.Tagging.cells``: columns reason, department, share, low, high, text, is_meant.
    reasons
        In the order in which they stand.
    """
    last = {NONE_OF_THESE: 1, UNATTRIBUTED: 2}
    names = sorted(set(frame["department"]), key=lambda name: (last.get(name, 0), name))
    share = frame["share"].fillna(0.0).clip(0.0, 1.0)
    short = {name: name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…" for name in reasons}
    pair = frame["reason"].replace(NO_REASON, UNKNOWN) + ARROW + frame["department"]
    frame = marked(frame.assign(pair=pair), OPENS["tagging_grid"]).assign(
        row=[short.get(name, name) for name in frame["reason"]],
        share=share,
        figure=[text.partition(", ")[0] for text in frame["text"]],
        limits=[text.partition(", ")[2] for text in frame["text"]],
    )
    axis = {"ticks": False, "domain": False, "labelColor": ink.text}
    across = alt.Axis(orient="top", labelAngle=-30, labelOverlap=False, **axis)
    x = alt.X("department:N", sort=names, title="started in, by rulings", axis=across)
    order = [short[name] for name in reasons if name in set(frame["reason"])]
    y = alt.Y("row:N", sort=order, title="agents declared", axis=alt.Axis(**axis))
    base = alt.Chart(frame).encode(x=x, y=y)
    shade = alt.Opacity("share:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=[0.03, 0.55]))
    tooltip = [
        alt.Tooltip("reason:N", title="declared"), alt.Tooltip("department:N", title="started in"),
        alt.Tooltip("text:N", title="share"),
    ]  # fmt: skip
    cells = base.mark_rect(color=ink.text).encode(opacity=shade, tooltip=tooltip)
    outline = {"fillOpacity": 0, "stroke": ink.text, "strokeWidth": 1.5}
    tagged = frame[frame["is_meant"].astype(bool)]
    meant = [] if tagged.empty else [alt.Chart(tagged).mark_rect(**outline).encode(x=x, y=y)]
    figures = base.mark_text(color=ink.text, dy=-6).encode(text="figure:N")
    limits = base.mark_text(color=ink.text, dy=9, fontSize=ink.size - 3).encode(text="limits:N")
    size = alt.Step(2 * ink.size + 14)
    chart = alt.layer(cells, *meant, figures, limits).properties(width=alt.Step(4 * ink.size + 34), height=size)
    return dress(chart, title, subtitle, ink, _told(frame, reasons))


def _told(frame: pd.DataFrame, reasons: Sequence[str]) -> str:
    """Where most of each of the first reasons started."""
    told: dict[str, str] = {}
    for reason in reasons:
        rows = frame[frame["reason"] == reason].sort_values("share", ascending=False, kind="stable")
        if len(rows) and len(told) < _TOLD:
            told[f"Declared “{reason}”"] = f"most in {rows['department'].iloc[0]}, {rows['text'].iloc[0]}"
    return listed(told, told.values())
