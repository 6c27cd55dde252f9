"""Several visitors at one server at the same time: nobody is sent another's rows."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.servers import Server, started
from tests.sessions import Run, Session, strays

DEPARTMENTS = ("Logistics", "Finance", "Warehouse", "Webshop and IT")


@pytest.fixture(scope="module")
def server(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with started(sample_home, tmp_path_factory.mktemp("server")) as running:
        yield running


def test_no_session_is_sent_the_rows_of_another_ones_charts(server: Server) -> None:
    def visited(department: str) -> list[Run]:
        with Session(server.address) as session:
            return [session.open(department=department) for _ in range(2)]

    with ThreadPoolExecutor(len(DEPARTMENTS)) as visitors:
        runs = [run for each in visitors.map(visited, DEPARTMENTS) for run in each]
    assert [run.errors for run in runs if run.errors] == []
    assert all(len(run.charts) == 7 for run in runs)
    assert [strays(run.charts) for run in runs if strays(run.charts)] == []
    assert "Traceback" not in server.console()
