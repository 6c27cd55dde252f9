"""Changes in a period beyond ordinary variation: each department and issue against the same weekdays before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.marts.core.periods import is_empty
from etl.marts.core.prediction import outside, probability, surprises
from etl.marts.core.process_limits import LEAST, Floats
from etl.marts.cube.denominators import denominator
from etl.marts.measures.totals import group_rows
from etl.marts.shares.scope import Scope
from etl.model import NONE_OF_THESE, NOT_A_COMPLAINT, UNATTRIBUTED

MOST_BEFORE = 26
"""Most periods that one is compared with: half a year of weeks. With more, seasons would be taken for chance."""

_WEEK = timedelta(days=7)
_NOBODY = (UNATTRIBUTED, NONE_OF_THESE, NOT_A_COMPLAINT)
_COLUMNS = {"department": "object", "issue": "object", "complaints": "float64", "mean": "float64", "low": "float64",
            "high": "float64", "probability": "float64", "way": "str", "is_change": "bool"}  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """A period and those that it is compared with: as long, with the same weekdays, not overlapping.

    Attributes
    ----------
    first, last
        Days of the business time zone, both included.
    before
        First and last days, the earliest period first; fewer than `etl.marts.core.process_limits.LEAST` are too few.
    """

    first: date
    last: date
    before: tuple[tuple[date, date], ...]

    @property
    def are_enough(self) -> bool:
        """Whether there are enough periods to know ordinary variation."""
        return len(self.before) >= LEAST


def last_whole_week(scope: Scope, today: date) -> tuple[date, date] | None:
    """Monday and Sunday of the last past week that the data covers to its end; None if there isn't one."""
    if scope.days is None:
        return None
    last = min(scope.days[1], today - timedelta(days=1))
    sunday = last - timedelta(days=(last.weekday() + 1) % 7)
    return (sunday - timedelta(days=6), sunday) if sunday - timedelta(days=6) >= scope.days[0] else None


def compared(scope: Scope, first: date, last: date) -> Compared:
    """The periods before one, back to the first day of the data, or to a month without any ticket in the store."""
    step = _WEEK * -(-((last - first).days + 1) // 7)
    found: list[tuple[date, date]] = []
    if scope.days is None:
        return Compared(first, last, ())
    start, end = first - step, last - step
    while len(found) < MOST_BEFORE and start >= scope.days[0] and not is_empty(start, "week", scope.days_with_tickets):
        found.append((start, end))
        start, end = start - step, end - step
    return Compared(first, last, tuple(reversed(found)))


def changes(scope: Scope, periods: Compared, smallest: float) -> pd.DataFrame:
    """Every department and issue in a period, and whether it changed beyond ordinary variation.

    A change has to be one by process limits and by a p-value corrected for the number of series, as in
    `etl.marts.core.prediction`. Where orders are loaded by day, both must hold for the count, and also relative to
    earlier counts scaled to as many orders as in this period: more orders bring more complaints, which is no news to
    the department that causes them.

    Parameters
    ----------
    smallest
        Fewest complaints after a rise, and before a fall.

    Returns
    -------
    DataFrame
        One row per series: department (None: all complaints), issue (None: the whole department), complaints (float,
        shares, in the period), mean, low, high (float, process limits of the periods before; missing if these are too
        few), probability (0 to 1; 1 within the limits; missing likewise), way ("higher", "lower" or ""), is_change
        (bool). Departments first, each with its issues; what started in no department has no row but counts among all.
    """
    series, counts = _counts(scope, periods)
    frame = pd.DataFrame(series, columns=["department", "issue"])
    now, before = counts[:, -1], counts[:, :-1]
    frame["complaints"] = now
    if not periods.are_enough:
        told = frame.assign(mean=np.nan, low=np.nan, high=np.nan, probability=np.nan, way="", is_change=False)
        return told[list(_COLUMNS)].astype(_COLUMNS)
    way, mean, low, high = outside(before, now)
    factors = _orders_beside(scope, periods)
    if factors is not None:
        way = np.where(way == outside(before * factors, now)[0], way, 0.0)
    off = way != 0
    chance = np.ones(len(frame))
    chance[off] = probability(before[off], now[off])
    if factors is not None:
        chance[off] = np.maximum(chance[off], probability(before[off] * factors, now[off]))
    is_large = np.where(now > mean, now >= smallest, mean >= smallest)
    is_asked = counts.sum(axis=1) >= smallest  # series with fewer complaints in all can't be judged
    is_change = np.zeros(len(frame), dtype=bool)
    is_change[is_asked] = surprises(chance[is_asked])
    is_change &= is_large & off
    frame = frame.assign(mean=mean, low=low, high=high, probability=chance, is_change=is_change)
    frame["way"] = np.where(way > 0, "higher", np.where(way < 0, "lower", ""))
    return frame[list(_COLUMNS)].astype(_COLUMNS)


def _counts(scope: Scope, periods: Compared) -> tuple[list[tuple[str | None, str | None]], Floats]:
    """Series by department and issue, and their complaints by period, the examined one last."""
    spans = [*periods.before, (periods.first, periods.last)]
    within = scope.with_filters(scope.filters.with_(date_from=spans[0][0], date_to=periods.last))
    rows = group_rows(
        within, lambda p: {"day": p.created_date, "department": p.department, "issue": p.issue}, ("complaints",)
    )
    rows = rows.assign(place=_places(rows["day"], spans)).dropna(subset=["place"])
    rows["issue"] = rows["issue"].astype(object).where(rows["issue"].notna(), None)
    known = rows[~rows["department"].isin(_NOBODY)]
    named = known[known["issue"].notna()]
    all_of_them = _table(rows.assign(all=0), ["all"], len(spans))
    wholes, issues = (_table(known, ["department"], len(spans)), _table(named, ["department", "issue"], len(spans)))
    series: list[tuple[str | None, str | None]] = [(None, None)]
    counts: list[Floats] = [all_of_them.sum(axis=0).to_numpy()]
    of_issues = list(zip(issues.index, issues.to_numpy(), strict=True))
    for department, whole in zip(wholes.index, wholes.to_numpy(), strict=True):
        series.append((str(department), None))
        counts.append(whole)
        for (owner, issue), row in of_issues:
            if owner == department:
                series.append((str(owner), str(issue)))
                counts.append(row)
    return series, np.vstack(counts).astype(float)


def _table(rows: pd.DataFrame, keys: list[str], count: int) -> pd.DataFrame:
    """Complaints by keys, one column per period; 0 where there are none."""
    sums = rows.pivot_table("complaints", keys, "place", aggfunc="sum", fill_value=0.0)
    return sums.reindex(columns=range(count), fill_value=0.0)


def _places(days: pd.Series[Any], spans: list[tuple[date, date]]) -> Floats:
    """Number of the period in which each day lies; NaN between two periods."""
    place = {
        first + timedelta(days=number): at
        for at, (first, last) in enumerate(spans)
        for number in range((last - first).days + 1)
    }
    return np.array([place.get(day, np.nan) for day in pd.to_datetime(days).dt.date], dtype=float)


def _orders_beside(scope: Scope, periods: Compared) -> Floats | None:
    """Ratio of the period's orders to those of each period before; None if they aren't loaded for all of them."""
    spans = [*periods.before, (periods.first, periods.last)]
    whole = denominator(scope.with_filters(scope.filters.with_(date_from=spans[0][0], date_to=periods.last)))
    if whole.value is None or whole.typed is not None:
        return None
    v = model.volumes.c
    daily = scope.connection.execute(sa.select(v.day, sa.func.sum(v.value)).where(*whole.rows).group_by(v.day)).all()
    orders = np.zeros(len(spans))
    for place, (_, value) in zip(_places(pd.Series([day for day, _ in daily]), spans), daily, strict=True):
        if not np.isnan(place):
            orders[int(place)] += float(value)
    return None if (orders <= 0).any() else np.asarray(orders[-1] / orders[:-1])
