"""A file loaded into DuckDB and into PostgreSQL is attributed alike, and every measure says the same."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from etl import model
from etl.marts.core.filters import Filters
from etl.marts.core.measured import Measured
from etl.marts.measures.compute import compute
from etl.session import open_view
from etl.settings import Settings
from etl.store import open_warehouse
from etl.usecases.load import LoadRequest, load
from etl.usecases.load_report import SAMPLE_MANIFEST
from tests.integration.marts.alike import same

pytestmark = pytest.mark.database

_TABLES = (model.outcomes, model.attributions, model.evidence)


def _loaded(settings: Settings, export: Path) -> tuple[list[pd.DataFrame], list[str], dict[str, Measured]]:
    """What was stored of the answers, what was learnt, and the measures."""
    load(LoadRequest(export), settings, open_warehouse(settings))
    with open_view(settings) as view:
        answers = [
            view.reader.read(sa.select(table)).sort_values(list(table.columns.keys()), ignore_index=True)
            for table in _TABLES
        ]
        learnt = view.reader.read(sa.select(model.runs.c.learnt))["learnt"].tolist()
        return answers, learnt, compute(view.scope(Filters()), seed=1)


def test_both_databases_learn_and_answer_alike(tmp_path: Path, postgres_database: str) -> None:
    with gzip.open(SAMPLE_MANIFEST.parent / "tickets.csv.gz", "rt", encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    export = tmp_path / "tickets.csv"
    with export.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows[::15]])

    embedded = _loaded(Settings(home=tmp_path / "embedded"), export)
    server = _loaded(Settings(home=tmp_path / "server", database_url=postgres_database), export)

    for own, other in zip(embedded[0], server[0], strict=True):
        pd.testing.assert_frame_equal(own, other, check_exact=True)
    assert embedded[1] == server[1]
    assert [name for name, one in embedded[2].items() if not same(one, server[2][name])] == []
