"""What drove a change since the period before: the amount of each cause, or its rate.

The parts are those of `etl.marts.core.kitagawa`, and leave nothing over. A cause's amount is its complaints per day, or
for a ratio its part of the whole; its rate is hours per complaint, or the part that answers yes.

Each part has an interval for chance. The interval leaves out errors of attribution: they are alike in both periods, so
most of them cancel in a change; the verdict on the whole (`etl.marts.frames.changes`) includes them.

This shows where a change lies, not why. Causes with fewer than `etl.marts.frames.driver_sums.LEAST_OF_CAUSE` complaints
in both periods are put together as the department's "other issues", and if these are as few, as "other causes".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from etl.marts.core.formatting import count, signed_points, whole_number
from etl.marts.core.kitagawa import PARTS, Daily, Parts, Reach, reach, taken_apart
from etl.marts.core.ratios import TOLERANCE
from etl.marts.core.succession import Succession, succession
from etl.marts.frames.driver_sums import DRIVEN, KEYS, NAMES, OTHERS, Driven, by_period, daily_sums, days_of, told_as
from etl.marts.shares.disputed import with_disputed
from etl.marts.shares.scope import Scope

_MOST = 10
"""Most causes shown one by one."""
_WHOLE = 10
"""From here on an estimate is shown without decimals."""


def change_drivers(scope: Scope, name: str, *, seed: int = 0) -> pd.DataFrame:
    """The change of a measure since the period before (`etl.marts.core.succession`), by cause.

    Parameters
    ----------
    name
        One of `DRIVEN`.
    seed
        Seed of the draws that intervals come from.

    Returns
    -------
    DataFrame
        One row per department and issue that drives it, the most first, `OTHERS` last: department, issue (str; missing
        where none is named, `OTHER_ISSUES` for small ones), issues (tuple of str or None: those that the row counts;
        empty for `OTHERS`), now, before (float: its part of the measure; of a sum, for as many days as now), by_amount,
        by_rate (float: change by its amount, and by its rate), total (float: both; they sum exactly to the change),
        each with its interval in low_total, high_total, low_by_amount … (float; missing where the periods have too few
        days), text (str). In the measure's unit, shares 0 to 1. disputed (float: disputed part of now; 0 for a ratio).
        Empty where there is nothing to compare.
    """
    filters, driven = scope.filters, DRIVEN[name]
    found = succession(scope.days, scope.days_with_tickets, filters.date_from, filters.date_to)
    if not isinstance(found, Succession):
        return _arranged(pd.DataFrame(columns=["department", "issue", *_FIGURES], dtype="object"), driven)
    daily = daily_sums(scope, found, driven)
    sums = with_disputed(
        scope,
        by_period(daily),
        lambda within: by_period(daily_sums(within, found, driven)),
        KEYS,
        {"part_now": "disputed"},
    )
    if driven.is_ratio:
        sums = sums.assign(disputed=0.0)
    whole = sums[["whole_now", "whole_before"]].sum()
    if driven.is_ratio and (whole <= TOLERANCE).any():
        return _arranged(sums.iloc[:0].assign(**dict.fromkeys(_FIGURES, 0.0)), driven)
    sums = told_as(sums)
    causes = sums.drop(columns=KEYS).groupby(NAMES, dropna=False, sort=True).sum().reset_index()
    causes = causes.rename(columns=dict(zip(NAMES, KEYS, strict=True)))
    issues = {
        _key((department, issue)): tuple(own["issue"].map(_named))
        for (department, issue), own in sums.groupby(NAMES, dropna=False)
    }
    causes["issues"] = [issues[_key(key)] for key in zip(causes[KEYS[0]], causes[KEYS[1]], strict=True)]
    # If no complaint names an issue, one side would have numbers for keys.
    as_names = dict.fromkeys(KEYS, "object")
    named = daily.astype(as_names).merge(sums[[*KEYS, *NAMES]].astype(as_names), on=KEYS)
    before, now = (_by_day(named, causes, days, place) for place, days in enumerate(days_of(scope, found)))
    return _arranged(_changed(causes, driven), driven, reach(now, before, is_ratio=driven.is_ratio, seed=seed))


_FIGURES = ("now", "before", *PARTS, "disputed")
_LIMITS = tuple(f"{end}_{name}" for name in PARTS for end in ("low", "high"))


def _changed(causes: pd.DataFrame, driven: Driven) -> pd.DataFrame:
    now, before = (
        Parts(*(causes[f"{name}_{when}"].to_numpy(np.float64) for name in ("part", "whole")))
        for when in ("now", "before")
    )
    by_amount, by_rate = taken_apart(now, before, is_ratio=driven.is_ratio)
    if driven.is_ratio:
        now, before = now.of_one, before.of_one
    return causes[[*KEYS, "issues"]].assign(
        now=now.part, before=before.part, by_amount=by_amount, by_rate=by_rate, total=by_amount + by_rate,
        disputed=causes["disputed"],
    )  # fmt: skip


def _by_day(daily: pd.DataFrame, causes: pd.DataFrame, days: Sequence[date], place: int) -> Daily:
    """A period by day and cause; days without arrivals are included."""
    number = {_key(key): column for column, key in enumerate(zip(causes[KEYS[0]], causes[KEYS[1]], strict=True))}
    own = daily[daily["place"] == place]
    column = np.array([number[_key(key)] for key in zip(own[NAMES[0]], own[NAMES[1]], strict=True)], dtype=int)
    row = own["day"].map({day: at for at, day in enumerate(days)}).to_numpy(dtype=int)
    tables = []
    for name in ("part", "whole"):
        table = np.zeros((len(days), len(causes)))
        np.add.at(table, (row, column), own[name].to_numpy(np.float64))
        tables.append(table)
    return Daily(Parts(*tables), [day.weekday() for day in days])


def _key(key: tuple[Any, Any]) -> tuple[Any, Any]:
    """A department and its issue; a missing one as None, because NaN doesn't equal itself."""
    return key[0], _named(key[1])


def _named(issue: Any) -> Any:
    return None if pd.isna(issue) else issue


def _arranged(frame: pd.DataFrame, driven: Driven, off: Reach | None = None) -> pd.DataFrame:
    """The largest causes first; those beyond `_MOST` join the others, which come last."""
    frame = (
        frame.reindex(columns=[*KEYS, "issues", *_FIGURES])
        .astype(dict.fromkeys(_FIGURES, "float64"))
        .reset_index(drop=True)
    )
    named = frame[frame["department"] != OTHERS]
    order = named["total"].abs().sort_values(ascending=False, kind="stable").index
    groups = [[place] for place in order[:_MOST]]
    if rest := [*order[_MOST:], *frame.index[frame["department"] == OTHERS]]:
        groups.append(rest)
    rows = []
    for own in groups:
        sums = {name: float(frame.loc[own, name].sum()) for name in _FIGURES}
        first = frame.loc[own[0]]
        is_others = own is rest
        named_as = {"department": OTHERS if is_others else first["department"],
                    "issue": None if is_others else first["issue"],
                    "issues": () if is_others else first["issues"]}  # fmt: skip
        limits = dict.fromkeys(_LIMITS, np.nan) if off is None else off.limits(own, sums)
        rows.append(named_as | sums | limits | {"text": _text(sums, driven)})
    numbers = dict.fromkeys((*_FIGURES, *_LIMITS), "float64")
    return pd.DataFrame(rows, columns=[*KEYS, "issues", *numbers, "text"]).astype(numbers | {"text": "str"})


def _text(row: Mapping[str, float], driven: Driven) -> str:
    """A change in words, such as "+45 (120, was 75)", "+1.2 points"."""
    if driven.is_ratio:
        return signed_points(row["total"])
    unit = " h" if driven.per != 1.0 else ""
    return f"{_signed(row['total'])}{unit} ({_told(row['now'])}, was {_told(row['before'])})"


def drivers_words(frame: pd.DataFrame, name: str) -> str:
    """The whole change and its two parts: "+12 h: +10 h by how many there are, +2 h by how long each takes".

    Empty where nothing is compared.
    """
    if frame.empty:
        return ""
    driven, (amount, rate, total) = DRIVEN[name], frame[["by_amount", "by_rate", "total"]].sum()
    if not driven.whole:
        return f"{_signed(total)} in all"
    if driven.is_ratio:
        parts = f"{signed_points(amount)} by which causes there are, {signed_points(rate)} by how each is handled"
        return f"{signed_points(total)}: {parts}"
    return f"{_signed(total)} h: {_signed(amount)} h by how many there are, {_signed(rate)} h by how long each takes"


def _signed(number: float) -> str:
    told = _told(abs(number))
    return told if told == "0" else f"{'+' if number > 0 else '−'}{told}"


def _told(number: float) -> str:
    return whole_number(number) if number >= _WHOLE else count(number)
