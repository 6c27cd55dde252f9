"""Volumes: how many orders (or customers, journeys, calls) a day had, the denominators of the rates."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.bookkeeping import LoadReport, note_rejects
from etl.chunks import RawChunk
from etl.errors import InputError
from etl.settings import Settings
from etl.sources import Export
from etl.staging.times import parse_times
from etl.store import Writer

_KEY = ["day", "unit", "channel", "product"]


def load_volumes(export: Export, writer: Writer, report: LoadReport, settings: Settings) -> None:
    """Load a volumes file: a day and a number, with optional channel and product.

    A later file replaces the days and dimensions that it brings; a row that says nothing new is already known.

    Raises
    ------
    InputError
        If no row has a day and a number.
    """
    known = writer.read(sa.select(model.volumes)).set_index(_KEY)["value"]
    for raw in export.chunks(settings.chunk_rows):
        rows, rejects = stage_volumes(raw, export)
        note_rejects(writer, report, rejects)
        report.count_read += raw.count_read
        before = known.reindex(pd.MultiIndex.from_frame(rows[_KEY])).to_numpy()
        fresh = rows[before != rows["value"].to_numpy()]
        report.count_known += len(rows) - len(fresh)
        report.count_loaded += len(fresh)
        _replace(writer, fresh.assign(load_id=report.load_id))
    if not report.count_accepted:
        raise InputError(f"{export.name}: no row has a day and a number of 0 or more; nothing was stored.")


def stage_volumes(raw: RawChunk, export: Export) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split rows into volumes and rejects.

    Returns
    -------
    tuple of DataFrame
        Rows with day (date), unit, channel, product ("" over all), value; rejects with line, raw, expectation, reason.
    """
    columns = export.mapping
    frame = raw.frame
    day = parse_times(frame[columns["day"]], date_order=export.date_order).dt.date
    value = pd.to_numeric(frame[columns["value"]].str.replace(",", ".", regex=False), errors="coerce")
    rows = pd.DataFrame({"day": day, "unit": _unit(columns["value"]), "value": value}, index=frame.index)
    for name in ("channel", "product"):
        rows[name] = frame[columns[name]].fillna("").str.strip() if name in columns else ""
    reason = pd.Series("", index=frame.index)
    reason[rows["value"].isna() | (rows["value"] < 0)] = "the number isn't a number of 0 or more"
    reason[rows["day"].isna()] = "the day can't be read as a date"
    reason[(reason == "") & rows.duplicated(_KEY, keep="last")] = "a later row has the same day and dimensions"
    bad = reason != ""
    rejects = pd.DataFrame(
        {
            "line": frame.index[bad],
            "raw": frame[bad].fillna("").agg(",".join, axis=1) if bad.any() else [],
            "expectation": "volume_is_a_day_and_a_number",
            "reason": reason[bad],
        }
    )
    return rows[~bad], pd.concat([raw.malformed, rejects], ignore_index=True)


def _unit(column: str) -> str:
    """What is counted: the column's own name, in the plural words of the measures where it is one of them."""
    name = column.strip().lower()
    return next((unit for unit in ("orders", "customers", "journeys", "calls") if unit[:-1] in name), "orders")


def _replace(writer: Writer, rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    keys = [model.volumes.c[name] for name in _KEY]
    for start in range(0, len(rows), 1000):
        part = [tuple(row) for row in rows[_KEY].iloc[start : start + 1000].itertuples(index=False)]
        writer.connection.execute(sa.delete(model.volumes).where(sa.tuple_(*keys).in_(part)))
    writer.append(model.volumes, rows[[c.name for c in model.volumes.columns]])
