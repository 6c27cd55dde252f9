"""Volumes: how many orders (or customers, journeys, calls) a day had, the denominators of the rates."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.bookkeeping import LoadReport, note_rejects
from etl.chunks import RawChunk
from etl.settings import Settings
from etl.sources import Export
from etl.staging.numbers import totals
from etl.staging.times import parse_times
from etl.store import Writer
from etl.validation.volumes import VolumesValidator

_KEY = ["day", "unit", "channel", "product"]


def load_volumes(export: Export, writer: Writer, report: LoadReport, settings: Settings) -> None:
    """Load a volumes file: a day and a number, with optional channel and product.

    A later file replaces the days and dimensions that it brings; a row that says nothing new is already known.

    Raises
    ------
    InputError
        If every row is refused.
    """
    known = writer.read(sa.select(model.volumes)).set_index(_KEY)["value"]
    validator = VolumesValidator(report.started_at)
    is_repeated = _repeated_in_file(export, settings.chunk_rows)
    for raw in export.chunks(settings.chunk_rows):
        staged = stage_volumes(raw, export)
        here, is_repeated = is_repeated[: len(staged)], is_repeated[len(staged) :]
        rows, rejects = validator.split(raw, staged.assign(is_repeated=here))
        rows = rows.assign(day=rows["day"].dt.date)
        note_rejects(writer, report, rejects)
        report.count_read += raw.count_read
        before = known.reindex(pd.MultiIndex.from_frame(rows[_KEY])).to_numpy()
        fresh = rows[before != rows["value"].to_numpy()]
        report.count_known += len(rows) - len(fresh)
        report.count_loaded += len(fresh)
        _replace(writer, fresh.assign(load_id=report.load_id))
    report.results = validator.finish()


def stage_volumes(raw: RawChunk, export: Export) -> pd.DataFrame:
    """Bring rows to canonical form; what is wrong with them is left to the suite.

    Returns
    -------
    DataFrame
        On the index of the rows: day (midnight), unit, channel, product ("" over all), value; day_text and value_text
        (as read); is_repeated (a later row of these that isn't wrong has the same day and dimensions).
    """
    columns, frame = export.mapping, raw.frame
    day_text, value_text = frame[columns["day"]], frame[columns["value"]]
    staged = pd.DataFrame(
        {
            "day": parse_times(day_text, date_order=export.date_order).dt.normalize(),
            "unit": _unit(columns["value"]),
            "value": totals(value_text),
            "day_text": day_text,
            "value_text": value_text,
        },
        index=frame.index,
    )
    for name in ("channel", "product"):
        staged[name] = frame[columns[name]].fillna("").str.strip() if name in columns else ""
    return staged.assign(is_repeated=_repeated(staged))


def _repeated(staged: pd.DataFrame) -> pd.Series:
    """A row that is refused for its day or number takes no other's place."""
    is_good = staged["day"].notna() & (staged["value"] >= 0)
    return staged[is_good].duplicated(_KEY, keep="last").reindex(staged.index, fill_value=False)


def _repeated_in_file(export: Export, chunk_rows: int) -> npt.NDArray[np.bool_]:
    """Whether a later row of the file has the same day and dimensions, also where it comes in another chunk.

    The file is read once more for it: of its rows this keeps only day, number and dimensions.
    """
    parts = [stage_volumes(raw, export)[[*_KEY, "value"]] for raw in export.chunks(chunk_rows)]
    return _repeated(pd.concat(parts, ignore_index=True)).to_numpy(bool) if parts else np.empty(0, dtype=bool)


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
