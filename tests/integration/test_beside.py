"""How many workers share a load, and how it is cut into chunks, changes how long it takes, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from etl.settings import Settings
from etl.store import open_warehouse, parts
from etl.system import worker
from etl.usecases.load import LoadRequest, load
from etl.usecases.reattribute import attribute_again
from tests.integration.stored import assert_same, content

EXPORTS = Path(__file__).resolve().parents[1] / "fixtures" / "exports"


@pytest.fixture
def many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat the rows of a fixture as many: as many as are worth processes, and parts on disk."""
    monkeypatch.setattr(worker, "ROWS_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(parts, "ROWS_IN_MEMORY", 0)


@pytest.fixture
def home(tmp_path: Path) -> Callable[[str], Path]:
    """Make homes whose pseudonyms have the same key."""

    def made(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "pseudonym.key").write_text("5a" * 32, encoding="ascii")
        return folder

    return made


def stored(settings: Settings, export: Path) -> dict[str, pd.DataFrame]:
    warehouse = open_warehouse(settings)
    load(LoadRequest(export), settings, warehouse)
    return content(settings)


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("name", ["zendesk.csv", "zendesk-audits.ndjson", "servicenow_log.csv"])
def test_a_load_stores_the_same_with_any_number_of_workers(
    name: str, workers: int, home: Callable[[str], Path], request: pytest.FixtureRequest
) -> None:
    alone = Settings(home=home("alone"), chunk_rows=2)
    expected = stored(alone, EXPORTS / name)
    request.getfixturevalue("many_rows")
    shared = replace(alone, home=home("shared"), workers=workers)
    assert_same(stored(shared, EXPORTS / name), expected)
    assert not list((shared.home / "parts").iterdir())


@pytest.mark.parametrize("workers", [1, 2])
def test_tickets_are_attributed_again_alike_with_any_number_of_workers(
    workers: int, home: Callable[[str], Path], many_rows: None
) -> None:
    found = []
    for count in (1, workers):
        settings = Settings(home=home(f"{count}-{len(found)}"), chunk_rows=3, workers=count)
        stored(settings, EXPORTS / "zendesk.csv")
        attribute_again(settings, open_warehouse(settings), taxonomy="software")
        found.append(content(settings))
    assert_same(found[1], found[0])
    assert sorted(set(found[0]["attributions"]["run_id"])) == [1, 2]


@pytest.mark.parametrize("step", ["reading", "attributing"])
def test_a_worker_that_is_killed_in_the_middle_of_a_load_changes_nothing(
    step: str, home: Callable[[str], Path], request: pytest.FixtureRequest
) -> None:
    alone = Settings(home=home("alone"), chunk_rows=1)
    expected = stored(alone, EXPORTS / WHOLE)
    request.getfixturevalue("many_rows")
    killed: list[int | None] = []

    def kill_one(at: str, done: int, total: int) -> None:
        if at == step and not killed:
            killed.append(active_children()[0].pid)
            active_children()[0].kill()

    shared = replace(alone, home=home("shared"), workers=3)
    load(LoadRequest(EXPORTS / WHOLE), shared, open_warehouse(shared), progress=kill_one)
    assert len(killed) == 1
    assert_same(content(shared), expected)


WHOLE = "zendesk.csv"


@profile(max_examples=8)
@given(chunk_rows=st.integers(1, 12))
def test_a_load_stores_the_same_however_it_is_cut(chunk_rows: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("cut")
    found = []
    for rows in (10_000, chunk_rows):
        made = folder / str(rows)
        made.mkdir()
        (made / "pseudonym.key").write_text("5a" * 32, encoding="ascii")
        found.append(stored(Settings(home=made, chunk_rows=rows), EXPORTS / WHOLE))
    assert_same(found[1], found[0])
