"""Text of a chart for screen readers: a sentence or two, computed from the rows drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from etl.marts.core.formatting import count

NOTHING = "There is nothing to draw."
_NAMED = 3
"""Names at one end: more would be a table read aloud."""


def ranked(
    names: Iterable[object],
    values: Iterable[float],
    words: Iterable[object] | None = None,
    most: str = "Most",
    least: str = "Least",
) -> str:
    """The three largest and the smallest of named values: "Most: A (60), B (30), C (10). Least of 5: E (1)."

    Parameters
    ----------
    names
        Lines of one may be separated by "|".
    words
        Text of each value; by default the value itself.
    most, least
        What the largest and the smallest are called; the smallest isn't named where that is empty.
    """
    said = [count(value) if np.isfinite(value) else "" for value in values] if words is None else list(words)
    rows = [row for row in zip(names, values, said, strict=True) if np.isfinite(row[1])]
    if not rows:
        return NOTHING
    rows.sort(key=lambda row: -row[1])
    told = [_named(name, word) for name, _, word in rows]
    if len(told) == 1:
        return f"Only {told[0]}."
    last = f" {least} of {len(told)}: {told[-1]}." if least and len(told) > _NAMED else ""
    return f"{most}: {', '.join(told[:_NAMED])}.{last}"


def over_time(
    labels: Iterable[object],
    values: Iterable[float],
    say: Callable[[float], str] = count,
    period: str = "months",
) -> str:
    """The span of values over time, and the latest: "Between 4 (Mar) and 11 (Feb) in 3 months; latest 4 (Mar)."

    Parameters
    ----------
    period
        What a value is of, in the plural.
    """
    rows = [(label, value) for label, value in zip(labels, values, strict=True) if np.isfinite(value)]
    if not rows:
        return NOTHING
    told = {place: _named(say(rows[place][1]), rows[place][0]) for place in range(len(rows))}
    if len(rows) == 1:
        return f"Only {told[0]}."
    ordered = sorted(told, key=lambda place: rows[place][1])
    if say(rows[ordered[0]][1]) == say(rows[ordered[-1]][1]):
        return f"{say(rows[0][1])} in each of {len(rows)} {period}."
    return f"Between {told[ordered[0]]} and {told[ordered[-1]]} in {len(rows)} {period}; latest {told[len(rows) - 1]}."


def marked_out(labels: Iterable[object], signals: Iterable[object], otherwise: str = "") -> str:
    """Periods that stand out, and how: " Mar: below the limits."; `otherwise` if none does."""
    told = [f"{label}, {signal}" for label, signal in zip(labels, signals, strict=True) if signal]
    if not told:
        return f" {otherwise}" if otherwise else ""
    shown = "; ".join(told[-_NAMED:])
    more = f", the latest {_NAMED} of {len(told)}" if len(told) > _NAMED else ""
    return f" Not ordinary{more}: {shown}."


def listed(names: Iterable[object], words: Iterable[object]) -> str:
    """Each name with its words: "A: 3. B: 4."."""
    told = [f"{_line(name)}: {_line(word)}." for name, word in zip(names, words, strict=True)]
    return " ".join(told) or NOTHING


def total(values: pd.Series) -> float:
    """Sum of the values, ignoring missing ones."""
    numbers = values.astype("float64")
    return float(numbers[np.isfinite(numbers)].sum())


def _named(name: object, words: object) -> str:
    said = _line(words)
    return f"{_line(name)} ({said})" if said else _line(name)


def _line(text: object) -> str:
    return "" if pd.isna(text) else str(text).replace("|", ", ")  # type: ignore[call-overload]
