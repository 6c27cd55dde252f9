"""Where tickets wait: bars by team."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from etl.marts.core.formatting import whole_number
from pages.ui.charts.base import colour_scale, dress, longest
from pages.ui.charts.disputed import TOOLTIP, amounts, has_disputed, legend, only_disputed, pale
from pages.ui.charts.opening import Opens, marked
from pages.ui.charts.takeaway import ranked
from pages.ui.theme import Ink

OPENS = {"waiting_by_team": Opens({"waited": "team"}, some="held_hours")}


def waiting_by_team(frame: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink) -> Any:
    """Time that teams held solved tickets: the whole bar in calendar hours, its dark part in opening hours.

    Parameters
    ----------
    frame
        ``etl.marts.frames.teams.by_team``: columns team, department, held_hours, held_business_hours, text, in its
        order; disputed_hours (of held_hours), where there is any the end of the bar.
    """
    frame = marked(frame.dropna(subset=["held_hours"]), OPENS["waiting_by_team"])
    frame = frame.assign(
        department=frame["department"].fillna("unknown"),
        held_days=frame["held_hours"] / 24,
        open_days=frame["held_business_hours"].fillna(0.0) / 24,
        disputed=frame.get("disputed_hours", pd.Series(0.0, index=frame.index)) / 24,
    )
    frame = frame.assign(words=frame["held_days"].map(whole_number).astype("str") + amounts(frame, "|"))
    order = frame["team"].tolist()
    axis = alt.Axis(ticks=False, domain=False, labelColor=ink.text, labelFlush=False)
    base = alt.Chart(frame).encode(y=alt.Y("team:N", sort=order, title=None, axis=axis))
    scale = alt.Scale(domain=[0, longest(frame["held_days"])], nice=False)
    names = list(dict.fromkeys(frame["department"]))
    colour = alt.Color("department:N", scale=colour_scale(names, colours), legend=None)
    tooltip = [alt.Tooltip("team:N"), alt.Tooltip("text:N", title="time")]
    every = base.mark_bar(cornerRadiusEnd=3, size=ink.size + 4, opacity=0.35).encode(
        x=alt.X("held_days:Q", axis=None, scale=scale), color=colour, tooltip=tooltip
    )
    own = base.mark_bar(size=ink.size + 4).encode(x=alt.X("open_days:Q", axis=None, scale=scale), color=colour)
    words = base.mark_text(align="left", baseline="middle", dx=7, color=ink.text, lineBreak="|")
    words = words.encode(x="held_days:Q", text="words:N")
    layers: list[Any] = [every, own, words]
    if has_disputed(frame):
        part = only_disputed(frame.assign(undisputed=frame["held_days"] - frame["disputed"]), "held_days", unit="days")
        ends = alt.Chart(part).mark_bar(**pale(ink, size=ink.size + 4))
        y, named = alt.Y("team:N", sort=order), [alt.Tooltip("team:N"), TOOLTIP]
        layers.insert(2, ends.encode(y=y, x="undisputed:Q", x2="held_days:Q", stroke=legend(ink), tooltip=named))
    days = [f"{whole_number(each)} days" for each in frame["held_days"]]
    step = (2 if has_disputed(frame) else 1) * (ink.size + 2) + 14
    chart = alt.layer(*layers).properties(width="container", height=alt.Step(step))
    return dress(chart, title, subtitle, ink, ranked(order, frame["held_days"], days, "Longest", "Shortest"))
