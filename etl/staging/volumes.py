"""Aggregates a volumes file to sums by day: hours and orders are added up, weeks and months spread over days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.model.chunks import RawChunk
from etl.sources import Export
from etl.sources.names import normalise
from etl.sources.volumes import volume_unit
from etl.values.arrow import cleaned
from etl.values.ids import IdHabit, read_ids
from etl.values.numbers import THOUSANDS, NumberHabit, read_numbers
from etl.values.periods import DAY, length_of, parse_period, period_of
from etl.values.times import read_times, to_local

KEY = ["day", "unit", "channel", "product"]
_COUNTS = NumberHabit(THOUSANDS, THOUSANDS)
_SAYS_NOTHING = re.compile(r"\b(notes?|comments?|remarks?|bemerkung|updated|modified|exported|loaded|file|weekday)\b")
_INTERVAL = r"^(.*?\d:\d\d[^\s/]*(?:\s?[AaPp]\.?[Mm]\.?)?)(?:/|\s+(?:-|–|to|bis|tot)\s+)\S*\d:\d\d.*$"
"""An interval as telephone systems write it, "2026-03-01 09:00 - 09:30": its start counts."""

_PARTS_OF_DAYS = {
    "hour", "hours", "hr", "time", "interval", "uhrzeit", "zeit", "stunde", "heure", "uur", "tijd", "hora", "horário",
    "ora", "quarter", "slot", "halfhour",
}  # fmt: skip


@dataclass(frozen=True)
class Zones:
    """Zone of times without an offset, and the business zone, which defines the days."""

    times: str = "UTC"
    business: str = "UTC"


@dataclass(frozen=True)
class VolumePlan:
    """What is known of a file's rows only from the whole file.

    Attributes
    ----------
    is_repeated
        For each row, whether a later one repeats the same hour, day, channel and so on.
    is_counted
        For each row, whether it is the first of its order; all True where a number is given.
    length
        Period that its days stand for, as `etl.values.periods.length_of` gives it.
    """

    is_repeated: npt.NDArray[np.bool_]
    is_counted: npt.NDArray[np.bool_]
    length: str


def plan_volumes(export: Export, zones: Zones, chunk_rows: int) -> VolumePlan:
    """Read the whole file, keeping only the keys of its rows."""
    parts = [stage_volumes(raw, export, zones) for raw in export.chunks(chunk_rows)]
    if not parts:
        nothing = np.empty(0, dtype=bool)
        return VolumePlan(nothing, nothing, DAY)
    whole = pd.concat(parts, ignore_index=True)
    is_good = whole["day"].notna() & (whole["value"] >= 0)
    days = whole.loc[is_good & (whole["days"] == 1), "day"].dt.date.unique().tolist()
    length = length_of(export.mapping["day"], days)
    if "order_ref" in whole:
        first = ~whole.loc[is_good, "order_ref"].duplicated()
        return VolumePlan(
            np.zeros(len(whole), dtype=bool), first.reindex(whole.index, fill_value=False).to_numpy(bool), length
        )
    repeated = whole[is_good].duplicated([*KEY, "moment", "part"], keep="last")
    is_repeated = repeated.reindex(whole.index, fill_value=False).to_numpy(bool)
    return VolumePlan(is_repeated, np.ones(len(whole), dtype=bool), length)


def stage_volumes(raw: RawChunk, export: Export, zones: Zones) -> pd.DataFrame:
    """Convert rows to canonical form; problems are left to the suite.

    Returns
    -------
    DataFrame
        On the index of the rows: day (midnight, of a week or month the first), days (how many it stands for), moment
        (with the time of day), unit, channel, product ("" over all), value; part (further key of rows of one day);
        day_text and value_text (as read); order_ref where orders are to be counted; by_channel, a list of numbers in
        the order of `Export.channels`, if each channel has a column: value is then their sum.
    """
    columns, frame = export.mapping, raw.frame
    day_text = frame[columns["day"]]
    times = read_times(
        cleaned(day_text).str.replace(_INTERVAL, r"\1", regex=True), export.date_order, zones.times, zones.business
    )
    moment = to_local(times.utc, zones.business)
    named = cleaned(day_text.where(moment.isna().to_numpy())).map(parse_period, na_action="ignore")
    staged = pd.DataFrame({"day": moment.dt.normalize(), "days": 1, "moment": moment}, index=frame.index)
    is_named = named.notna().to_numpy(bool)
    if is_named.any():
        first, days = zip(*named[is_named], strict=True)
        staged.loc[is_named, "day"] = staged.loc[is_named, "moment"] = pd.to_datetime(list(first)).as_unit(
            moment.dt.unit
        )
        staged.loc[is_named, "days"] = list(days)
    if export.channels:
        _count_channels(staged, frame, export)
    elif "value" in columns:
        staged["value_text"] = frame[columns["value"]]
        staged["value"] = _numbers(frame, columns["value"], export)
    else:
        column = columns["order_ref"]
        staged["value_text"] = frame[column]
        staged["order_ref"] = read_ids(cleaned(frame[column]), export.habits.ids.get(column, IdHabit()))
        staged["value"] = staged["order_ref"].notna().map({True: 1.0, False: np.nan})
    counting = list(export.channels) or [columns.get("value") or columns["order_ref"]]
    staged["unit"] = volume_unit(counting) if "order_ref" not in staged else "orders"
    for name in ("channel", "product"):
        staged[name] = frame[columns[name]].fillna("").str.strip() if name in columns else ""
    return staged.assign(day_text=day_text, part=_parts(frame, export))


def _numbers(frame: pd.DataFrame, column: str, export: Export) -> pd.Series[float]:
    return read_numbers(frame[column], export.habits.numbers.get(column, _COUNTS)).found


def _count_channels(staged: pd.DataFrame, frame: pd.DataFrame, export: Export) -> None:
    """Fill in value, value_text and by_channel; an empty cell counts as 0, an entirely empty row has no value."""
    cells = frame[list(export.channels)]
    numbers = pd.DataFrame({column: _numbers(frame, column, export) for column in cells.columns})
    is_bad = numbers.isna() & cells.notna() | numbers.lt(0)
    is_good = ~is_bad.any(axis=1) & cells.notna().any(axis=1)
    first_bad = cells.where(is_bad).bfill(axis=1).iloc[:, 0]
    staged["value_text"] = first_bad.fillna(cells.bfill(axis=1).iloc[:, 0])
    staged["value"] = numbers.sum(axis=1).where(is_good)
    staged["by_channel"] = numbers.fillna(0.0).to_numpy(np.float64).tolist()


def part_channels(rows: pd.DataFrame, channels: Sequence[str]) -> pd.DataFrame:
    """Unpivot staged rows with a column per channel to a row per channel; other rows are unchanged."""
    if "by_channel" not in rows:
        return rows
    named = rows.assign(channel=rows["by_channel"].map(lambda _: list(channels)))
    named = named.explode(["channel", "by_channel"], ignore_index=True)
    return named.assign(value=named["by_channel"].astype("float64").where(named["value"] > 0, 0.0))


def _parts(frame: pd.DataFrame, export: Export) -> pd.Series[str]:
    """Cells of the columns that split a day further: an hour, a country, a shop."""
    used, numbers = {*export.mapping.values(), *export.channels}, set(export.habits.numbers)
    names = [str(c) for c in frame.columns if str(c) not in used and _parts_rows(str(c), str(c) in numbers)]
    joined = pd.Series("", index=frame.index, dtype="str")
    for name in names:
        joined = joined + "\x1f" + frame[name].fillna("")
    return joined


def _parts_rows(column: str, is_number: bool) -> bool:
    words = set(normalise(column).split())
    return bool(words & _PARTS_OF_DAYS) or not (is_number or _SAYS_NOTHING.search(normalise(column)))


def by_day(rows: pd.DataFrame, length: str, today: date) -> pd.DataFrame:
    """Sum accepted staged rows by day.

    Parameters
    ----------
    rows
        As `stage_volumes` makes them; also ``row``, their number.
    length
        `VolumePlan.length`.
    today
        An unfinished week or month is spread over its days up to this one.

    Returns
    -------
    DataFrame
        day (date), unit, channel, product, value; ``rows``, the numbers of the rows behind each.
    """
    groups = rows.groupby([*KEY, "days"], sort=False, dropna=False)
    summed = groups.agg(value=("value", "sum"), rows=("row", list)).reset_index()
    periods = zip(
        summed["day"].dt.date, summed["days"].astype(int), summed["unit"], summed["channel"], summed["product"],
        summed["value"], summed["rows"], strict=True,
    )  # fmt: skip
    spread = [
        (each, unit, channel, product, part, behind)
        for day, count, unit, channel, product, value, behind in periods
        for each, part in _spread(day, count, value, length, today)
    ]
    frame = pd.DataFrame(spread, columns=[*KEY, "value", "rows"])
    return frame.groupby(KEY, sort=False).agg(value=("value", "sum"), rows=("rows", "sum")).reset_index()


def _spread(day: date, count: int, value: float, length: str, today: date) -> Iterable[tuple[date, float]]:
    start, days = (day, count) if count > 1 else period_of(day, length)
    if days > 1:
        days = max(1, min(days, (today - start).days + 1))
    return ((start + timedelta(days=number), value / days) for number in range(days))
