"""A load on a Dask cluster: the same tables, killed workers and schedulers, and clusters that can't be used."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from etl.__main__ import main
from etl.errors import BrokeOffError, InputError
from etl.settings import Settings
from etl.store import open_warehouse
from etl.system import cluster as used
from etl.usecases.load import LoadRequest, load
from etl.usecases.reattribute import attribute_again
from tests.bench.tickets import write_tickets
from tests.integration.cluster import Cluster, cluster
from tests.integration.stored import assert_same, content

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tickets that become fifteen chunks."""
    path = tmp_path_factory.mktemp("export") / "tickets.csv"
    write_tickets(path, 300, 20, random.Random(1))
    return path


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("dask"), workers=2) as made:
        yield made


def settings_of(home: Path, address: str = "") -> Settings:
    home.mkdir()
    (home / "pseudonym.key").write_text("5a" * 32, encoding="ascii")
    return Settings(home=home, chunk_rows=20, scheduler=address)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, export: Path) -> Settings:
    """The store after the same load without a cluster."""
    settings = settings_of(tmp_path_factory.mktemp("loaded") / "home")
    load(LoadRequest(export), settings, open_warehouse(settings))
    return settings


@pytest.fixture
def local(tmp_path: Path, loaded: Settings) -> Settings:
    """A copy of it, to be written."""
    return replace(loaded, home=Path(shutil.copytree(loaded.home, tmp_path / "local")))


def test_a_cluster_stores_the_same_as_one_process(
    running: Cluster, local: Settings, export: Path, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path / "cluster", running.address)
    load(LoadRequest(export), settings, open_warehouse(settings))
    assert_same(content(settings), content(local))
    for each in (settings, local):
        attribute_again(each, open_warehouse(each), taxonomy="software")
    assert_same(content(settings), content(local))


@pytest.mark.parametrize("step", ["reading", "attributing"])
def test_a_worker_that_is_killed_has_its_part_done_by_another(
    step: str, local: Settings, export: Path, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path / "cluster")
    with cluster(tmp_path, workers=2) as made:
        settings = replace(settings, scheduler=made.address)

        def kill_one(at: str, done: int, total: int) -> None:
            if at == step and 0 < done < total:
                made.workers[0].kill()

        load(LoadRequest(export), settings, open_warehouse(settings), progress=kill_one)
        assert made.workers[0].wait() < 0
    assert_same(content(settings), content(local))


@pytest.mark.parametrize("step", ["reading", "attributing"])
def test_a_scheduler_that_is_killed_is_told_and_a_repeat_completes(
    step: str, local: Settings, export: Path, tmp_path: Path
) -> None:
    before = content(local)
    more = tmp_path / "more.csv"
    write_tickets(more, 300, 20, random.Random(2))
    with cluster(tmp_path, workers=1) as made:
        settings = replace(local, scheduler=made.address)

        def kill_scheduler(at: str, done: int, total: int) -> None:
            if at == step and 0 < done < total:
                made.scheduler.kill()

        request = LoadRequest(more, source="zendesk:other")
        with pytest.raises(BrokeOffError, match="is lost") as lost:
            load(request, settings, open_warehouse(settings), progress=kill_scheduler)
        assert len(str(lost.value).splitlines()) == 2
        assert_same(content(local), before)
        assert not list((settings.home / "parts").iterdir())
        made.scheduler.wait()
        made.start_scheduler()
        made.start_worker()
        assert load(request, settings, open_warehouse(settings)).count_loaded == 300
    assert len(content(local)["tickets"]) == 600


def test_a_scheduler_that_does_not_answer_is_told_in_a_line(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(used, "_SECONDS_TO_ANSWER", 1)
    for address, said in (("tcp://127.0.0.1:9", "doesn't answer"), ("nothing://", "can't be read")):
        assert main(["load", str(export), "--scheduler", address]) == 2
        assert said in (told := capsys.readouterr().err)
        assert len(told.strip().splitlines()) == 1
    assert open_warehouse(Settings(home=tmp_path / "home")).current() == ""


def test_a_cluster_without_workers_is_told(tmp_path: Path, export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(used, "_SECONDS_TO_ANSWER", 1)
    with cluster(tmp_path) as made:
        settings = settings_of(tmp_path / "home", made.address)
        with pytest.raises(InputError, match="has no workers"):
            load(LoadRequest(export), settings, open_warehouse(settings))


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("import etl; etl.__version__ = '0.0.9'", "has Headwater 0.0.9, engine"),
        ("import etl.attribution.version as v; v.ENGINE_VERSION = 'old'", "engine old"),
        ("import sys; sys.modules['etl'] = None", "can't load Headwater"),
    ],
)
def test_a_worker_of_another_version_is_refused_before_anything_is_read(
    before: str, said: str, tmp_path: Path, export: Path
) -> None:
    with cluster(tmp_path) as made:
        made.start_worker(before=before)
        settings = settings_of(tmp_path / "home", made.address)
        with pytest.raises(InputError, match=said):
            load(LoadRequest(export), settings, open_warehouse(settings))
    assert open_warehouse(settings).current() == ""
