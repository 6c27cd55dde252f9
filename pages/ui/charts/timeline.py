"""One ticket's way: who held it, from when to when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from pages.ui.charts.base import colour_scale, dress
from pages.ui.theme import Ink


def ticket_timeline(stations: pd.DataFrame, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink) -> Any:
    """Bars for the stations of a ticket, in the order in which they held it.

    Parameters
    ----------
    stations
        One row per station, in sequence: columns team, department (missing unknown), started_at, ended_at (UTC).
    """
    label = (pd.RangeIndex(1, len(stations) + 1).astype(str) + "  " + stations["team"].astype(str)).tolist()
    frame = stations.assign(
        station=label,
        department=stations["department"].fillna("unknown"),
        start=stations["started_at"].dt.strftime("%d %b %Y %H:%M"),
        end=stations["ended_at"].dt.strftime("%d %b %Y %H:%M"),
    )
    names = frame["department"].unique().tolist()
    chart = (
        alt.Chart(frame)
        .mark_bar(cornerRadius=3, size=ink.size + 4)
        .encode(
            x=alt.X(
                "started_at:T",
                title="UTC",
                scale=alt.Scale(type="utc"),
                axis=alt.Axis(format="%d %b %H:%M", labelOverlap="greedy", tickCount=5),
            ),
            x2="ended_at:T",
            y=alt.Y("station:N", sort=label, title=None, axis=alt.Axis(labelColor=ink.text, ticks=False, domain=False)),
            color=alt.Color("department:N", scale=colour_scale(names, colours), legend=None),
            tooltip=[
                alt.Tooltip("team:N"),
                alt.Tooltip("department:N"),
                alt.Tooltip("start:N", title="from, UTC"),
                alt.Tooltip("end:N", title="until, UTC"),
            ],
        )
        .properties(width="container", height=alt.Step(ink.size + 16))
    )
    return dress(chart, title, subtitle, ink)
