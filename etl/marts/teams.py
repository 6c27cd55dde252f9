"""Waiting and minutes by team: how long each held tickets, and how much handling they took there."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl.marts.base import Scope
from etl.marts.disputed import with_disputed
from etl.marts.flow import UNKNOWN_HOLDER
from etl.marts.stays import NOBODY, stay_frame
from etl.marts.sums import sum_of
from etl.marts.words import count

_SUMMED = ("stays", "held_hours", "held_business_hours", "handle_hours")


def by_team(scope: Scope) -> pd.DataFrame:
    """What each team held, complaints unless the filters choose kinds.

    Returns
    -------
    DataFrame
        One row per team, the longest waiting first: team (`NOBODY` before the first one, `UNKNOWN_HOLDER` for minutes
        whose team isn't known), department (missing where the taxonomy doesn't know the team), is_frontline (bool),
        stays (float, stations weighted by the shares within the filters), held_hours, held_business_hours (float: on
        the calendar, and in the department's own opening hours; missing where no time or no hours are known),
        median_hours (float, of a stay, on the calendar), handle_hours (float, minutes spread evenly over the stations),
        is_estimated (bool: some of them are), text (str), disputed_hours (float, of held_hours: of disputed shares).
    """
    return with_disputed(scope, _by_team(scope), _by_team, ["team"], {"held_hours": "disputed_hours"})


def _by_team(scope: Scope) -> pd.DataFrame:
    stays = stay_frame(scope, "minutes", "is_estimated")
    stays = stays[stays["team"].notna() | (stays["hours"] > 0)]
    weighted = pd.DataFrame(
        {
            "team": stays["team"].fillna(NOBODY),
            "stays": stays["share"],
            "held_hours": stays["hours"] * stays["share"],
            "held_business_hours": stays["business_hours"] * stays["share"],
            "handle_hours": stays["minutes"] / 60,
            "is_estimated": stays["is_estimated"] & (stays["minutes"] > 0),
            "hours": stays["hours"],
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
    columns = ["team", "department", "is_frontline", *_SUMMED[:3], "median_hours", "handle_hours", "is_estimated"]
    return frame[[*columns, "text"]].astype({"team": "str"} | dict.fromkeys(_SUMMED, "float64"))


def _with_unknown(scope: Scope, frame: pd.DataFrame) -> pd.DataFrame:
    """Add the minutes of the stations that the export doesn't name."""
    t = scope.tickets
    minutes = t.c.share * sa.func.coalesce(t.c.handle_minutes, 0.0) / 60
    is_estimated = t.c.minutes_basis == "estimated"
    sums = sa.select(sum_of(minutes), sum_of(minutes, is_estimated)).where(scope.is_meant(t.c))
    every, estimated = scope.connection.execute(sums).one()
    rest = every - frame["handle_hours"].sum()
    if rest < 1e-6:
        return frame
    row = {"team": UNKNOWN_HOLDER, "stays": 0.0, "handle_hours": rest, "is_estimated": estimated > 0}
    return pd.concat([frame, pd.DataFrame([row])], ignore_index=True) if len(frame) else pd.DataFrame([row]).reindex(
        columns=frame.columns
    )  # fmt: skip


def _words(row: dict[Hashable, Any]) -> str:
    """Such as "held 1,200 h (300 h open), handled 45 h, estimated"."""
    pieces = []
    if pd.notna(row["held_hours"]):
        own = f" ({count(row['held_business_hours'])} h open)" if pd.notna(row["held_business_hours"]) else ""
        pieces.append(f"held {count(row['held_hours'])} h{own}")
    if row["handle_hours"]:
        pieces.append(f"handled {count(row['handle_hours'])} h{', estimated' if row['is_estimated'] else ''}")
    return ", ".join(pieces)
