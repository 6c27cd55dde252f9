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
from pathlib import Path

from tests.bench.processes import ROOT
from tests.bench.tickets import write_tickets
from tests.integration.cluster import cluster

ONE, TWO, DASK = "one worker", "two workers", "Dask, two workers"
PARALLEL = ("reading", "attributing")
"""Steps that workers share; learning, merging and looking for repeats aren't parts of them."""


def seconds_of_steps(command: list[str], home: Path) -> dict[str, float]:
    """Seconds of each step of a load, from its first line of progress to its last, and of all of it."""
    environment = {**os.environ, "HEADWATER_HOME": str(home), "HEADWATER_DATABASE_URL": ""}
    began = time.monotonic()
    first: dict[str, float] = {}
    last: dict[str, float] = {}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    for line in process.stderr or ():
        word, _, rest = line.partition(" ")
        if word == "progress":
            step, now = rest.split()[0], time.monotonic()
            first.setdefault(step, now)
            last[step] = now
    if process.wait():
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return {step: last[step] - first[step] for step in first} | {"all": time.monotonic() - began}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.workers")
    parser.add_argument("--count", type=int, default=100_000, help="tickets")
    parser.add_argument("--words", type=int, default=60, help="words of a ticket")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    found: dict[str, list[dict[str, float]]] = {ONE: [], TWO: [], DASK: []}
    with tempfile.TemporaryDirectory(prefix="headwater-workers-") as name:
        folder = Path(name)
        export = folder / "tickets.csv"
        write_tickets(export, options.count, options.words, random.Random(1))
        load = [sys.executable, "-m", "etl", "load", str(export), "--json", "--progress", "lines"]
        for number in range(options.rounds):
            with cluster(folder, workers=2) as made:
                made.wait_for(2)
                for what, more in (
                    (ONE, ["--workers", "1"]),
                    (TWO, ["--workers", "2"]),
                    (DASK, ["--scheduler", made.address]),
                ):
                    steps = seconds_of_steps([*load, *more], folder / f"{number}-{what}")
                    found[what].append(steps)
                    print(what, {step: round(seconds, 1) for step, seconds in steps.items()}, flush=True)
    print("| | reading and checking | attributing | both | times one worker |\n|---|---:|---:|---:|---:|")
    both = {}
    for what, runs in found.items():
        middle = [statistics.median(run[step] for run in runs) for step in PARALLEL]
        both[what] = statistics.median(sum(run[step] for step in PARALLEL) for run in runs)
        steps_told = " | ".join(f"{seconds:.1f} s" for seconds in middle)
        print(f"| {what} | {steps_told} | {both[what]:.1f} s | {both[ONE] / both[what]:.2f} |")
    print(f"Dask takes {both[DASK] / both[TWO] - 1:+.0%} of the time of processes on this machine.")


if __name__ == "__main__":
    main()
