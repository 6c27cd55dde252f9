"""Tables of figures with their intervals."""

from __future__ import annotations

import pandas as pd

from etl.marts.core.formatting import count, interval_kind, interval_of, is_sampled
from etl.marts.core.measured import Measured


def intervals(frame: pd.DataFrame, name: str) -> pd.Series:
    """Intervals of a column of figures, such as "12–15"; the figure alone where its interval reads as itself.

    Parameters
    ----------
    frame
        Columns `name`, low_<name> and high_<name> (float; missing where nothing is known).
    """
    rows = zip(frame[name], frame[f"low_{name}"], frame[f"high_{name}"], strict=True)
    told = [
        None if pd.isna(value) else interval_of(Measured(value, "tickets", low=low, high=high)) or count(value)
        for value, low, high in rows
    ]
    return pd.Series(told, index=frame.index, dtype="str")


def kind_words(complaints: Measured) -> str:
    """What the intervals of a table are, as a sentence; empty where nothing is estimated."""
    if not complaints.method:
        return ""
    return f"Intervals: {'95 %' if is_sampled(complaints) else interval_kind(complaints)}."
