"""Measures that aren't sums over parts, as sums by day of arrival: any period is then a sum over its days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from etl.marts.core.measured import Measured
from etl.marts.core.ratios import TOLERANCE, ratio
from etl.marts.core.succession import Span
from etl.marts.cube.handoffs import bounces_by_day, homecomings_by_day, no_days
from etl.marts.measures.goodwill import gestures_by_day
from etl.marts.measures.totals import JUDGED, group_rows, returns_by_day
from etl.marts.shares.scope import Scope


@dataclass(frozen=True)
class ByDay:
    """How a measure comes from sums by day.

    Attributes
    ----------
    question
        Gives the sums: one row per day, columns day (date) and sums (float).
    part
        Sum that is its value, or its numerator.
    whole
        Its denominator; empty where the measure isn't a ratio.
    known
        Sum that must be above 0 for a value to be known; empty: any day suffices.
    rests_on
        Sum that a value rests on that isn't a ratio; empty: it rests on itself.
    """

    question: Callable[[Scope], pd.DataFrame]
    part: str
    whole: str = ""
    known: str = ""
    rests_on: str = ""

    def told(self, scope: Scope, spans: Sequence[Span], unit: str) -> list[Measured]:
        """The measure in each period; without a value where it has no day, or the denominator is 0."""
        rows = scope.once_under_filters(f"by day {self.question.__name__}", lambda: self.question(scope))
        days = pd.to_datetime(rows["day"])
        found = []
        for span in spans:
            mine = rows[days.between(pd.Timestamp(span.first), pd.Timestamp(span.last))]
            found.append(self._measured(mine, unit, is_known=self._is_known(rows)))
        return found

    def _is_known(self, rows: pd.DataFrame) -> bool:
        return float(rows[self.known].sum()) > TOLERANCE if self.known else len(rows) > 0

    def _measured(self, rows: pd.DataFrame, unit: str, *, is_known: bool) -> Measured:
        part = float(rows[self.part].sum())
        if self.whole:
            whole = float(rows[self.whole].sum())
            return Measured(ratio(part, whole), unit, part, whole)
        return Measured(part if is_known else None, unit, rests_on=float(rows[self.rests_on or self.part].sum()))


def judged_by_day(scope: Scope) -> pd.DataFrame:
    """Judged complaints by day: day (date), complaints, attributed, unattributed, confidence (float)."""
    rows = group_rows(scope.as_judged(), lambda part: {"day": part.created_date}, JUDGED).dropna(subset=["day"])
    return rows.assign(attributed=rows["complaints"] - rows["unattributed"])


def of_all_by_day(scope: Scope) -> pd.DataFrame:
    """Complaints of the chosen origins, and all: day (date), chosen, all (float); empty where no origin is chosen."""
    if not (scope.filters.department or scope.filters.issue):
        return no_days(("chosen", "all"))
    wide = scope.with_filters(scope.filters.without("department", "issue"))
    chosen, every = (
        group_rows(each, lambda part: {"day": part.created_date}, ("complaints",)).dropna(subset=["day"])
        for each in (scope, wide)
    )
    found = every.rename(columns={"complaints": "all"}).merge(
        chosen.rename(columns={"complaints": "chosen"}), how="left", on="day"
    )
    return found.assign(chosen=found["chosen"].fillna(0.0))


BY_DAY = {
    "share_of_all": ByDay(of_all_by_day, "chosen", "all"),
    "share_unattributed": ByDay(judged_by_day, "unattributed", "complaints"),
    "mean_confidence": ByDay(judged_by_day, "confidence", "attributed"),
    "bounce_back": ByDay(bounces_by_day, "returned", "handoffs"),
    "lost_hours": ByDay(bounces_by_day, "lost_hours", known="handoffs", rests_on="returned"),
    "came_home": ByDay(homecomings_by_day, "back", "left"),
    "pingpong": ByDay(returns_by_day, "came_back", "pingpong_known"),
    "pingpong_returns": ByDay(returns_by_day, "pingpong", known="pingpong_known"),
    "gestures": ByDay(gestures_by_day, "count_gestures"),
    "goodwill_given": ByDay(gestures_by_day, "amount", rests_on="count_gestures"),
}
"""How each such measure is computed, by its name."""
