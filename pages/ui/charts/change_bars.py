"""What drove a change: bars to either side of none, one for each cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from etl.marts.frames.change_drivers import OTHER_ISSUES, OTHERS
from pages.ui.charts.bars import causes
from pages.ui.charts.base import colour_scale, dress
from pages.ui.charts.opening import COLUMN, Opens, marked
from pages.ui.theme import Ink

OPENS = {"change_bars": Opens({"department": "department", "issue": "issue"}, some="now")}
"""A bar is what the cause added since the period before; behind it are its tickets now."""


def change_bars(
    frame: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink, *, is_share: bool = False
) -> Any:
    """Parts of a change by cause, in its department's colour: to the right more than before, to the left less.

    Parameters
    ----------
    frame
        ``etl.marts.frames.change_drivers.change_drivers``: columns department, issue, total, by_amount, by_rate, text,
        in its order.
    is_share
        Whether the measure is a share: the axis then counts percentage points.
    """
    is_one = ~(frame["department"].isin([OTHERS]) | frame["issue"].isin([OTHER_ISSUES]))
    frame = marked(frame.assign(now=frame["now"].where(is_one, 0.0)), OPENS["change_bars"])
    per = 100.0 if is_share else 1.0
    frame = frame.assign(cause=causes(frame), **{name: frame[name] * per for name in ("total", "by_amount", "by_rate")})
    # Words of bars to the left stand right of the line at none: on their side they would run over the names.
    frame = frame.assign(end=frame["total"].clip(lower=0.0))
    order = frame["cause"].tolist()
    axis = alt.Axis(ticks=False, domain=False, labelColor=ink.text, labelExpr="split(datum.label, '|')")
    totals = frame["total"][np.isfinite(frame["total"])]
    ends = [min([0.0, *totals]), max([0.0, *totals])]
    scale = alt.Scale(domain=ends if np.ptp(ends) > 0 else [0.0, 1.0], nice=False)
    base = alt.Chart(frame[["cause", "department", "total", "by_amount", "by_rate", "end", "text", COLUMN]]).encode(
        y=alt.Y("cause:N", sort=order, title=None, axis=axis)
    )
    unit = "points" if is_share else "in all"
    tooltip = [
        alt.Tooltip("cause:N"),
        alt.Tooltip("total:Q", title=unit, format="+,.1f"),
        alt.Tooltip("by_amount:Q", title="by how many there are", format="+,.1f"),
        alt.Tooltip("by_rate:Q", title="by how each is handled", format="+,.1f"),
    ]
    colour = alt.Color(
        "department:N", scale=colour_scale(list(dict.fromkeys(frame["department"])), colours), legend=None
    )
    x = alt.X("total:Q", axis=None, scale=scale)
    bars = base.mark_bar(size=ink.size + 6).encode(x=x, color=colour, tooltip=tooltip)
    none = alt.Chart(pd.DataFrame({"total": [0.0]})).mark_rule(color=ink.muted).encode(x=x)
    words = base.mark_text(align="left", baseline="middle", dx=7, color=ink.text)
    layers = [bars, none, words.encode(x=alt.X("end:Q", scale=scale, axis=None), text="text:N")]
    return dress(
        alt.layer(*layers).properties(width="container", height=alt.Step(2 * (ink.size + 2) + 14)), title, subtitle, ink
    )
