"""Who works on a load: this process, worker processes of this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from etl import __version__
from etl.attribution.version import ENGINE_VERSION
from etl.settings import Settings
from etl.store.parts import Shelf, shelf_for
from etl.system.worker import Executor, executor_for


@dataclass(frozen=True)
class Workers:
    """An executor, and where parts are kept.

    Attributes
    ----------
    shelf
        Where this process keeps parts.
    far_shelf
        Where workers keep them.
    takes_part
        Whether this process works on pieces, too, while all workers are busy.
    """

    executor: Executor
    shelf: Shelf
    far_shelf: Shelf
    takes_part: bool = True


def versions() -> tuple[tuple[str, str], ...]:
    """What must be the same wherever a load is worked on."""
    return (("Headwater", __version__), ("engine", ENGINE_VERSION))


@contextmanager
def workers_for(count_rows: int, prepare: Callable[[], Any], settings: Settings) -> Iterator[Workers]:
    """Workers for this many rows: the cluster if the settings name one, else as many processes as are worth it.

    Raises
    ------
    InputError
        If the cluster can't be used.
    """
    if settings.scheduler:
        from etl.system.cluster import ClusterExecutor  # Dask is an optional requirement

        with (
            ClusterExecutor(settings.scheduler, versions, prepare) as cluster,
            shelf_for(count_rows, settings.home, is_cluster=True) as shelf,
        ):
            yield Workers(cluster, shelf, Shelf(is_packed=True), takes_part=False)
        return
    with executor_for(count_rows, prepare, settings.workers) as executor, shelf_for(count_rows, settings.home) as shelf:
        yield Workers(executor, shelf, shelf)
