"""A Dask cluster of real processes on this machine, which tests may kill."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT

_SECONDS = 60


class Cluster:
    """A scheduler and its workers; all listen on 127.0.0.1 only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.start_scheduler()

    def start_scheduler(self) -> None:
        """Start the scheduler, at the same address as before."""
        told = ["scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard", "--no-show"]
        self.scheduler = self._begin(["-m", "dask", *told], ROOT)
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until:
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise TimeoutError("The scheduler doesn't listen.")

    def start_worker(self, *, before: str = "", cwd: Path = ROOT) -> None:
        """Start a worker, by default in a checkout like ours.

        Parameters
        ----------
        before
            Python that it runs first.
        """
        told = [self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        told += ["--local-directory", str(self._folder), "--memory-limit", "0", "--death-timeout", str(_SECONDS)]
        run = ["-c", f"{before}\nfrom distributed.cli.dask_worker import main; main()"] if before else None
        self.workers.append(self._begin([*(run or ["-m", "dask", "worker"]), *told], cwd))

    def wait_for(self, workers: int) -> None:
        """Wait until so many workers have joined."""
        from distributed import Client

        with Client(self.address, set_as_default=False, timeout=_SECONDS) as client:
            client.wait_for_workers(workers, timeout=_SECONDS)

    def _begin(self, arguments: list[str], cwd: Path) -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        return subprocess.Popen([sys.executable, *arguments], cwd=cwd, stdout=quiet, stderr=quiet)

    def stop(self) -> None:
        """End all of it."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@contextmanager
def cluster(folder: Path, workers: int = 0) -> Iterator[Cluster]:
    """A cluster with some workers, until the context ends."""
    made = Cluster(folder)
    try:
        for _ in range(workers):
            made.start_worker()
        yield made
    finally:
        made.stop()
