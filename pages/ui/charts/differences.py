"""What followed a gesture of goodwill, compared with similar complaints without one."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.base import dress, longest
from pages.ui.charts.disputed import TOOLTIP, WITHOUT, amounts, broken, has_disputed, legend, only_disputed
from pages.ui.charts.lines import by_width
from pages.ui.charts.opening import NoTickets
from pages.ui.charts.takeaway import listed
from pages.ui.theme import Ink

OPENS = {
    "differences": NoTickets("A point is a difference of two shares: no ticket counts in it alone, and many in both."),
}


def differences(frame: pd.DataFrame, colour: str, title: str, subtitle: str, ink: Ink) -> Any:
    """Differences in percentage points with their 95 % intervals, against a line at none.

    Parameters
    ----------
    frame
        ``etl.marts.measures.goodwill.differences``: columns outcome, difference, low, high, compared, text; disputed
        (of compared) and undisputed, where there is any a broken ring for the difference without it.
    """
    narrow = frame["text"].str.replace(" · ", "|", regex=False).str.replace(" comparable", "", regex=False)
    frame = frame.assign(words=frame["text"] + amounts(frame, " · "), narrow=narrow + amounts(frame, "|"))
    order = frame["outcome"].tolist()
    reach = longest(frame["low"].abs(), frame["high"].abs())
    y = alt.Y("outcome:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelColor=ink.text))
    scale = alt.Scale(domain=[-reach, reach], nice=True)
    x = alt.X("difference:Q", title="percentage points", scale=scale, axis=alt.Axis(tickCount=5, format="+,.0f"))
    base = alt.Chart(frame).encode(y=y, tooltip=[alt.Tooltip("outcome:N"), alt.Tooltip("text:N", title="compared")])
    none = alt.Chart(pd.DataFrame({"difference": [0.0]})).mark_rule(color=ink.muted, strokeDash=[4, 3]).encode(x=x)
    spans = base.mark_rule(color=ink.text, strokeWidth=2).encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    points = base.mark_circle(color=colour, size=160, opacity=1).encode(x=x)
    # In the middle of the scale: at a point far to one side they would leave the chart.
    said = by_width("words", "narrow")
    up = f"{-ink.size} - {ink.size + 2} * (length({said}) - 1)"
    words = base.mark_text(dy=alt.ExprRef(up), color=ink.text, text=alt.ExprRef(said)).encode(x=alt.datum(0.0))
    layers: list[Any] = [none, spans, points, words]
    if has_disputed(frame):
        part = only_disputed(frame, "compared").assign(entry=WITHOUT)
        rings = alt.Chart(part).mark_point(**broken(ink, size=260, shape="circle", filled=False))
        named = [alt.Tooltip("outcome:N"), TOOLTIP]
        layers.append(rings.encode(y=y, x="undisputed:Q", stroke=legend(ink, "circle", WITHOUT), tooltip=named))
    chart = alt.layer(*layers).properties(width="container", height=alt.Step(3 * ink.size + 24))
    return dress(chart, title, subtitle, ink, listed(order, frame["text"]))
