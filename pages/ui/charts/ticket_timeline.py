"""Timeline of a ticket: which team held it, from when to when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from etl.marts.core.formatting import count, time_words
from pages.ui.charts.base import colour_scale, dress
from pages.ui.charts.locale_config import moment_format
from pages.ui.charts.opening import NoTickets
from pages.ui.charts.takeaway import NOTHING, ranked
from pages.ui.theme import Ink

_TOLD = 6
"""Stations that are told in words."""
OPENS = {"ticket_timeline": NoTickets("All of it is the one ticket that is open.")}


def ticket_timeline(
    stations: pd.DataFrame, until: pd.Timestamp, colours: Mapping[str, str], title: str, subtitle: str, ink: Ink
) -> Any:
    """Bars for the stations of a ticket, in the order in which they held it.

    Parameters
    ----------
    stations
        ``etl.marts.frames.breakdowns.ticket_detail``: one row per station in turn, columns team, department (missing
        where the taxonomy doesn't know the team), from_at, until_at (UTC; missing for the last).
    until
        End of the last station's bar, UTC: the solution, or the data's date.
    """
    label = [f"{place}  {team}" for place, team in enumerate(stations["team"], start=1)]
    frame = stations[["team", "from_at"]].assign(
        station=label,
        until_at=stations["until_at"].fillna(until),
        department=stations["department"].fillna("unknown"),
    )
    frame["from_words"] = _moments(frame["from_at"])
    frame["until_words"] = _moments(frame["until_at"])
    names = frame["department"].unique().tolist()
    axis = alt.Axis(format=moment_format(), labelOverlap="greedy", tickCount=5, grid=False)
    chart = (
        alt.Chart(frame)
        .mark_bar(cornerRadius=3, size=ink.size + 4)
        .encode(
            x=alt.X("from_at:T", title="UTC", scale=alt.Scale(type="utc"), axis=axis),
            x2="until_at:T",
            y=alt.Y("station:N", sort=label, title=None, axis=alt.Axis(labelColor=ink.text, ticks=False, domain=False)),
            color=alt.Color("department:N", scale=colour_scale(names, colours), legend=None),
            tooltip=[
                alt.Tooltip("team:N"),
                alt.Tooltip("department:N"),
                alt.Tooltip("from_words:N", title="from, UTC"),
                alt.Tooltip("until_words:N", title="until, UTC"),
            ],
        )
        .properties(width="container", height=alt.Step(ink.size + 16))
    )
    return dress(chart, title, subtitle, ink, _told(frame))


def _moments(times: pd.Series) -> pd.Series:
    told = [None if pd.isna(moment) else time_words(moment) for moment in times]
    return pd.Series(told, index=times.index, dtype="str")


def _told(frame: pd.DataFrame) -> str:
    """The teams in turn, and the one that held it longest."""
    if frame.empty:
        return NOTHING
    hours = (frame["until_at"] - frame["from_at"]).dt.total_seconds() / 3600
    first = ", ".join(frame["team"].head(_TOLD))
    more = f" and {len(frame) - _TOLD} more" if len(frame) > _TOLD else ""
    longest = ranked(frame["team"], hours, [f"{count(each)} h" for each in hours.fillna(0.0)], "Longest", "")
    return f"In turn: {first}{more}. {longest}"
