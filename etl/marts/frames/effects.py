"""Before and after a day: whether a measure has changed by more than ordinary variation.

The limits are learnt from the whole periods before the day and compared with those after it, so that a change can't
widen the limits that it is judged by. Periods are months if eight of them lie before the day, else weeks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from etl.errors import InputError
from etl.marts.core.formatting import day_words
from etl.marts.core.periods import DAYS_A_MONTH, Step, next_start
from etl.marts.core.process_limits import LEAST, Bools, Limits, laney_p, signals, xmr
from etl.marts.frames.over_time import OVER_TIME_DISPUTED, measure_over_time
from etl.marts.measures.catalogue import measures
from etl.marts.measures.registry import Measure
from etl.marts.measures.totals import totals_of
from etl.marts.shares.disputed import with_disputed
from etl.marts.shares.scope import Scope

Verdict = Literal["no data yet", "ordinary variation", "mixed", "lower", "higher"]

WEEKS_A_MONTH = DAYS_A_MONTH / 7


@dataclass(frozen=True)
class Effect:
    """A measure before and after a day.

    Attributes
    ----------
    name
        The measure.
    unit
        Its unit.
    start
        The day.
    step
        Length of a period.
    frame
        One row per period: period (datetime64, its first day), label, value (float; missing where there is none),
        numerator, denominator, is_partial (bool), when ("before", "between": the day lies in it, "after"), mean, low,
        high (limits learnt before; missing where they can't be given), signal (str; only after the day, else empty),
        way (str: "higher" or "lower", the signal's direction; empty without one), lower, upper (float: its interval,
        where a seed was given), disputed_value, disputed_part, disputed (float: as in
        `etl.marts.frames.breakdowns.measure_over_time`).
    before, after
        Mean of the whole periods (of shares: all numerators ÷ all denominators); None where there are none.
    count_before, count_after
        Whole periods with a value.
    verdict
        "lower" and "higher" only if a signal shows more than ordinary variation; "mixed" if half or more of the signals
        point one way and the mean the other.
    words
        The verdict as a sentence.
    """

    name: str
    unit: str
    start: date
    step: Step
    frame: pd.DataFrame
    before: float | None
    after: float | None
    count_before: int
    count_after: int
    verdict: Verdict
    words: str

    @property
    def is_change(self) -> bool:
        """Whether it is more than ordinary variation."""
        return self.verdict in ("lower", "higher")

    def per_month(self, value: float) -> float:
        """A value per period as one per month."""
        return value if self.step == "month" else value * WEEKS_A_MONTH


def effect(scope: Scope, name: str, start: date, seed: int | None = None) -> Effect:
    """Compare a measure after a day with its values before, within the scope's filters.

    Parameters
    ----------
    seed
        Seed of the bootstrap that intervals of the periods come from; None: without intervals.

    Raises
    ------
    InputError
        If there is no such measure.
    """
    by_month = _placed(scope, name, "month", start, seed)
    if (by_month["when"] == "before").sum() >= LEAST:
        return _judged(name, start, "month", by_month)
    by_week = _placed(scope, name, "week", start, seed)
    if (by_week["when"] == "before").sum() >= LEAST:
        return _judged(name, start, "week", by_week)
    return _judged(name, start, "month", by_month)


def _placed(scope: Scope, name: str, step: Step, start: date, seed: int | None) -> pd.DataFrame:
    """Values of a measure by period, each placed before or after the day."""
    frame = values_over_time(scope, name, step, seed)
    whole = ~frame["is_partial"] & ~frame["is_empty"] & frame["value"].notna()
    starts = [moment.date() for moment in frame["period"]]
    frame["when"] = pd.Series([_when(first, step, start) for first in starts], index=frame.index, dtype="str")
    # A period that counts for neither side is drawn, and no limits are learnt from it.
    frame.loc[~whole, "when"] = "between"
    return frame


def values_over_time(scope: Scope, name: str, step: Step, seed: int | None = None) -> pd.DataFrame:
    """Frame of `measure_over_time`, also for measures that can't be grouped: these are computed period by period.

    Raises
    ------
    InputError
        If there is no such measure.
    """
    known = {each.name: each for each in measures()}
    if name not in known:
        raise InputError(f"There is no measure {name!r}.")
    measure = known[name]
    frame = measure_over_time(scope, name, step, seed=seed)
    columns = ["period", "label", "value", "numerator", "denominator", "lower", "upper", "note", "is_partial",
               "is_empty"]  # fmt: skip
    if frame.empty or measure.is_grouped:
        return frame[[*columns, *OVER_TIME_DISPUTED.values()]]

    def by_period(within: Scope) -> pd.DataFrame:
        if measure.by_period is not None:
            return _divided(frame[columns], measure.by_period(within, step))
        return _one_by_one(within, frame[columns], measure, step)

    return with_disputed(scope, by_period(scope), by_period, ["period"], OVER_TIME_DISPUTED)


def _one_by_one(scope: Scope, frame: pd.DataFrame, measure: Measure, step: Step) -> pd.DataFrame:
    """Any measure by period, each computed by a filter on its days."""
    found = []
    for first in (moment.date() for moment in frame["period"]):
        last = (pd.Timestamp(next_start(first, step)) - pd.Timedelta(days=1)).date()
        within = scope.with_filters(scope.filters.with_(date_from=first, date_to=last))
        found.append(measure.function(totals_of(within)))
    names = {"value": "value", "numerator": "numerator", "denominator": "denominator", "lower": "low", "upper": "high"}
    numbers = {
        column: pd.Series([getattr(one, each) for one in found], dtype="float64").to_numpy()
        for column, each in names.items()
    }
    return frame.assign(**numbers)


def _divided(frame: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """The periods of a frame with their numerators and denominators; empty where `sums` has no row."""
    placed = sums.set_index("period").reindex(pd.DatetimeIndex(frame["period"])).fillna(0.0)
    part, whole = (placed[name].to_numpy() for name in ("numerator", "denominator"))
    value = np.divide(part, whole, out=np.full(len(frame), np.nan), where=whole > 0)
    return frame.assign(value=value, numerator=part, denominator=whole)


def _when(first: date, step: Step, start: date) -> str:
    if first >= start:
        return "after"
    return "before" if next_start(first, step) <= start else "between"


def _judged(name: str, start: date, step: Step, frame: pd.DataFrame) -> Effect:
    unit = next(each.unit for each in measures() if each.name == name)
    is_before, is_after = (frame["when"].eq(when).to_numpy(dtype=bool) for when in ("before", "after"))
    limits, values = _limits(frame, unit, is_before, is_after), frame["value"].to_numpy(dtype="float64")
    said, ways = [""] * len(frame), [""] * len(frame)
    after = Limits(*(side[is_after] for side in (limits.mean, limits.low, limits.high)))
    for row, found in zip(np.flatnonzero(is_after), signals(values[is_after], after), strict=True):
        if found is not None:
            said[row], ways[row] = found.words, found.way
    frame = frame.assign(mean=limits.mean, low=limits.low, high=limits.high)
    frame["signal"] = pd.Series(said, index=frame.index, dtype="str")
    frame["way"] = pd.Series(ways, index=frame.index, dtype="str")
    before_mean, after_mean = _mean(frame[is_before], unit), _mean(frame[is_after], unit)
    verdict, words = _verdict(frame[is_after], int(is_before.sum()), step, start, (before_mean, after_mean))
    return Effect(
        name=name,
        unit=unit,
        start=start,
        step=step,
        frame=frame,
        before=before_mean,
        after=after_mean,
        count_before=int(is_before.sum()),
        count_after=int(is_after.sum()),
        verdict=verdict,
        words=words,
    )


def _limits(frame: pd.DataFrame, unit: str, is_before: Bools, is_after: Bools) -> Limits:
    held = is_before | is_after
    parts, wholes = (frame[name].fillna(0.0).to_numpy(dtype="float64") for name in ("numerator", "denominator"))
    if unit == "share" and (wholes[held] > 0).all():
        return laney_p(parts, wholes, held, teaches=is_before)
    return xmr(frame["value"].to_numpy(dtype="float64"), held, teaches=is_before)


def _mean(frame: pd.DataFrame, unit: str) -> float | None:
    if frame.empty:
        return None
    whole = frame["denominator"].sum()
    if unit == "share" and whole > 0:
        return float(frame["numerator"].sum() / whole)
    return float(frame["value"].mean())


def _verdict(
    after: pd.DataFrame, count_before: int, step: Step, start: date, means: tuple[float | None, float | None]
) -> tuple[Verdict, str]:
    if after.empty:
        return "no data yet", f"No data yet: no whole {step} with data lies after {day_words(start)}."
    if count_before < LEAST:
        known = f"{'one' if count_before == 1 else count_before or 'no'} whole {step}{'' if count_before == 1 else 's'}"
        why = f"{LEAST} are needed to know what is ordinary variation"
        return "no data yet", f"No data yet: {known} with data before {day_words(start)}, and {why}."
    number = f"the whole {step}" if len(after) == 1 else f"the {len(after)} whole {step}s"
    found = after[after["way"] != ""]
    before_mean, after_mean = means
    if found.empty or before_mean is None or after_mean is None:
        differs = "doesn't differ" if len(after) == 1 else "don't differ"
        return (
            "ordinary variation",
            f"Ordinary variation: {number} since {day_words(start)} {differs} clearly from before.",
        )
    way: Verdict = "lower" if after_mean < before_mean else "higher"
    agreeing = found[found["way"] == way]
    # A single outlying month can pull the mean of all against what most of them show.
    is_mixed = 2 * len(agreeing) <= len(found)
    first = (found.drop(agreeing.index) if is_mixed else agreeing).iloc[0]
    if is_mixed:
        return "mixed", f"No steady change: {first['label']}, {first['signal']}, yet the average since is {way}."
    return way, f"{way.capitalize()} than before, by more than ordinary variation: {first['label']}, {first['signal']}."
