"""Matrix of hand-offs between departments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from etl.locales import number
from etl.marts.core.mark_filters import ARROW
from pages.ui.charts.base import dress, longest, order_departments
from pages.ui.charts.disputed import TOOLTIP, has_disputed, legend, only_disputed, pale
from pages.ui.charts.opening import Opens, marked
from pages.ui.charts.takeaway import ranked
from pages.ui.theme import Ink

OPENS = {"handing_matrix": Opens({"handed": "pair"}, some="handoffs")}


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
    frame = marked(
        frame.assign(pair=frame["from_department"] + ARROW + frame["to_department"]), OPENS["handing_matrix"]
    )
    sizes = frame.groupby("from_department")["handoffs"].sum().add(
        frame.groupby("to_department")["handoffs"].sum(), fill_value=0.0
    )  # fmt: skip
    names = order_departments(sizes.index.tolist(), sizes.tolist(), frontline)
    back = [f"↩ {part}" if part else "" for part in frame["back"]]
    disputed = frame.get("disputed", pd.Series(0.0, index=frame.index))
    pairs = zip(frame["handoffs"], disputed, strict=True)
    told = [f"{number(handed, ',.0f')}{'*' if part > 0 else ''}" for handed, part in pairs]
    frame = frame.assign(back=back, disputed=disputed, number=told)
    plain = {
        "ticks": False,
        "domain": False,
        "labelColor": ink.text,
        # A name of eighteen letters or so.
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
    chart = chart.properties(width="container", height=alt.Step(2 * ink.size + 14))
    return dress(chart, title, subtitle, ink, _told(frame))


def _told(frame: pd.DataFrame) -> str:
    """The largest hand-offs between departments, and how much of them came back."""
    pairs = [f"{one} to {other}" for one, other in zip(frame["from_department"], frame["to_department"], strict=True)]
    parts = zip(frame["number"], frame["back"], strict=True)
    words = [f"{number}, {back.removeprefix('↩ ')} came back" if back else number for number, back in parts]
    return ranked(pairs, frame["handoffs"], words, least="")


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
