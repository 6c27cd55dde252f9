"""A day on the frontline, hour by hour: what arrived, who caused it, in the customers' own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl.calendars.opening_hours import calendar_of
from etl.calendars.shifts import Shift, day_bounds
from etl.marts.core.formatting import count, number_of, weekday_words
from etl.marts.cube.aggregates import sum_of
from etl.marts.cube.off_hours import with_off_hours
from etl.marts.frames.quotes import LONGEST, READABLE, SHORTEST, pieces_of
from etl.marts.frames.replay_moves import moves_between
from etl.marts.measures.totals import group_rows
from etl.marts.shares.scope import Scope

RECENT_DAYS = 56
"""Number of days from which a telling one is chosen: eight weeks."""

WORDS_AN_HOUR = 3
"""Most complaints quoted per hour."""

RULE = (
    "Shown by default: the day of the last eight weeks on which most complaints arrived while their origin "
    "was closed and the frontline open."
)

RULE_OF_DAYS = "Shown by default: the day of the last eight weeks on which most complaints arrived."
"""Form of `RULE` where no hour of arrival is known."""


@dataclass(frozen=True)
class Replay:
    """A day or a shift on the frontline.

    Attributes
    ----------
    hours
        One row per hour from the first to the last with work: hour (0-23, local), label ("18:00"), complaints whose
        time of day is known, off_hours (float, shares; of them: caused elsewhere, origin closed, frontline open),
        others (float: tickets of other kinds), handed_on, came_back, passed_on (float, complaints), words (str: the
        hour in words).
    origins
        One row per hour and department: hour, department, complaints, disputed (float, of them).
    quotes
        At most `WORDS_AN_HOUR` complaints per hour, those off hours first: hour, at ("18:05"), department, issue,
        is_off_hours (bool), excerpt, language, pieces, source, ticket_id. Complaints without a time of day count as one
        hour: its number is missing, and `at` is empty.
    moves
        `etl.marts.frames.replay_moves.moves_between`, with hour and at.
    at_work
        Opening spans of the frontline, and of the one department chosen: department, from_hour, to_hour (float).
    complaints, off_hours
        For a whole day the measures of these names for that day; for a shift, complaints known to have arrived in it.
    untimed
        Complaints of the day without a time of day in the export: they are in no hour, and in no shift.
    finding
        The day in a sentence.
    """

    hours: pd.DataFrame
    origins: pd.DataFrame
    quotes: pd.DataFrame
    moves: pd.DataFrame
    at_work: pd.DataFrame
    complaints: float
    off_hours: float
    untimed: float
    finding: str

    @property
    def has_hours(self) -> bool:
        """Whether there is anything to show by hour."""
        return self.untimed == 0 or len(self.origins) > 0 or len(self.moves) > 0


def telling_day(scope: Scope) -> date | None:
    """Day that `RULE` picks within the filters; the last of equals, None where nothing arrived."""
    if scope.days is None:
        return None
    last = min(scope.days[1], scope.filters.date_to or scope.days[1])
    first = max(last - timedelta(days=RECENT_DAYS - 1), scope.filters.date_from or date.min)
    if first > last:
        return None
    recent = scope.with_filters(scope.filters.with_(date_from=first, date_to=last))
    rows = group_rows(recent, lambda part: {"day": part.created_date}, ("complaints", "off_hours"))
    rows = rows[rows["complaints"] > 0].sort_values(["off_hours", "complaints", "day"])
    return None if rows.empty else pd.Timestamp(rows["day"].iloc[-1]).date()


def replay(scope: Scope, *, day: date, shift: Shift | None = None) -> Replay:
    """A day, or one shift of it, under the other filters."""
    here = scope.with_filters(scope.filters.with_(date_from=day, date_to=day))
    bounds = day_bounds(scope.taxonomy, day) if shift is None else (shift.starts_at, shift.ends_at)
    p = with_off_hours(here, here.parts)
    is_then = _within(p, bounds)
    origins = here.frame(
        sa.select(
            p.c.created_hour.label("hour"),
            p.c.department,
            sum_of(p.c.share, p.c.is_complaint).label("complaints"),
            sum_of(p.c.share, p.c.is_complaint, p.c.is_off_hours == 1).label("off_hours"),
            sum_of(p.c.share, p.c.excluded_as.is_(None), ~p.c.is_complaint).label("others"),
            sum_of(p.c.share, p.c.is_complaint, p.c.is_disputed).label("disputed"),
        )
        .group_by(p.c.created_hour, p.c.department)
        .order_by(p.c.created_hour, p.c.department)
        .where(*([] if shift is None else [sa.or_(sa.and_(*is_then), p.c.created_hour.is_(None))]))
    )
    is_timed = origins["hour"].notna()
    untimed = float(origins.loc[~is_timed, "complaints"].sum())
    origins = origins[is_timed].astype({"hour": "int64"})
    moves = moves_between(scope, *bounds)
    local = [_local(moment, scope.taxonomy.timezone) for moment in moves["changed_at"]]
    moves = moves.assign(hour=[m.hour for m in local], at=pd.Series([f"{m:%H:%M}" for m in local], dtype="str"))
    at_work = _at_work(scope, day)
    hours = _hours(origins, moves, at_work, shift)
    complaints, off_hours = float(hours["complaints"].sum()), float(hours["off_hours"].sum())
    if shift is None:
        complaints += untimed
    return Replay(
        hours=hours,
        origins=origins.loc[origins["complaints"] > 0, ["hour", "department", "complaints", "disputed"]].reset_index(
            drop=True
        ),
        quotes=_quotes(here, None if shift is None else bounds),
        moves=moves,
        at_work=at_work,
        complaints=complaints,
        off_hours=off_hours,
        untimed=untimed,
        finding=_finding(scope, day, shift, complaints, off_hours, untimed),
    )


def _within(p: Any, bounds: tuple[datetime, datetime]) -> list[Any]:
    return [p.c.created_at >= bounds[0], p.c.created_at < bounds[1], p.c.created_hour.is_not(None)]


def _hours(origins: pd.DataFrame, moves: pd.DataFrame, at_work: pd.DataFrame, shift: Shift | None) -> pd.DataFrame:
    columns = ["complaints", "off_hours", "others"]
    sums = origins.groupby("hour")[columns].sum().astype("float64")
    for name in ("handed on", "came back", "passed on"):
        sums = sums.join(moves[moves["what"] == name].groupby("hour")["share"].sum().rename(name.replace(" ", "_")),
                         how="outer")  # fmt: skip
    if shift is not None:
        present = {shift.local_start.hour, (shift.local_end - timedelta(minutes=1)).hour}
    else:
        front = at_work[at_work["is_frontline"]]
        present = {int(front["from_hour"].min()), int(-(-front["to_hour"].max() // 1)) - 1} if len(front) else set()
    every = present | {int(hour) for hour in sums.index}
    spine = pd.RangeIndex(min(every, default=0), max(every, default=-1) + 1, name="hour")
    frame = sums.reindex(spine).fillna(0.0).reset_index()
    frame["label"] = pd.Series([f"{hour}:00" for hour in frame["hour"]], dtype="str")
    frame["words"] = pd.Series([hour_words(row) for row in frame.to_dict("records")], dtype="str")
    return frame


def hour_words(row: dict[Any, Any]) -> str:
    """What happened in an hour; the part of closed departments is left out where it is 0.

    Parameters
    ----------
    row
        Columns of `Replay.hours`: complaints, off_hours, others, handed_on, came_back, passed_on.
    """
    number = row["complaints"]
    pieces = ["no complaint arrived" if number == 0 else f"{number_of(number, 'complaint')} arrived"]
    if row["off_hours"] > 0:
        pieces.append(f"{count(row['off_hours'])} caused by departments that were closed")
    if row["others"] > 0:
        pieces.append(number_of(row["others"], "other ticket"))
    for name, words in (("handed_on", "handed on"), ("came_back", "came back unsolved"), ("passed_on", "passed on")):
        if row[name] > 0:
            pieces.append(f"{count(row[name])} {words}")
    return " · ".join(pieces)


def _quotes(scope: Scope, bounds: tuple[datetime, datetime] | None) -> pd.DataFrame:
    """Complaints to read, each under its judged department."""
    p = with_off_hours(scope, scope.as_judged().parts)
    arrived = [] if bounds is None else _within(p, bounds)
    off, length = sa.func.coalesce(p.c.is_off_hours, 0), sa.func.length(p.c.body)
    best = (off.desc(), p.c.confidence.desc(), sa.func.abs(length - READABLE), p.c.source, p.c.ticket_id)
    first: dict[str, Any] = {
        "partition_by": (p.c.source, p.c.ticket_id),
        "order_by": (p.c.share.desc(), p.c.department),
    }
    names = ("source", "ticket_id", "run_id", "department", "issue", "created_at", "created_hour", "body", "language")
    parts = (
        sa.select(
            *(p.c[name] for name in names),
            off.label("off"),
            sa.func.row_number().over(**first).label("part"),
            sa.func.row_number().over(partition_by=p.c.created_hour, order_by=best).label("place"),
        )
        .where(p.c.is_complaint, length.between(SHORTEST, LONGEST), *arrived)
        .subquery("said")
    )
    # A complaint with two origins has two parts and is quoted once; some spare places make up for that.
    near = sa.select(parts).where(parts.c.part == 1, parts.c.place <= 3 * WORDS_AN_HOUR).order_by(parts.c.place)
    rows = scope.frame(near)
    rows = rows.assign(created_hour=rows["created_hour"].astype("Int64"))
    rows = rows.groupby("created_hour", dropna=False).head(WORDS_AN_HOUR).reset_index(drop=True)
    at = [
        "" if pd.isna(hour) else f"{_local(moment, scope.taxonomy.timezone):%H:%M}"
        for moment, hour in zip(rows["created_at"], rows["created_hour"], strict=True)
    ]
    return pd.DataFrame(
        {
            "hour": rows["created_hour"],
            "at": pd.Series(at, dtype="str"),
            "department": rows["department"].astype("str"),
            "issue": rows["issue"].astype("object").where(rows["issue"].notna(), None),
            "is_off_hours": rows["off"].astype("int64") == 1,
            "excerpt": rows["body"].astype("str").str.replace(r"\s+", " ", regex=True).str.strip(),
            "language": rows["language"].astype("object").where(rows["language"].notna(), None),
            "pieces": pd.Series(pieces_of(scope, rows), index=rows.index, dtype="object"),
            "source": rows["source"].astype("str"),
            "ticket_id": rows["ticket_id"].astype("str"),
        }
    ).sort_values(["hour", "at", "ticket_id"], ignore_index=True)


def _at_work(scope: Scope, day: date) -> pd.DataFrame:
    chosen = scope.filters.department[0] if len(scope.filters.department) == 1 else None
    rows = []
    for each in scope.taxonomy.departments:
        if not (each.is_frontline or each.name == chosen):
            continue
        calendar = calendar_of(each, scope.taxonomy)
        for opening, closing in each.hours.days[day.weekday()]:
            start = pd.Series([datetime.combine(day, time()) + timedelta(minutes=opening)])
            if calendar.is_open(start).iloc[0]:
                rows.append((each.name, opening / 60, closing / 60, each.is_frontline))
    frame = pd.DataFrame(rows, columns=["department", "from_hour", "to_hour", "is_frontline"])
    return frame.astype({"from_hour": "float64", "to_hour": "float64", "is_frontline": "bool"})


def _finding(scope: Scope, day: date, shift: Shift | None, complaints: float, off_hours: float, untimed: float) -> str:
    when = weekday_words(day) + ("" if shift is None else f", {shift.hours_words}")
    if untimed > 0 and complaints in (0, untimed):
        on_day = f"{weekday_words(day)}: {number_of(untimed, 'complaint')} arrived within these filters"
        return f"{on_day}; the export doesn't say at what time of day."
    said = finding_by_hour(scope, when, complaints, off_hours)
    return f"{said} For {count(untimed)} the time of day isn't known." if untimed > 0 else said


def finding_without_origins(day: date, complaints: float) -> str:
    """Finding of a day where too little is known of where its complaints started."""
    arrived = f"{weekday_words(day)}: {_whole(complaints, 'complaint')} arrived"
    return f"{arrived}; too little is known to say where they started."


def finding_by_hour(scope: Scope, when: str, complaints: float, off_hours: float) -> str:
    """Finding of a day (or shift), in whole complaints.

    Parameters
    ----------
    when
        The day in words.
    complaints, off_hours
        Complaints that arrived, and those of them caused by a department that was closed.
    """
    if complaints == 0:
        return f"{when}: no complaint arrived within these filters."
    arrived = f"{_whole(complaints, 'complaint')} arrived"
    chosen = scope.filters.department
    if len(chosen) == 1 and chosen[0] not in scope.taxonomy.frontline:
        part = f"{_some(off_hours)} of {_whole(complaints, 'complaint')} that {chosen[0]} caused"
        return f"{when}: {part} arrived while it was closed."
    if off_hours == 0:
        return f"{when}: {arrived}, none of them known to be caused by a department that was closed."
    if complaints == off_hours == 1:
        return f"{when}: {arrived}, caused by a department that was closed."
    return f"{when}: {arrived}, {_some(off_hours)} of them caused by departments that were closed."


def _whole(number: float, thing: str) -> str:
    """An estimated number as a whole one, for a title: nobody pictures 2.8 complaints."""
    whole = int(number + 0.5)
    if abs(number - whole) < 0.05 or not whole:
        return number_of(number, thing)
    return f"about {number_of(whole, thing)}"


def _some(number: float) -> str:
    return "hardly any" if 0 < number < 0.5 else count(int(number + 0.5))


def _local(moment: Any, timezone: str) -> pd.Timestamp:
    return pd.Timestamp(moment).tz_localize("UTC").tz_convert(timezone)
