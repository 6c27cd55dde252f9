"""A dashboard in a process of its own, for tests that go through its door."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.patience import PATIENCE_SECONDS
from tests.stores import ROOT


@dataclass
class Server:
    """A dashboard that has just started, and what it wrote to its console."""

    address: str
    log: Path

    def console(self) -> str:
        """What the server wrote."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def started(home: Path, logs: Path) -> Iterator[Server]:
    """A dashboard over a store, on a free port; its console is written into `logs`."""
    with closing(socket.socket()) as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    server = Server(f"http://localhost:{port}", logs / f"server-{port}.log")
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    environment = {**os.environ, "HEADWATER_HOME": str(home)}
    with server.log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_for(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, server.console()
        with suppress(OSError), urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=1):
            return
        time.sleep(0.2)
    raise AssertionError(f"the server didn't start in {PATIENCE_SECONDS} s:\n{server.console()}")
