"""Frames over time: complaints and shares by month and week, with process limits, signals and partial periods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from etl.marts.core.formatting import count, interval_kind, share_words
from etl.marts.core.measured import Measured
from etl.marts.core.note_words import note_words
from etl.marts.core.periods import Step, is_empty, is_partial, label_of, periods_between, start_columns, start_of
from etl.marts.core.process_limits import Bools, Limits, laney_p, signals, xmr
from etl.marts.cube.part import PART
from etl.marts.estimates.by_group import periods_told
from etl.marts.measures.bounds import key_of, moved_sums
from etl.marts.measures.catalogue import measures
from etl.marts.measures.registry import Measure
from etl.marts.measures.totals import Totals, group_rows
from etl.marts.shares.disputed import with_disputed
from etl.marts.shares.scope import Scope

OVER_TIME_DISPUTED = {"value": "disputed_value", "numerator": "disputed_part", "denominator": "disputed"}
"""Columns of `measure_over_time`, and the columns with their values for disputed shares alone."""

_COUNTS = ("complaints", "elsewhere", "frontline", "unattributed", "disputed")


def by_month(scope: Scope) -> pd.DataFrame:
    """Complaints by calendar month of arrival, with XmR limits.

    Returns
    -------
    DataFrame
        One row per month from the first to the last of the filters' period, in order, also if nothing arrived: period
        (datetime64, its first day), label ("Mar 2026"), complaints, elsewhere, frontline, unattributed, disputed
        (float, shares), is_partial (bool: the data or the filter covers only a part of it), is_empty (bool: the store
        has no ticket in it at all, so nothing is known about it), mean, low, high (float, limits of `complaints`,
        learnt from the whole months after the last empty one; missing for the others, and where there are fewer than
        eight), is_signal (bool), signal (str, in words; empty for ordinary variation), text (str), least, most (float,
        bounds of the estimate; both equal the complaints where no bounds are known).
    """
    frame = _counts(scope, "month")
    told = periods_told(scope, "month") if scope.runs_with_outcomes else {}
    bounds = [told.get(period.date()) for period in frame["period"]]
    least = [np.nan if each is None else each.low for each in bounds]
    most = [np.nan if each is None else each.high for each in bounds]
    return frame.assign(
        least=np.fmin(frame["complaints"], pd.Series(least, index=frame.index, dtype="float64")),
        most=np.fmax(frame["complaints"], pd.Series(most, index=frame.index, dtype="float64")),
    )


def has_partial_months(scope: Scope) -> bool:
    """Whether the data or the filters cover only a part of some month."""
    reach = days_covered(scope)
    return reach is not None and any(is_partial(start, "month", *reach) for start in periods_between(*reach, "month"))


def months_words(frame: pd.DataFrame, estimate: Measured) -> str:
    """Subtitle of a chart of `by_month` (or `months_around`): its limits, and which months are left out or pale.

    Parameters
    ----------
    estimate
        The measure complaints within the filters, which tells the meaning of the band.
    """
    limits = ", with process limits" if frame["mean"].notna().any() else ""
    gaps = "\nmonths without data are left out" if frame["is_empty"].any() else ""
    band = f"\nshaded: {interval_kind(estimate)}" if has_band(frame) else ""
    is_around = "is_within" in frame and not frame["is_within"].all()
    pale = "\npale: months outside the dates chosen" if is_around else ""
    return f"complaints{limits}{band}{gaps}{pale}"


def has_band(frame: pd.DataFrame) -> bool:
    """Whether a frame of `by_month` has bounds that differ from its complaints."""
    return "most" in frame and bool((frame["most"] - frame["least"] > 0.5).any())


def measure_over_time(
    scope: Scope,
    name: str,
    step: Step = "month",
    *,
    seed: int | None = 0,
) -> pd.DataFrame:
    """One measure by month or week, with Laney p′ limits for shares and XmR limits for the rest.

    Parameters
    ----------
    seed
        Seed of the bootstrap that intervals come from; None: without intervals, which takes a third of the time.

    Returns
    -------
    DataFrame
        One row per period: period, label, value (float; missing where there is none), numerator, denominator, lower,
        upper (float, its interval, as in `etl.marts.measures.bounds`; for complaints as in ``measures --by``), note
        (str), is_partial, is_empty (bool), mean, low, high (process limits), is_signal (bool), signal (str), text (str:
        "64 %"), disputed_value, disputed_part, disputed (float: value, numerator and denominator of the disputed shares
        alone).
    """
    found = _over_time(scope, name, step, seed)
    return with_disputed(scope, found, lambda within: _over_time(within, name, step), ["period"], OVER_TIME_DISPUTED)


def _over_time(scope: Scope, name: str, step: Step, seed: int | None = None) -> pd.DataFrame:
    told = _told(scope, step, None)
    rows, measure = _by_period(scope, step, told), next(each for each in measures() if each.name == name)
    totals = [Totals(scope, row) for row in rows.drop(columns="period").to_dict("records")]  # type: ignore[arg-type]
    results = [measure.function(each) for each in totals]
    frame = _spine(scope, rows, step)
    if seed is not None and scope.runs_with_outcomes and measure.is_summed:
        pairs = zip(results, totals, strict=True)
        around = _intervals(scope, measure, step, told, seed)
        results = [around(start.date(), *pair) for start, pair in zip(rows["period"], pairs, strict=True)]
    values = {
        "value": [each.value for each in results],
        "numerator": [each.numerator for each in results],
        "denominator": [each.denominator for each in results],
        "lower": [each.low for each in results],
        "upper": [each.high for each in results],
    }
    for column, numbers in values.items():
        frame[column] = pd.Series(numbers, index=frame.index, dtype="float64")
    frame["note"] = pd.Series([note_words(each.notes) for each in results], index=frame.index, dtype="str")
    is_share = all(each.unit == "share" for each in results)
    whole = _teaching(frame)
    if is_share:
        part, denominator = frame["numerator"].fillna(0.0), frame["denominator"].fillna(0.0)
        limits = laney_p(part.to_numpy(), denominator.to_numpy(), whole)
    else:
        limits = xmr(frame["value"].to_numpy(), whole & frame["value"].notna().to_numpy())
    texts = [share_words(each) if is_share else count(each.value) for each in results]
    return _with_limits(frame, frame["value"].to_numpy(), limits, texts)


def _counts(scope: Scope, step: Step) -> pd.DataFrame:
    rows = _rows(scope, step, _COUNTS)
    frame = _spine(scope, rows, step).join(rows.set_index("period")[list(_COUNTS)], on="period")
    values = frame["complaints"].to_numpy(dtype="float64")
    limits = xmr(values, _teaching(frame))
    return _with_limits(frame, values, limits, [count(value) for value in values])


def _intervals(
    scope: Scope, measure: Measure, step: Step, told: pd.DataFrame, seed: int
) -> Callable[[date, Measured, Totals], Measured]:
    """Function that adds the interval to a measure's value in a period, given the period's first day."""
    if measure.name == "complaints":
        counted = periods_told(scope, step)

        def around(start: date, found: Measured, _: Totals) -> Measured:
            if found.value is None or start not in counted:
                return found
            bounds = counted[start].around(found.value)
            return replace(found, low=bounds.low, high=bounds.high)

        return around
    keys = list(start_columns(PART.c, step))
    moved = moved_sums(scope, lambda part: start_columns(part, step), seed, whole=told)
    starts = _starts(told, step)
    by_start = {start: moved.get(key_of(key)) for start, key in zip(starts, told[keys].to_numpy(object), strict=True)}

    def within(start: date, found: Measured, totals: Totals) -> Measured:
        case = by_start.get(start)
        return found if case is None or found.value is None else case.around(found, measure.function, totals)

    return within


def _rows(scope: Scope, step: Step, names: tuple[str, ...] | None) -> pd.DataFrame:
    return _by_period(scope, step, _told(scope, step, names))


def _told(scope: Scope, step: Step, names: tuple[str, ...] | None) -> pd.DataFrame:
    """Sums by period; tickets without a time are in no period."""
    rows = group_rows(scope, lambda part: start_columns(part, step), names)
    return rows.dropna(subset=["day"] if step == "week" else ["year"])


def _starts(rows: pd.DataFrame, step: Step) -> list[date]:
    if step == "month":
        return [date(int(y), int(m), 1) for y, m in zip(rows["year"], rows["month"], strict=True)]
    return [start_of(day, step) for day in pd.to_datetime(rows["day"]).dt.date]


def _by_period(scope: Scope, step: Step, rows: pd.DataFrame) -> pd.DataFrame:
    """Sums by period, the periods without tickets filled with 0."""
    starts = _starts(rows, step)
    sums = rows.drop(columns=["year", "month", "day"], errors="ignore").astype("float64")
    sums = sums.groupby(pd.DatetimeIndex(starts, name="period")).sum()
    reach = days_covered(scope)
    every = periods_between(*reach, step) if reach else []
    return sums.reindex(pd.DatetimeIndex(every, name="period"), fill_value=0.0).reset_index()


def days_covered(scope: Scope) -> tuple[date, date] | None:
    """First and last day that both the store and the filters cover."""
    if scope.days is None:
        return None
    first = max(scope.days[0], scope.filters.date_from or scope.days[0])
    last = min(scope.days[1], scope.filters.date_to or scope.days[1])
    return (first, last) if first <= last else None


def _spine(scope: Scope, rows: pd.DataFrame, step: Step) -> pd.DataFrame:
    starts, reach = [moment.date() for moment in rows["period"]], days_covered(scope)
    frame = pd.DataFrame({"period": rows["period"]})
    frame["label"] = pd.Series([label_of(start, step) for start in starts], dtype="str")
    cut: list[Any] = [is_partial(start, step, *reach) for start in starts] if reach else []
    frame["is_partial"] = pd.Series(cut, dtype="bool")
    frame["is_empty"] = pd.Series([is_empty(start, step, scope.days_with_tickets) for start in starts], dtype="bool")
    return frame


def _teaching(frame: pd.DataFrame) -> Bools:
    """Periods that the limits are learnt from: whole ones after the last gap in the data, which may hide a change."""
    known = np.array(~frame["is_partial"], dtype=bool)
    gaps = np.flatnonzero(frame["is_empty"].to_numpy(dtype=bool))
    known[: gaps[-1] + 1 if len(gaps) else 0] = False
    return known


def _with_limits(frame: pd.DataFrame, values: Any, limits: Limits, texts: list[str]) -> pd.DataFrame:
    found = signals(np.asarray(values, dtype="float64"), limits)
    texts = [
        "no data" if is_empty else f"{text} (part of the period)" if cut else text
        for text, cut, is_empty in zip(texts, frame["is_partial"], frame["is_empty"], strict=True)
    ]
    return frame.assign(
        mean=limits.mean,
        low=limits.low,
        high=limits.high,
        is_signal=pd.Series([signal is not None for signal in found], dtype="bool"),
        signal=pd.Series([signal.words if signal else "" for signal in found], dtype="str"),
        text=pd.Series(texts, dtype="str"),
    )
