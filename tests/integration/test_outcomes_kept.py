"""A run keeps the outcomes of its tickets, on both databases; runs of before stay as they were."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.settings import Settings
from etl.store import open_warehouse
from etl.usecases.doctor import check
from etl.usecases.load import LoadRequest, load
from etl.usecases.reattribute import attribute_again
from tests.integration.small_loads import sql

TICKET = ["run_id", "source", "ticket_id"]
ROWS = """Ticket ID,Subject,Description,Created time,Status
1,Parcel,"My parcel has not arrived, this is unacceptable.",2026-03-04 10:00,Open
2,Refund,"I am still waiting for my refund and was charged twice. A scandal.",2026-03-04 23:30,Open
3,Hours,"When are you open on Sunday?",2026-03-05 10:00,Open
4,Robot,"The vacuum robot exploded, I am very disappointed.",2026-03-05 10:00,Open
"""


def rows_of(settings: Settings, table: sa.Table) -> pd.DataFrame:
    with open_warehouse(settings).reader() as reader:
        rows = reader.read(sa.select(table))
    return rows.sort_values([name for name in (*TICKET, "department", "outcome") if name in rows], ignore_index=True)


def loaded(settings: Settings, folder: Path) -> Settings:
    export = folder / "tickets.csv"
    export.write_text(ROWS, encoding="utf-8")
    load(LoadRequest(export), settings, open_warehouse(settings))
    return settings


def test_a_load_keeps_outcomes_that_sum_to_one_alike_on_both_databases(settings: Settings, tmp_path: Path) -> None:
    kept = rows_of(loaded(settings, tmp_path), model.outcomes)
    total = kept.groupby(TICKET)["probability"].sum()
    assert set(total.index.get_level_values("ticket_id")) == {"1", "2", "3", "4"}
    np.testing.assert_allclose(total, 1.0, atol=1e-12)
    asked = kept[kept["outcome"] == model.NOT_A_COMPLAINT].set_index("ticket_id")["probability"]
    assert asked["3"] >= 0.85  # a question; the others complain in so many words
    assert asked.drop("3").max() <= 0.1
    embedded = loaded(Settings(home=tmp_path / "beside"), tmp_path)
    pd.testing.assert_frame_equal(rows_of(embedded, model.outcomes), kept)


def test_a_store_from_before_outcomes_opens_says_so_and_is_traced_anew(settings: Settings, tmp_path: Path) -> None:
    warehouse = open_warehouse(loaded(settings, tmp_path))
    sql(warehouse, settings.home, 'DROP TABLE "{0}".outcomes')  # the last version had none
    before = rows_of(settings, model.attributions)
    assert rows_of(settings, model.outcomes).empty
    told = next(finding for finding in check(settings) if finding.what == "Store")
    assert told.is_well
    assert "4 tickets came before totals were estimated; `python -m etl reattribute`" in told.finding
    attribute_again(settings, open_warehouse(settings))
    assert set(rows_of(settings, model.outcomes)["run_id"]) == {2}
    after = rows_of(settings, model.attributions)
    pd.testing.assert_frame_equal(after[after["run_id"] == 1], before)
    told = next(finding for finding in check(settings) if finding.what == "Store")
    assert "came before" not in told.finding
