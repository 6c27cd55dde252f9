"""Benchmark: the parallel part of a load with one worker, with two, and on a Dask cluster of two worker processes.

``python -m tests.bench.workers --count 100000`` prints the table of ``docs/performance.md``, section "Workers and
clusters".
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.processes import ROOT, family
from tests.bench.tickets import write_tickets
from tests.integration.cluster import cluster

ONE, TWO, DASK = "one worker", "two workers", "Dask, two workers"
PARALLEL = ("reading", "attributing")
"""Steps that workers share; learning, merging and looking for repeats aren't parts of them."""


@dataclass(frozen=True)
class Step:
    """What a step of a load took.

    Attributes
    ----------
    seconds
        From its first line of progress to its last; on a busy machine that says little.
    processor_seconds
        Of each process that took part.
    """

    seconds: float
    processor_seconds: tuple[float, ...]

    @property
    def work(self) -> float:
        """Processor seconds of all processes."""
        return sum(self.processor_seconds)

    @property
    def on_two_cores(self) -> float:
        """Seconds at best on two cores that do nothing else: half of all work, or the work of the busiest process."""
        return max(self.work / 2, *self.processor_seconds)


def steps_of(command: list[str], home: Path, others: Sequence[int] = ()) -> dict[str, Step]:
    """Run a load, and measure its steps.

    Parameters
    ----------
    others
        Processes of a cluster, which work for it.
    """
    environment = {**os.environ, "HEADWATER_HOME": str(home), "HEADWATER_DATABASE_URL": ""}
    seen: dict[str, list[tuple[float, dict[int, float]]]] = {}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    for line in process.stderr or ():
        word, _, rest = line.partition(" ")
        if word == "progress":
            pids = [*family(process.pid), *others]
            seen.setdefault(rest.split()[0], []).append((time.monotonic(), {pid: _processor(pid) for pid in pids}))
    if process.wait():
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    found = {}
    for step, at in seen.items():
        (began, before), (ended, after) = at[0], at[-1]
        found[step] = Step(ended - began, tuple(after[pid] - before.get(pid, 0.0) for pid in after))
    return found


def _processor(pid: int) -> float:
    """Seconds of processor time that a process has taken so far."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _seconds(what: str, step: Step) -> float:
    return step.work if what == ONE else step.on_two_cores  # one process can't use a second core


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.workers")
    parser.add_argument("--count", type=int, default=100_000, help="tickets")
    parser.add_argument("--words", type=int, default=60, help="words of a ticket")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    found: dict[str, list[dict[str, Step]]] = {ONE: [], TWO: [], DASK: []}
    with tempfile.TemporaryDirectory(prefix="headwater-workers-") as name:
        folder = Path(name)
        export = folder / "tickets.csv"
        write_tickets(export, options.count, options.words, random.Random(1))
        load = [sys.executable, "-m", "etl", "load", str(export), "--json", "--progress", "lines"]
        with cluster(folder, workers=2) as made:  # it goes on between loads, as a cluster does
            made.wait_for(2)
            others = [each.pid for each in (made.scheduler, *made.workers)]
            ways: list[tuple[str, list[str], list[int]]] = [
                (ONE, ["--workers", "1"], []),
                (TWO, ["--workers", "2"], []),
                (DASK, ["--scheduler", made.address], others),
            ]
            for number in range(options.rounds):
                for what, more, helping in ways:
                    steps = steps_of([*load, *more], folder / f"{number}-{what}", helping)
                    found[what].append(steps)
                    print(what, {step: (round(one.seconds, 1), one.processor_seconds) for step, one in steps.items()})
    _print(found)


def _print(found: dict[str, list[dict[str, Step]]]) -> None:
    """Medians as a table in Markdown."""
    print("| | reading and checking | attributing | both | times one worker | all processor time |")
    print("|---|---:|---:|---:|---:|---:|")
    both = {}
    for what, runs in found.items():
        parts = [statistics.median(_seconds(what, run[step]) for run in runs) for step in PARALLEL]
        both[what] = statistics.median(sum(_seconds(what, run[step]) for step in PARALLEL) for run in runs)
        work = statistics.median(sum(run[step].work for step in PARALLEL) for run in runs)
        told = " | ".join(f"{seconds:.1f} s" for seconds in (*parts, both[what]))
        print(f"| {what} | {told} | {both[ONE] / both[what]:.2f} | {work:.1f} s |")
    print(f"Dask: {both[DASK] / both[TWO] - 1:+.0%} beside processes of this machine.")


if __name__ == "__main__":
    main()
