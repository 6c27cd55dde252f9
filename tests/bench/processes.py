"""Seconds, processor seconds and memory of a command with all processes that it starts; memory on Linux only."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

ROOT = Path(__file__).resolve().parents[2]
_SECONDS_BETWEEN = 0.1


@dataclass(frozen=True)
class Run:
    """What one run took.

    Attributes
    ----------
    seconds, processor_seconds
        From start to end, and of all processes together.
    peak_mb
        Most memory of all processes at one time: the sum of their proportional set sizes, in which a page that several
        share counts once. 0 where the system doesn't tell.
    """

    seconds: float
    processor_seconds: float
    peak_mb: float

    def __str__(self) -> str:
        return f"{self.seconds:7.1f} s  {self.processor_seconds:7.1f} s of processors  {self.peak_mb:6.0f} MB"


def run(command: list[str], home: Path) -> Run:
    """Run a command with a store of its own.

    Raises
    ------
    SystemExit
        If it fails.
    """
    environment = {**os.environ, "HEADWATER_HOME": str(home), "HEADWATER_DATABASE_URL": ""}
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    watched = _Watched(process.pid)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    peak = watched.end()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, peak)


class _Watched:
    """Reads the memory of a process and its children from time to time, until it has ended."""

    def __init__(self, pid: int) -> None:
        self._pid, self._peak_kb, self._is_over = pid, 0, Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> float:
        self._is_over.set()
        self._thread.join()
        return self._peak_kb / 1024

    def _watch(self) -> None:
        while not self._is_over.wait(_SECONDS_BETWEEN):
            self._peak_kb = max(self._peak_kb, sum(map(_kilobytes, family(self._pid))))


def family(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    try:
        children = [each.read_text().split() for each in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:  # it has ended
        return
    for child in (int(each) for some in children for each in some):
        yield from family(child)


def _kilobytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
