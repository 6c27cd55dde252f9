"""Loads volumes: the orders (or customers, journeys, calls) of each day, the denominators of the rates."""

from __future__ import annotations

import numpy as np
import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.settings import Settings
from etl.sources import Export
from etl.staging import without_people
from etl.staging.masking.columns_by_cells import people_columns
from etl.staging.volumes import KEY, VolumePlan, Zones, by_day, part_channels, plan_volumes, stage_volumes
from etl.store import Writer
from etl.usecases.load_report import LoadReport, count_rejects
from etl.validation.volumes import VolumesValidator
from etl.values.periods import DAY


def load_volumes(export: Export, writer: Writer, report: LoadReport, settings: Settings, zones: Zones) -> None:
    """Load a volumes file: days and numbers, with optional channel and product, or orders to be counted.

    A later file replaces the days and dimensions that it contains; a row that changes nothing counts as already known.

    Raises
    ------
    InputError
        If every row is refused.
    """
    validator = VolumesValidator(report.started_at)
    people = people_columns(export.specimens, export.mapping)
    plan = plan_volumes(export, zones, settings.chunk_rows)
    accepted = []
    row = 0
    for raw in export.chunks(settings.chunk_rows):
        staged = stage_volumes(raw, export, zones)
        here = slice(row, row + len(staged))
        staged = staged.assign(is_repeated=plan.is_repeated[here], row=np.arange(here.start, here.stop))
        rows, rejects = validator.split(raw, staged)
        # An order counts once, by its first item; the other items are valid rows.
        accepted.append(rows.assign(value=rows["value"].where(plan.is_counted[rows["row"]], 0.0)))
        rejects = count_rejects(report, export.located(without_people(rejects, people)))
        writer.append(model.rejects, rejects)
        report.count_read += raw.count_read
        row = here.stop
    report.results = validator.finish()
    _keep(pd.concat(accepted, ignore_index=True), plan, export, writer, report)


def _keep(rows: pd.DataFrame, plan: VolumePlan, export: Export, writer: Writer, report: LoadReport) -> None:
    """Store the sums by day, and count the rows that changed something."""
    days = by_day(part_channels(rows, list(export.channels.values())), plan.length, report.started_at.date())
    known = writer.read(sa.select(model.volumes)).set_index(KEY)["value"]
    before = known.reindex(pd.MultiIndex.from_frame(days[KEY])).to_numpy(np.float64)
    is_fresh = ~np.isclose(before, days["value"].to_numpy(np.float64), rtol=1e-12)
    fresh = {number for numbers in days.loc[is_fresh, "rows"] for number in numbers}
    report.count_loaded += len(fresh)
    report.count_known += len(rows) - len(fresh)
    report.findings += _findings(rows, days, plan, export)
    _replace(writer, days[is_fresh].drop(columns="rows").assign(load_id=report.load_id))


def _findings(rows: pd.DataFrame, days: pd.DataFrame, plan: VolumePlan, export: Export) -> list[str]:
    """Sentences on how the rows were turned into sums by day."""
    count, count_days = len(rows), days["day"].nunique()
    by_channel = [f"Each channel has a column: {', '.join(export.channels.values())}."] if export.channels else []
    if "order_ref" in rows:
        orders = int(rows["value"].sum())
        return [
            f"{count:,} rows are counted by {export.mapping['order_ref']}: {orders:,} orders on {count_days:,} days."
        ]
    if plan.length != DAY or (rows["days"] > 1).any():
        spread = f"{count:,} rows of weeks, months or quarters are spread evenly over their {count_days:,} days."
        return [*by_channel, spread]
    if count > (count_days if export.channels else len(days)):
        return [
            *by_channel,
            f"{count:,} rows are parts of days, such as hours, and are added up to {count_days:,} days.",
        ]
    return by_channel


def _replace(writer: Writer, rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    keys = [model.volumes.c[name] for name in KEY]
    for start in range(0, len(rows), 1000):
        part = [tuple(row) for row in rows[KEY].iloc[start : start + 1000].itertuples(index=False)]
        writer.connection.execute(sa.delete(model.volumes).where(sa.tuple_(*keys).in_(part)))
    writer.append(model.volumes, rows[[c.name for c in model.volumes.columns]])
