"""Measures the work on a ticket: replies, teams that held it, minutes."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from etl.staging.context import StagingContext
from etl.values.durations import DurationHabit, read_durations
from etl.values.numbers import THOUSANDS, NumberHabit, Numbers, counts, read_numbers

_MONEY = NumberHabit(THOUSANDS, THOUSANDS)


@dataclass(frozen=True)
class Work:
    """Logged minutes and goodwill, read by the habits of their columns."""

    minutes: Numbers
    goodwill: Numbers


def read_work(frame: pd.DataFrame, context: StagingContext) -> Work:
    """Read the columns of minutes and goodwill."""
    minutes, goodwill = (context.mapping.get(name, "") for name in ("handle_minutes", "goodwill_amount"))
    each = context.format.minutes_per_unit(minutes) or 1.0
    habit = context.habits.durations.get(minutes) or DurationHabit(minutes_each=each)
    return Work(
        read_durations(context.cells(frame, "handle_minutes"), habit),
        read_numbers(context.cells(frame, "goodwill_amount"), context.habits.numbers.get(goodwill, _MONEY)),
    )


def effort(frame: pd.DataFrame, work: Work, context: StagingContext) -> pd.DataFrame:
    """Counts and minutes of each ticket.

    Minutes are those logged; without any, `etl.journeys.touches` estimates them once the stations are known.

    Returns
    -------
    DataFrame
        count_replies, count_reopens, count_stations, count_handoffs (Int64), handle_minutes (float64), minutes_basis,
        goodwill_amount (float64, the taxonomy's currency).
    """
    names = ("replies", "reopens", "stations", "handoffs")
    replies, reopens, stations, handoffs = (counts(context.cells(frame, name)) for name in names)
    stations = stations.fillna(handoffs + 1)
    logged = work.minutes.found
    return pd.DataFrame(
        {
            "count_replies": replies,
            "count_reopens": reopens,
            "count_stations": stations,
            "count_handoffs": handoffs.fillna((stations - 1).clip(lower=0)),
            "handle_minutes": logged,
            "minutes_basis": logged.notna().map({True: "logged", False: "estimated"}).astype("str"),
            "goodwill_amount": work.goodwill.found,
        },
        index=frame.index,
    )
