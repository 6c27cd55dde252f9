"""Measures by period of a succession: their values, their changes, and how far off these may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import sqlalchemy as sa

from etl.estimates.arrays import Floats
from etl.marts.core.formatting import is_few
from etl.marts.core.measured import Measured
from etl.marts.core.ratios import TOLERANCE
from etl.marts.core.succession import Span, Succession
from etl.marts.cube.aggregates import COUNTS, SUMS
from etl.marts.cube.cells import By, Columns
from etl.marts.measures.bounds import Moved, moved_sums
from etl.marts.measures.by_day import BY_DAY
from etl.marts.measures.registry import Measure
from etl.marts.measures.totals import Totals, group_rows, totals_of
from etl.marts.shares.scope import Scope

_COUNTED = ("complaints", "tickets")
"""Units of measures that rest on their own number: other sums rest on the complaints that they are about."""
_EVENTS = ("touches", "reopens", "hand-offs")
"""Units of events of complaints: if there are fewer of them than complaints, they rest on their own number."""
_DRAWN, _LEAST_DRAWN = 13, 3
"""Most periods in a trend (a year of months and the one before it), and the fewest."""


@dataclass(frozen=True)
class Periods:
    """Measures of each period of a succession.

    Attributes
    ----------
    scope
        Scope under all filters; the periods replace those on days.
    seed
        Seed of the bootstrap that intervals come from.
    """

    scope: Scope
    succession: Succession
    seed: int

    @cached_property
    def days(self) -> list[int]:
        """Number of days of each period that the filter on weekdays leaves."""
        weekdays = frozenset(self.scope.filters.weekday)
        return [span.count_days(weekdays) for span in self.succession.spans]

    @cached_property
    def totals(self) -> list[Totals]:
        """Sums of each period, from one query for all; plain counts come from a query of their own, which is quick."""
        within = self._within(self.succession.spans)
        return [Totals(within, _Row(self, place)) for place in range(len(self.succession.spans))]

    @cached_property
    def counts(self) -> list[dict[str, float]]:
        """Sums in `COUNTS`, by period."""
        return self._rows(sorted(COUNTS))

    @cached_property
    def sums(self) -> list[dict[str, float]]:
        """All sums, by period."""
        return self._rows(None)

    def _rows(self, names: Sequence[str] | None) -> list[dict[str, float]]:
        spans = self.succession.spans
        rows = group_rows(self._within(spans), self._by(spans), names).dropna(subset=["span"]).set_index("span")
        records = rows.reindex(range(len(spans)), fill_value=0.0).to_dict("records")
        return [{str(name): float(value) for name, value in record.items()} for record in records]

    def told(self, measure: Measure) -> list[Measured | None]:
        """The measure in each period; only in the two compared periods where it comes neither from sums nor by day."""
        if measure.is_grouped:
            return [measure.function(each) for each in self.totals]
        spans, place = self.succession.spans, self.succession.place
        if (by_day := BY_DAY.get(measure.name)) is not None:
            told = by_day.told(self._within(spans), spans, measure.unit)
            if told[place].value is not None and told[place - 1].value is not None:
                return list(told)
        alone: list[Measured | None] = [None] * len(spans)
        for each in (place - 1, place):
            alone[each] = measure.function(totals_of(self._within(spans[each : each + 1]), is_few=True))
        return alone

    def amount(self, measure: Measure, now: Any, before: Any) -> Any:
        """Change between two numbers, or arrays of them; None where there was nothing before."""
        if measure.unit == "share":
            return now - before
        days = [self.days[self.succession.place - back] for back in (0, 1)] if measure.is_sum else [1, 1]
        if np.min(days) == 0 or np.any(np.asarray(before) <= TOLERANCE):
            return None
        return (now / days[0]) / (before / days[1]) - 1.0

    def trend(self, measure: Measure, told: Sequence[Measured | None]) -> tuple[float, ...]:
        """The measure up to the compared period, from the last gap on; sums are per day.

        Empty for a measure that never moves: a flat line would only take room.
        """
        last = self.succession.place + 1
        days = np.array(self.days[:last] if measure.is_sum else [1] * last, dtype=np.float64)
        values = np.divide(numbers(told, "value")[:last], days, out=np.full(last, np.nan), where=days > 0)
        unknown = np.flatnonzero(np.isnan(values) | ~np.array(self.succession.teaches[:last]))
        known = values[unknown[-1] + 1 if len(unknown) else 0 :]
        drawn = known[-_DRAWN:]
        return tuple(map(float, drawn)) if len(drawn) >= _LEAST_DRAWN and np.ptp(drawn) > TOLERANCE else ()

    def is_few(self, *both: Measured) -> bool:
        """Whether one of two periods rests on too few complaints for a percentage."""
        return is_few(min(self._rests_on(each, back) for back, each in zip((0, -1), both, strict=True)))

    def chance(self, now: Measured, before: Measured) -> float:
        """Standard error of a change from chance alone, at least."""
        first, last = (max(self._rests_on(each, back), TOLERANCE) for back, each in ((0, now), (-1, before)))
        if now.unit != "share":
            return float(np.sqrt(1 / first + 1 / last))
        pooled = ((now.value or 0.0) * first + (before.value or 0.0) * last) / (first + last)
        return float(np.sqrt(pooled * (1 - pooled) * (1 / first + 1 / last)))

    def _rests_on(self, measured: Measured, back: int) -> float:
        """Number of complaints (or of what it counts) behind a number; `back` is the period's distance, 0 or -1."""
        if measured.rests_on is not None:
            return measured.rests_on
        if measured.unit == "share" and measured.denominator is not None:
            return measured.denominator
        if measured.numerator is not None:
            return measured.numerator
        if measured.unit in _COUNTED:
            return measured.value or 0.0
        load = self.totals[self.succession.place + back]["load"]
        return min(load, measured.value or 0.0) if measured.unit in _EVENTS else load

    def interval(self, measure: Measure, amount: float) -> tuple[float, float] | None:
        """Interval of a change: errors of the estimates, alike in both periods. None where they aren't known."""
        both, place = self._moved, self.succession.place
        if both is None or not (measure.is_summed and measure.is_grouped):
            return None
        before, now = (
            each.values(measure.function, self.totals[place + back]) for back, each in zip((-1, 0), both, strict=True)
        )
        cases = self.amount(measure, now, before)
        if cases is None or np.isnan(cases).any():
            return None
        if both[0].reach is None or both[1].reach is None:
            return float(min(cases.min(), amount)), float(max(cases.max(), amount))
        variance = both[0].reach ** 2 / both[0].alone * float(((cases - amount) ** 2).mean())
        slope = [1.0, 1.0] if measure.unit == "share" else [(1.0 + amount) / each.mean() for each in (before, now)]
        for moved, values, by in zip(both, (before, now), slope, strict=True):
            # The variation of few tickets is independent in the two periods.
            variance += (moved.reach or 0.0) ** 2 * (1.0 - 1.0 / moved.alone) * float(values.var()) * by**2
        return amount - variance**0.5, amount + variance**0.5

    @cached_property
    def _moved(self) -> tuple[Moved, Moved] | None:
        spans = self.succession.spans[self.succession.place - 1 : self.succession.place + 1]
        moved = moved_sums(self._within(spans), self._by(spans), self.seed)
        before, now = moved.get((0,)), moved.get((1,))
        return None if before is None or now is None else (before, now)

    def _within(self, spans: Sequence[Span]) -> Scope:
        filters = self.scope.filters.with_(date_from=spans[0].first, date_to=spans[-1].last)
        return self.scope.with_filters(filters)

    @staticmethod
    def _by(spans: Sequence[Span]) -> By:
        """Grouping by the place of the period in which a ticket arrived; null between periods."""

        def by(part: Any) -> Columns:
            cases = [(part.created_date.between(span.first, span.last), place) for place, span in enumerate(spans)]
            return {"span": sa.case(*cases)}

        return by


class _Row(Mapping[str, float]):
    """Sums of one period, fetched when a measure needs them."""

    def __init__(self, periods: Periods, place: int) -> None:
        self._periods, self._place = periods, place

    def __getitem__(self, name: str) -> float:
        rows = self._periods.counts if name in COUNTS else self._periods.sums
        return float(rows[self._place][name])

    def __iter__(self) -> Iterator[str]:
        return iter(SUMS)

    def __len__(self) -> int:
        return len(SUMS)


def numbers(told: Sequence[Measured | None], name: str) -> Floats:
    """One number of each result; NaN where there is none."""
    found = (None if each is None else getattr(each, name) for each in told)
    return np.array([np.nan if number is None else number for number in found], dtype=np.float64)
