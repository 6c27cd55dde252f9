"""A process beside the load changes how long it takes, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from etl import model
from etl.settings import Settings
from etl.store import open_warehouse
from etl.system import worker
from etl.usecases.load import LoadRequest, load

EXPORTS = Path(__file__).resolve().parents[1] / "fixtures" / "exports"
TABLES = (model.tickets, model.events, model.attributions, model.evidence, model.outcomes, model.rejects)


def stored(settings: Settings, export: Path) -> dict[str, pd.DataFrame]:
    warehouse = open_warehouse(settings)
    load(LoadRequest(export), settings, warehouse)
    with warehouse.reader() as reader:
        frames = {table.name: reader.read(sa.select(table)) for table in TABLES}
    return {
        name: frame.sort_values(list(frame.columns), key=lambda values: values.astype(str), ignore_index=True)
        for name, frame in frames.items()
    }


@pytest.mark.parametrize("name", ["zendesk.csv", "zendesk-audits.ndjson", "servicenow_log.csv"])
def test_a_load_stores_the_same_with_and_without_a_process_beside_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = Settings(home=tmp_path / "alone", chunk_rows=2)
    accompanied = replace(alone, home=tmp_path / "accompanied")
    for home in (alone.home, accompanied.home):
        home.mkdir()
        (home / "pseudonym.key").write_text("5a" * 32, encoding="ascii")
    expected = stored(alone, EXPORTS / name)
    monkeypatch.setattr(worker, "ROWS_WORTH_A_PROCESS", 0)
    found = stored(accompanied, EXPORTS / name)
    assert len(expected["tickets"])
    for table, frame in expected.items():
        pd.testing.assert_frame_equal(found[table], frame, obj=table)
