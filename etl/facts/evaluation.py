"""Evaluates facts on a chunk's rows, vectorised: columns as numbers, times, durations or text.

Cells are read as in staging: by the habits of their file, with every time in UTC.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.facts.expressions import Node
from etl.text.comparable import key
from etl.values.durations import parse_duration
from etl.values.habits import FileHabits
from etl.values.numbers import NumberHabit, read_numbers
from etl.values.times import read_times

Booleans = npt.NDArray[np.bool_]
PLAIN = NumberHabit()
_COMPARE = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


class MissingColumnError(Exception):
    """The export lacks the column, so the fact makes no claim."""


@dataclass(frozen=True)
class Values:
    """A value for each row in each possible type.

    Attributes
    ----------
    number
        As a number, times and durations in seconds; NaN if it isn't one.
    is_time
        Whether `number` is a time.
    text
        As text in lower case; None where missing.
    """

    number: npt.NDArray[np.float64]
    is_time: Booleans
    text: npt.NDArray[np.object_] | None


class Columns:
    """Columns of a chunk by name, ignoring case, spaces and underscores; canonical ones first.

    Parameters
    ----------
    tickets, fields
        Of a staged chunk.
    habits
        Of a staged chunk: how the file of each ticket writes times and numbers.
    zone
        The business zone: that of times whose file names none, and of those that the fact itself names.
    """

    def __init__(
        self, tickets: pd.DataFrame, fields: pd.DataFrame, habits: pd.Series[Any] | None, zone: str = "UTC"
    ) -> None:
        self._own = {key(str(name)): (str(name), fields[name]) for name in fields.columns}
        self._canonical = {key(str(name)): tickets[name] for name in tickets.columns}
        self._zone = zone
        plain = [FileHabits()] * len(tickets) if habits is None else habits.tolist()
        self._files = list({id(each): each for each in plain}.values())
        places = {id(each): place for place, each in enumerate(self._files)}
        self._file_of = np.array([places[id(each)] for each in plain], dtype=np.int64)
        self._known: dict[str, Values] = {}
        self.count_rows = len(tickets)

    def series(self, name: str) -> pd.Series:
        """Column as it is. Raises MissingColumnError where there is none."""
        wanted = key(name)
        canonical, own = self._canonical.get(wanted), self._own.get(wanted)
        if canonical is not None and (own is None or canonical.notna().any()):
            return canonical
        if own is None:
            raise MissingColumnError(name)
        return own[1]

    def values(self, name: str) -> Values:
        """Column as numbers, times and text."""
        wanted = key(name)
        if wanted not in self._known:
            self._known[wanted] = self._read(name)
        return self._known[wanted]

    def constant(self, text: str) -> Values:
        """A literal of the fact; times are in the business zone."""
        return _read(pd.Series([text], dtype="str"), "", FileHabits(), self._zone)

    def _read(self, name: str) -> Values:
        """A column, the rows of each file in its own habits."""
        series, (own_name, _) = self.series(name), self._own.get(key(name), (name, None))
        if len(self._files) == 1:
            return _read(series, own_name, self._files[0], self._zone)
        rows = [np.flatnonzero(self._file_of == place) for place in range(len(self._files))]
        read = [_read(series.iloc[at], own_name, file, self._zone) for at, file in zip(rows, self._files, strict=True)]
        if not read:
            return _read(series, own_name, FileHabits(), self._zone)
        back = np.argsort(np.concatenate(rows))
        texts = [part.text for part in read if part.text is not None]
        return Values(
            np.concatenate([part.number for part in read])[back],
            np.concatenate([part.is_time for part in read])[back],
            np.concatenate(texts)[back] if len(texts) == len(read) else None,
        )


def holds(node: Node, columns: Columns) -> Booleans:
    """Where a fact holds; a comparison with a missing value doesn't.

    Parameters
    ----------
    node
        As `parse_fact` gives it.
    columns
        Of the chunk.

    Returns
    -------
    bool array of shape (rows,)

    Raises
    ------
    MissingColumnError
        If it reads a column that the chunk lacks.
    """
    kind, parts = node.kind, node.parts
    if kind == "and":
        return holds(parts[0], columns) & holds(parts[1], columns)
    if kind == "or":
        return holds(parts[0], columns) | holds(parts[1], columns)
    if kind == "not":
        return ~holds(parts[0], columns)
    if kind == "missing":
        if parts[0].kind == "column":
            series = columns.series(parts[0].parts[0])
            return series.isna().to_numpy(bool) | (series.astype("str").str.strip() == "").fillna(True).to_numpy(bool)
        return np.isnan(_value(parts[0], columns).number)
    left = _value(parts[0] if kind != "compare" else parts[1], columns)
    if kind == "compare":
        return _compare(parts[0], left, _value(parts[2], columns))
    if kind == "in":
        found = np.zeros(columns.count_rows, dtype=bool)
        for part in parts[1]:
            found |= _compare("=", left, _value(part, columns))
        return found
    if left.text is None:
        return np.zeros(columns.count_rows, dtype=bool)
    wanted = parts[1].casefold()
    return np.array([text is not None and wanted in text for text in left.text], dtype=bool)


def _value(node: Node, columns: Columns) -> Values:
    rows = columns.count_rows
    nowhere = np.zeros(rows, dtype=bool)
    if node.kind == "column":
        return columns.values(node.parts[0])
    if node.kind in ("number", "duration"):
        return Values(np.full(rows, node.parts[0]), nowhere, None)
    if node.kind == "text":
        one = columns.constant(str(node.parts[0]))
        assert one.text is not None
        return Values(np.repeat(one.number, rows), np.repeat(one.is_time, rows), np.repeat(one.text, rows))
    left, right = _value(node.parts[0], columns), _value(node.parts[1], columns)
    if node.kind == "sum":
        return Values(left.number + right.number, left.is_time ^ right.is_time, None)
    return Values(left.number - right.number, left.is_time & ~right.is_time, None)


def _compare(sign: str, left: Values, right: Values) -> Booleans:
    both = ~np.isnan(left.number) & ~np.isnan(right.number) & (left.is_time == right.is_time)
    with np.errstate(invalid="ignore"):
        result = np.where(both, _COMPARE[sign](left.number, right.number), False)
    if sign in ("=", "!=") and left.text is not None and right.text is not None and not both.all():
        rest = [
            not is_number and a is not None and b is not None and _COMPARE[sign](a, b)
            for a, b, is_number in zip(left.text, right.text, both, strict=True)
        ]
        result = result | np.array(rest, dtype=bool)
    return np.asarray(result, dtype=bool)


def _read(series: pd.Series, name: str, habits: FileHabits, zone: str) -> Values:
    if pd.api.types.is_datetime64_any_dtype(series):
        return _values_of_times(series)
    if pd.api.types.is_numeric_dtype(series):  # truth values too
        numbers = np.asarray(series.astype("Float64").to_numpy(float, na_value=np.nan), dtype=np.float64)
        words = _lowered(series.astype("str"))
        return Values(numbers, np.zeros(len(series), dtype=bool), words)
    texts = series.astype("str").str.strip()
    texts = texts.mask(texts == "")
    codes, distinct = pd.factorize(texts)
    number, is_time = _read_texts(pd.Series(distinct, dtype="str"), name, habits, zone)
    # A missing cell has the code -1: the last, which is put behind.
    return Values(np.append(number, np.nan)[codes], np.append(is_time, False)[codes], _lowered(texts))


def _read_texts(
    texts: pd.Series[Any], name: str, habits: FileHabits, zone: str
) -> tuple[npt.NDArray[np.float64], Booleans]:
    """Numbers, and seconds of times and durations, as staging reads them; and which are times."""
    number = read_numbers(texts, habits.columns.numbers.get(name, PLAIN)).found.to_numpy(np.float64, copy=True)
    order = habits.columns.date_orders.get(name) or habits.date_order
    rest = np.flatnonzero(np.isnan(number))
    times = read_times(texts.iloc[rest], order, habits.time_zone or zone, zone)
    if order == "ymd" and times.is_unread.any():
        # The file's other dates begin with the year; this column's are numbers that end with it.
        rest_order = read_times(texts.iloc[rest], "dmy", habits.time_zone or zone, zone)
        seconds = _seconds(times.utc.fillna(rest_order.utc))
    else:
        seconds = _seconds(times.utc)
    is_time = np.zeros(len(texts), dtype=bool)
    is_time[rest] = ~np.isnan(seconds)
    number[rest] = seconds
    for place in rest[np.isnan(seconds)].tolist():
        minutes = parse_duration(str(texts.iloc[place]))
        number[place] = np.nan if minutes is None else 60 * minutes
    return number, is_time


def _lowered(texts: pd.Series) -> npt.NDArray[np.object_]:
    return np.array([t.casefold() if isinstance(t, str) else None for t in texts.tolist()], dtype=object)


def _values_of_times(series: pd.Series) -> Values:
    plain = series.dt.tz_convert("UTC").dt.tz_localize(None) if getattr(series.dt, "tz", None) is not None else series
    seconds = _seconds(plain)
    return Values(seconds, ~np.isnan(seconds), None)


def _seconds(times: pd.Series[Any]) -> npt.NDArray[np.float64]:
    seconds = times.to_numpy("datetime64[s]").astype(np.int64).astype(np.float64)
    seconds[times.isna().to_numpy(bool)] = np.nan
    return seconds
