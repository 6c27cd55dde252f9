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
from pages.ui.charts.disputed import TOOLTIP, amounts, has_disputed, legend, only_disputed, pale
from pages.ui.charts.opening import COLUMN, Opens, marked
from pages.ui.charts.takeaway import ranked
from pages.ui.theme import Ink

OPENS = {"change_bars": Opens({"department": "department", "issue": "issue"}, some="one")}
"""A bar is what the cause added since the period before; behind it are its tickets now."""


def change_bars(
    frame: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink, *, is_share: bool = False
) -> Any:
    """Parts of a change by cause, in its department's colour: to the right more than before, to the left less.

    Parameters
    ----------
    frame
        ``etl.marts.frames.change_drivers.change_drivers``: columns department, issue, total, by_amount, by_rate, text,
        in its order; disputed (of now), where there is any a pale end to where the bar would end without it.
    is_share
        Whether the measure is a share: the axis then counts percentage points.
    """
    is_one = ~(frame["department"].isin([OTHERS]) | frame["issue"].isin([OTHER_ISSUES]))
    frame = marked(frame.assign(one=frame["now"].where(is_one, 0.0)), OPENS["change_bars"])
    per = 100.0 if is_share else 1.0
    frame = frame.assign(cause=causes(frame), **{name: frame[name] * per for name in ("total", "by_amount", "by_rate")})
    # Words of bars to the left stand right of the line at none: on their side they would run over the names.
    frame = frame.assign(end=frame["total"].clip(lower=0.0))
    order = frame["cause"].tolist()
    axis = alt.Axis(ticks=False, domain=False, labelColor=ink.text, labelExpr="split(datum.label, '|')")
    frame = _with_disputed(frame)
    lowest, highest = (frame[name][np.isfinite(frame[name])] for name in ("undisputed", "total"))
    ends = [min([0.0, *lowest]), max([0.0, *highest])]
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
    layers: list[Any] = [bars]
    if has_disputed(frame):
        part = only_disputed(frame[["cause", "now", "total", "disputed", "undisputed"]], "now")
        named = [alt.Tooltip("cause:N"), TOOLTIP]
        over = alt.Chart(part).mark_bar(**pale(ink, size=ink.size + 6)).encode(y=alt.Y("cause:N", sort=order))
        layers.append(over.encode(x="undisputed:Q", x2="total:Q", stroke=legend(ink), tooltip=named))
    layers += [none, words.encode(x=alt.X("end:Q", scale=scale, axis=None), text="text:N")]
    chart = alt.layer(*layers).properties(width="container", height=alt.Step(2 * (ink.size + 2) + 14))
    return dress(chart, title, subtitle, ink, _told(frame))


def _told(frame: pd.DataFrame) -> str:
    """Which causes grew most, and which shrank most."""
    up, down = frame[frame["total"] > 0], frame[frame["total"] < 0]
    sides = [
        ranked(rows["cause"], rows["total"].abs(), rows["text"], most, "")
        for rows, most in ((up, "Up most"), (down, "Down most"))
        if not rows.empty
    ]
    return " ".join(sides) or "No cause changed."


def _with_disputed(frame: pd.DataFrame) -> pd.DataFrame:
    """Where each bar would end without what is disputed, and how much that is in its words."""
    frame = frame.assign(disputed=frame.get("disputed", pd.Series(0.0, index=frame.index)))
    return frame.assign(undisputed=frame["total"] - frame["disputed"], text=frame["text"] + amounts(frame, " · "))
