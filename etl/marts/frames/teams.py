"""Waiting and minutes by team: how long each held tickets, and how much handling they took there."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl.marts.core.formatting import count
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.cube.aggregates import sum_of
from etl.marts.frames.time_in_team import stay_frame
from etl.marts.shares.disputed import with_disputed
from etl.marts.shares.scope import Scope
from etl.marts.shares.stays import NOBODY

UNKNOWN_HOLDER = "Unknown team"
"""Holder of the hours for which the export names no team that the taxonomy knows."""
_SUMMED = ("stays", "held_hours", "held_business_hours", "open_hours", "handle_hours")


def by_team(scope: Scope) -> pd.DataFrame:
    """Complaints and hours that each team held.

    Returns
    -------
    DataFrame
        One row per team, the longest waiting first: team (`NOBODY` before the first one, `UNKNOWN_HOLDER` for minutes
        whose team isn't known), department (missing where the taxonomy doesn't know the team), is_frontline (bool),
        stays (float, stations weighted by the shares within the filters), held_hours, held_business_hours (float,
        solved tickets: on the calendar, and in the department's own opening hours; missing where no time or no opening
        hours are known), open_hours (float, open tickets: on the calendar, to the end of the data), median_hours
        (float, per stay of solved tickets, on the calendar), handle_hours (float, minutes spread evenly over the
        stations), is_estimated (bool: some of them are), text (str), disputed_hours (float, those of held_hours on
        disputed shares). held_hours and open_hours add up to the measures waiting_days and open_waiting_days, as far as
        changes of team show who held what.
    """
    return with_disputed(scope, _by_team(scope), _by_team, ["team"], {"held_hours": "disputed_hours"})


def _by_team(scope: Scope) -> pd.DataFrame:
    stays = stay_frame(scope, "minutes", "is_estimated", "is_open")
    stays = stays[stays["team"].notna() | (stays["hours"] > 0)]
    weighted = pd.DataFrame(
        {
            "team": stays["team"].fillna(NOBODY),
            "stays": stays["share"],
            "held_hours": (stays["hours"] * stays["share"]).mask(stays["is_open"]),
            "held_business_hours": (stays["business_hours"] * stays["share"]).mask(stays["is_open"]),
            "open_hours": (stays["hours"] * stays["share"]).where(stays["is_open"]),
            "handle_hours": stays["minutes"] / 60,
            "is_estimated": stays["is_estimated"] & (stays["minutes"] > 0),
            "hours": stays["hours"].mask(stays["is_open"]),
        }
    )
    grouped = weighted.groupby("team")
    frame = grouped[list(_SUMMED)].sum(min_count=1).assign(
        median_hours=grouped["hours"].median(), is_estimated=grouped["is_estimated"].any()
    )  # fmt: skip
    frame = _with_unknown(scope, frame.reset_index())
    frame["department"] = frame["team"].map(scope.department_by_team).astype("str")
    frame["is_frontline"] = frame["department"].isin(scope.taxonomy.frontline)
    frame = frame.sort_values(["held_hours", "handle_hours", "team"], ascending=[False, False, True], ignore_index=True)
    frame["text"] = pd.Series([_words(row) for row in frame.to_dict("records")], dtype="str")
    columns = ["team", "department", "is_frontline", *_SUMMED[:4], "median_hours", "handle_hours", "is_estimated"]
    return frame[[*columns, "text"]].astype({"team": "str"} | dict.fromkeys(_SUMMED, "float64"))


def _with_unknown(scope: Scope, frame: pd.DataFrame) -> pd.DataFrame:
    """Add the minutes of stations that the export doesn't name."""
    t = scope.tickets
    minutes = t.c.share * sa.func.coalesce(t.c.handle_minutes, 0.0) / 60
    is_estimated = t.c.minutes_basis == "estimated"
    sums = sa.select(sum_of(minutes), sum_of(minutes, is_estimated)).where(scope.is_load(t.c))
    every, estimated = scope.connection.execute(sums).one()
    rest = every - frame["handle_hours"].sum()
    if rest < 1e-6:
        return frame
    row = {"team": UNKNOWN_HOLDER, "stays": 0.0, "handle_hours": rest, "is_estimated": estimated > 0}
    return pd.concat([frame, pd.DataFrame([row])], ignore_index=True) if len(frame) else pd.DataFrame([row]).reindex(
        columns=frame.columns
    )  # fmt: skip


def waiting_words(every: pd.DataFrame, drawn: pd.DataFrame, measured: Mapping[str, Measured]) -> str:
    """How the days drawn by team relate to all days that customers waited, and to open tickets.

    Parameters
    ----------
    every, drawn
        `by_team`, and those of its rows that a chart shows.
    measured
        Has waiting_days and open_waiting_days.
    """
    solved, still = measured["waiting_days"], measured["open_waiting_days"]
    shown, whole = drawn["held_hours"].sum() / 24, solved.value or 0.0
    words = f"Drawn: {count(shown)} of the {count(whole)} days that customers waited for a solution."
    if not still.value:
        return words
    longest = every.sort_values("open_hours", ascending=False, na_position="last").iloc[0]
    most = ""
    if pd.notna(longest["open_hours"]) and longest["open_hours"] > 0:
        most = f", {count(longest['open_hours'] / 24)} of them at {longest['team']}"
    open_part = f"Not drawn: {count(still.value)} days of complaints still open{most}."
    return f"{words} {open_part} {note_words(still.notes)}"


def _words(row: dict[Hashable, Any]) -> str:
    """Hours in words: "held 1,200 h (300 h of it at work), open tickets 90 h, handled 45 h, estimated"."""
    pieces = []
    if pd.notna(row["held_hours"]):
        own = f" ({count(row['held_business_hours'])} h of it at work)" if pd.notna(row["held_business_hours"]) else ""
        pieces.append(f"held {count(row['held_hours'])} h{own}")
    if pd.notna(row["open_hours"]) and row["open_hours"]:
        pieces.append(f"open tickets {count(row['open_hours'])} h")
    if row["handle_hours"]:
        pieces.append(f"handled {count(row['handle_hours'])} h{', estimated' if row['is_estimated'] else ''}")
    return ", ".join(pieces)
