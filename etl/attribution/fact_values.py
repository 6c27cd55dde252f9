"""Facts put to the rows of a chunk: columns as numbers, times or text, row by row and vectorised."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.attribution.expressions import Node
from etl.attribution.text import key

Booleans = npt.NDArray[np.bool_]
_COMPARE = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ISO = (
    r"^\s*(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?:[T ](?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?)?(?P<p>)"
)
_LOCAL = (
    r"^\s*(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4}|\d{2})"
    r"(?:,?[T ](?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?\s*(?P<p>[AaPp]?)[Mm]?)?\s*$"
)


class MissingColumnError(Exception):
    """The export has no such column: the fact stays silent."""


@dataclass(frozen=True)
class Values:
    """A value for each row in every reading that makes sense of it.

    Attributes
    ----------
    number
        As a number, times and durations in seconds; NaN where it is none.
    is_time
        Whether `number` is a time.
    text
        As text in lower case; None where missing.
    """

    number: npt.NDArray[np.float64]
    is_time: Booleans
    text: npt.NDArray[np.object_] | None


class Columns:
    """Columns of a chunk found by name, whatever its case, spaces and underscores; canonical ones first.

    Parameters
    ----------
    tickets, fields
        Of a staged chunk.
    is_day_first
        For the export's own columns with dates such as 03/04/2025: whether the day comes first, by `key` of the column.
    """

    def __init__(self, tickets: pd.DataFrame, fields: pd.DataFrame, is_day_first: Mapping[str, bool]) -> None:
        self._own = {key(str(name)): fields[name] for name in fields.columns}
        self._canonical = {key(str(name)): tickets[name] for name in tickets.columns}
        self._is_day_first = is_day_first
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
        return own

    def values(self, name: str) -> Values:
        """Column as numbers, times and text."""
        wanted = key(name)
        if wanted not in self._known:
            self._known[wanted] = _read(self.series(name), self._is_day_first.get(wanted, False))
        return self._known[wanted]


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
        If it reads a column that the chunk hasn't.
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
        one = _read(pd.Series([node.parts[0]], dtype="str"), is_day_first=False)
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


def _read(series: pd.Series, is_day_first: bool) -> Values:
    if pd.api.types.is_datetime64_any_dtype(series):
        return _values_of_times(series)
    if pd.api.types.is_numeric_dtype(series):  # truth values too
        numbers = np.asarray(series.astype("Float64").to_numpy(float, na_value=np.nan), dtype=np.float64)
        words = _lowered(series.astype("str"))
        return Values(numbers, np.zeros(len(series), dtype=bool), words)
    texts = series.astype("str").str.strip()
    texts = texts.mask(texts == "")
    distinct = pd.Series(texts.dropna().unique(), dtype="str")
    numbers = pd.to_numeric(distinct.str.replace(",", ".", regex=False), errors="coerce").to_numpy(
        np.float64, copy=True
    )
    times = read_times(distinct, is_day_first).to_numpy("datetime64[s]").astype(np.int64).astype(np.float64)
    times[times < -1e17] = np.nan
    is_time = np.isnan(numbers) & ~np.isnan(times)
    numbers[is_time] = times[is_time]
    places = pd.Index(distinct).get_indexer(pd.Index(texts))
    known = places >= 0
    if not len(distinct):
        return Values(np.full(len(texts), np.nan), known, np.full(len(texts), None, dtype=object))
    return Values(
        np.where(known, numbers[places], np.nan),
        known & is_time[places],
        _lowered(texts),
    )


def _lowered(texts: pd.Series) -> npt.NDArray[np.object_]:
    return np.array([t.casefold() if isinstance(t, str) else None for t in texts.tolist()], dtype=object)


def _values_of_times(series: pd.Series) -> Values:
    plain = series.dt.tz_convert("UTC").dt.tz_localize(None) if getattr(series.dt, "tz", None) is not None else series
    seconds = plain.to_numpy("datetime64[s]").astype(np.int64).astype(np.float64)
    seconds[plain.isna().to_numpy(bool)] = np.nan
    return Values(seconds, ~np.isnan(seconds), None)


def read_times(texts: pd.Series[str], is_day_first: bool) -> pd.Series:
    """Times of texts such as 2025-04-03T10:00, 3.4.2025 10:00 or 04/03/25 10:00 AM; missing where it is none."""
    iso = texts.str.extract(_ISO)
    local = texts.str.extract(_LOCAL)
    day, month = (local["a"], local["b"]) if is_day_first else (local["b"], local["a"])
    is_iso = iso["y"].notna()
    parts = pd.DataFrame({"year": iso["y"].where(is_iso, local["y"]), "month": iso["m"].where(is_iso, month)})
    parts["day"] = iso["d"].where(is_iso, day)
    for unit, letter in (("hour", "H"), ("minute", "M"), ("second", "S")):
        parts[unit] = iso[letter].where(is_iso, local[letter]).fillna("0")
    numbers = parts.astype("float64")  # digits alone, by the patterns
    numbers["year"] += np.where(numbers["year"] < 100, 2000, 0)
    half = local["p"].str.lower()
    numbers["hour"] = np.where(half.isin(["a", "p"]), numbers["hour"] % 12, numbers["hour"]) + np.where(
        half == "p", 12, 0
    )
    return pd.to_datetime(numbers, errors="coerce")


def day_comes_first(texts: pd.Series[str]) -> bool:
    """Whether more of the dates such as 03/04/2025 can be read with the day first than with the month first."""
    local = texts.dropna().str.extract(_LOCAL)
    first, second = (pd.to_numeric(local[name], errors="coerce") for name in ("a", "b"))
    return bool((first > 12).sum() > (second > 12).sum())
