"""The months of the filters among those around them: a single month is a dot without context."""

from __future__ import annotations

import pandas as pd

from etl.marts.core.periods import periods_between
from etl.marts.frames.over_time import by_month, days_covered
from etl.marts.shares.scope import Scope

FEW = 2
"""Most chosen months for which those around them are drawn too; more make a line by themselves."""
_AROUND = 12
"""Months drawn before and after: a year shows what is usual for the season."""


def months_around(scope: Scope) -> pd.DataFrame:
    """Complaints by calendar month as in `by_month`; with at most `FEW` months chosen, also those around them.

    Returns
    -------
    DataFrame
        The columns of `by_month`; is_within (bool: the filters choose days of the month); is_whole (bool: every month
        is counted whole, even if the filters choose only some of its days; true where months around are shown).
    """
    filters, days = scope.filters, days_covered(scope)
    chosen = periods_between(*days, "month") if days else []
    if not (filters.date_from or filters.date_to) or not 0 < len(chosen) <= FEW:
        return by_month(scope).assign(is_within=True, is_whole=False)
    frame = by_month(scope.with_filters(filters.without("date_from", "date_to")))
    frame = frame.assign(is_within=frame["period"].dt.date.isin(chosen).astype("bool"), is_whole=True)
    place = frame.index[frame["is_within"]]
    return frame.loc[place.min() - _AROUND if place.min() > _AROUND else 0 : place.max() + _AROUND].reset_index(
        drop=True
    )


def within(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a frame of `months_around` for months that the filters choose."""
    return frame[frame["is_within"]]
