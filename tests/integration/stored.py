"""What a store holds, to be compared bit by bit."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.settings import Settings
from etl.store import open_warehouse

TABLES = (model.tickets, model.events, model.attributions, model.evidence, model.outcomes, model.rejects)


def content(settings: Settings) -> dict[str, pd.DataFrame]:
    """Rows of the tables, bit by bit, in the order of their values."""
    with open_warehouse(settings).reader() as reader:
        frames = {table.name: reader.read(sa.select(table)) for table in TABLES}
    return {
        name: frame.sort_values(list(frame.columns), key=lambda values: values.astype(str), ignore_index=True)
        for name, frame in frames.items()
    }


def assert_same(found: dict[str, pd.DataFrame], expected: dict[str, pd.DataFrame]) -> None:
    assert len(expected["tickets"])
    for table, frame in expected.items():
        pd.testing.assert_frame_equal(found[table], frame, obj=table, check_exact=True)
