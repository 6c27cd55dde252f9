"""The change of a measure since the period before, and whether it is more than ordinary variation.

*Which days*: `etl.marts.core.succession`. *By how much*: shares in percentage points; everything else relative to the
value before, sums per day.

*Is it a change*, in this order:

1. Eight or more periods of its kind are known: the process limits of `etl.marts.core.process_limits` (XmR, for shares
   Laney p′), the ones that charts by month draw. A step within the limit of the moving range, to a point within the
   limits, is ordinary variation.
2. Fewer are known: only chance is tested. A number that rests on n complaints has a relative standard error of 1 ÷ √n
   at least (Poisson; a sum of hours more), a share one of √(p(1 − p) ÷ n). A change within 1.96 standard errors of both
   together is none; beyond that, it isn't known yet whether it is ordinary.
3. What stands out is compared with the error of the estimates: both periods in the same case of the same bootstrap (or
   of model error), because errors are shared by both. An interval that includes 0 is no change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

import numpy as np

from etl.estimates.arrays import Floats
from etl.marts.core.measured import Measured
from etl.marts.core.notes import Notes, reason, reasons
from etl.marts.core.process_limits import Bools, Signal, laney_p, laney_steps, signals, xmr, xmr_steps
from etl.marts.core.succession import Succession, succession
from etl.marts.measures.catalogue import measures
from etl.marts.measures.period_values import Periods, numbers
from etl.marts.measures.registry import Measure
from etl.marts.shares.scope import Scope

_NOTHING_BEFORE = reason("There was nothing in {before}, so it can't be told in percent.")
_CHANGES_AS = {"hours_given_back": "frontline_hours_elsewhere", "cost_given_back": "frontline_cost_elsewhere"}
"""Measures per month change as the sums per day that they are computed from."""
_QUANTILE = 1.959964


class Verdict(Enum):
    """What is known about a change."""

    UNTOLD = auto()
    """Nothing: the measure has no value, now or before."""
    ORDINARY = auto()
    """It lies within ordinary variation."""
    LEVEL = auto()
    """The step is ordinary; the period itself stands out, or is part of a run that does."""
    UNCLEAR = auto()
    """Chance, or errors of the estimates, explain it too."""
    UNJUDGED = auto()
    """More than chance; too few periods are known to say what is ordinary."""
    CHANGE = auto()
    """More than ordinary variation."""


@dataclass(frozen=True)
class Change:
    """A measure in a period, compared with the one before.

    Attributes
    ----------
    now, before
        The measure in both periods.
    succession
        Which periods; None where there are none to compare.
    amount
        For shares now − before (0.03: three percentage points); for all else (now − before) ÷ before, sums per day.
        None where it can't be computed.
    low, high
        Its interval, from errors of the estimates; None where it wasn't computed.
    verdict
        What is known about it.
    signal
        What stands out in the period itself, as a chart by month marks it; None where nothing does.
    trend
        The measure in the periods up to this one, oldest first: shares and ratios as they are, sums per day. Empty
        where fewer than three are known.
    count_periods
        Whole periods that its limits are learnt from; 0 where there are no limits.
    is_by_day
        Whether both were divided by their days first.
    is_few
        Whether it rests on too few complaints for a percentage, now or before.
    notes
        Why there is no amount.
    """

    now: Measured
    before: Measured
    succession: Succession | None = None
    amount: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: Verdict = Verdict.UNTOLD
    signal: Signal | None = None
    trend: tuple[float, ...] = ()
    count_periods: int = 0
    is_by_day: bool = False
    is_few: bool = False
    notes: Notes = ()

    @property
    def is_share(self) -> bool:
        """Whether it is given in percentage points."""
        return self.now.unit == "share"


def changes(scope: Scope, names: Sequence[str], *, seed: int = 0) -> dict[str, Change]:
    """Changes of measures under the filters since the period before.

    Parameters
    ----------
    names
        Names of measures.
    seed
        Seed of the bootstrap that intervals come from.
    """
    filters, known = scope.filters, {each.name: each for each in measures()}
    found = succession(scope.days, scope.days_with_tickets, filters.date_from, filters.date_to)
    nothing = {name: Measured(None, known[name].unit) for name in names}
    if not isinstance(found, Succession):
        return {name: Change(each, each, notes=(found,)) for name, each in nothing.items()}
    periods = Periods(scope, found, seed)
    result = {}
    for name, each in nothing.items():
        why = known[name].not_compared
        alike = known[_CHANGES_AS.get(name, name)]
        result[name] = _change(periods, alike) if why is None else Change(each, each, found, notes=(why(),))
    return result


def _change(periods: Periods, measure: Measure) -> Change:
    found, told = periods.succession, periods.told(measure)
    now, before = told[found.place], told[found.place - 1]
    assert now is not None
    assert before is not None
    change = Change(now, before, found, is_by_day=measure.is_sum, is_few=periods.is_few(now, before))
    if now.value is None or before.value is None:
        return replace(change, notes=reasons((now if now.value is None else before).notes))
    amount = periods.amount(measure, now.value, before.value)
    if amount is None:
        return replace(change, notes=(_NOTHING_BEFORE(before=found.before.words),))
    change = replace(change, amount=amount, trend=periods.trend(measure, told))
    limits = Ordinary.of(measure, told, np.array(found.teaches))
    if limits is None:
        is_chance = abs(amount) <= _QUANTILE * periods.chance(now, before)
        return replace(change, verdict=Verdict.UNCLEAR if is_chance else Verdict.UNJUDGED)
    change = replace(change, count_periods=limits.count, signal=limits.signals[found.place])
    verdict = limits.verdict(found.place, amount)
    if verdict is not Verdict.CHANGE:
        return replace(change, verdict=verdict)
    interval = periods.interval(measure, amount)
    if interval is None:
        return replace(change, verdict=verdict)
    low, high = interval
    return replace(change, verdict=Verdict.UNCLEAR if low <= 0 <= high else verdict, low=low, high=high)


@dataclass(frozen=True)
class Ordinary:
    """Process limits of a measure, by period."""

    signals: list[Signal | None]
    steps: Floats
    count: int

    @classmethod
    def of(cls, measure: Measure, told: Sequence[Measured | None], teaches: Bools) -> Ordinary | None:
        """Limits learnt from the periods that teach; None where too few are known."""
        values, parts, wholes = (numbers(told, name) for name in ("value", "numerator", "denominator"))
        known = teaches & ~np.isnan(values)
        if measure.unit == "share" and known.any() and (wholes[known] > 0).all():
            parts, wholes = np.nan_to_num(parts), np.nan_to_num(wholes)
            limits, steps = laney_p(parts, wholes, known), laney_steps(parts, wholes, known)
        else:
            limits, steps = xmr(values, known), xmr_steps(values, known)
        if np.isnan(limits.mean).all():
            return None
        return cls(signals(values, limits), steps, int(known.sum()))

    def verdict(self, place: int, amount: float) -> Verdict:
        """Verdict of the limits on the step to a period."""
        signal, step = self.signals[place], self.steps[place]
        is_outside = signal is not None and signal.kind == "limits" and (signal.way == "higher") == (amount > 0)
        if abs(step) > 1 or is_outside:
            return Verdict.CHANGE
        return Verdict.LEVEL if signal is not None else Verdict.ORDINARY
