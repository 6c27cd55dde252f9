"""Benchmark: a load of Headwater beside a plain script, in turn, in one run. ``make bench``.

Machines differ and are noisy, so what counts is the ratio of the medians; peak memory is that of the largest process.
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

from tests.bench.tickets import write_tickets

ROOT = Path(__file__).resolve().parents[2]
PEAK_MB_ALLOWED = 700


def run(command: list[str], home: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of one command."""
    environment = {**os.environ, "HEADWATER_HOME": str(home), "HEADWATER_DATABASE_URL": ""}
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return time.monotonic() - start, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--count", type=int, default=100_000, help="tickets")
    parser.add_argument("--words", type=int, default=60, help="words of a ticket")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    seconds: dict[str, list[float]] = {"headwater": [], "plain script": []}
    peaks: dict[str, list[float]] = {"headwater": [], "plain script": []}
    with tempfile.TemporaryDirectory(prefix="headwater-bench-") as folder:
        export = Path(folder) / "tickets.csv"
        write_tickets(export, options.count, options.words, random.Random(1))
        print(f"{options.count:,} tickets of {options.words} words, {export.stat().st_size / 2**20:.0f} MB")
        for number in range(options.rounds):
            home = Path(folder) / f"home-{number}"
            plain = [sys.executable, str(ROOT / "tests/bench/plain_script.py"), str(export), f"{home}.sqlite"]
            ours = [sys.executable, "-m", "etl", "load", str(export), "--json"]
            for name, command in (("plain script", plain), ("headwater", ours)):
                took, peak = run(command, home)
                seconds[name].append(took)
                peaks[name].append(peak)
                print(f"  {name:<13} {took:6.1f} s  {peak:6.0f} MB")
    middle = {name: statistics.median(values) for name, values in seconds.items()}
    print(f"median: headwater {middle['headwater']:.1f} s, plain script {middle['plain script']:.1f} s,", end=" ")
    print(f"ratio {middle['headwater'] / middle['plain script']:.2f} (at most 1 wanted);", end=" ")
    print(f"peak {max(peaks['headwater']):.0f} MB (under {PEAK_MB_ALLOWED} wanted)")


if __name__ == "__main__":
    main()
