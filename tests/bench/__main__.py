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

import duckdb

from tests.bench.tickets import write_rulings, write_tickets

ROOT = Path(__file__).resolve().parents[2]
PEAK_MB_ALLOWED = 700
ATTRIBUTED = ("attributions", "outcomes")
"""Tables whose rows grow with the tickets by what was attributed; together at most 300 MB for a million are wanted."""


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


def megabytes_of_tables(home: Path) -> dict[str, float]:
    """Megabytes on disk of each table of the store that keeps attributions, by name."""
    store = home / "warehouse" / f"{(home / 'warehouse' / 'current').read_text().strip()}.duckdb"
    blocks = "SELECT count(DISTINCT block_id) FROM pragma_storage_info(?) WHERE block_id >= 0"
    with duckdb.connect(str(store), read_only=True) as connection:
        (block_bytes,) = connection.execute("SELECT block_size FROM pragma_database_size()").fetchone() or (0,)
        counts = {name: connection.execute(blocks, [name]).fetchone() or (0,) for name in ATTRIBUTED}
    return {name: count * block_bytes / 2**20 for name, (count,) in counts.items()}


PLAIN, OURS, RULED = "plain script", "headwater", "with rulings"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--count", type=int, default=100_000, help="tickets")
    parser.add_argument("--words", type=int, default=60, help="words of a ticket")
    parser.add_argument("--rulings", type=int, default=200, help="random rulings that a third load learns from")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    seconds: dict[str, list[float]] = {PLAIN: [], OURS: [], RULED: []}
    peaks: dict[str, list[float]] = {PLAIN: [], OURS: [], RULED: []}
    with tempfile.TemporaryDirectory(prefix="headwater-bench-") as folder:
        export, rulings = Path(folder) / "tickets.csv", Path(folder) / "rulings.csv"
        write_tickets(export, options.count, options.words, random.Random(1))
        write_rulings(export, rulings, options.rulings, random.Random(2))
        print(f"{options.count:,} tickets of {options.words} words, {export.stat().st_size / 2**20:.0f} MB")
        for number in range(options.rounds):
            home, ruled_home = Path(folder) / f"home-{number}", Path(folder) / f"ruled-{number}"
            plain = [sys.executable, str(ROOT / "tests/bench/plain_script.py"), str(export), f"{home}.sqlite"]
            ours = [sys.executable, "-m", "etl", "load", str(export), "--json"]
            run([sys.executable, "-m", "etl", "rulings", "import", str(rulings)], ruled_home)
            for name, command, place in ((PLAIN, plain, home), (OURS, ours, home), (RULED, ours, ruled_home)):
                took, peak = run(command, place)
                seconds[name].append(took)
                peaks[name].append(peak)
                print(f"  {name:<13} {took:6.1f} s  {peak:6.0f} MB", flush=True)
        sizes = [megabytes_of_tables(Path(folder) / name) for name in ("home-0", "ruled-0")]
    middle = {name: statistics.median(values) for name, values in seconds.items()}
    print(f"median: headwater {middle[OURS]:.1f} s, plain script {middle[PLAIN]:.1f} s,", end=" ")
    print(f"ratio {middle[OURS] / middle[PLAIN]:.2f} (at most 1 wanted);", end=" ")
    print(f"with {options.rulings:,} rulings {middle[RULED]:.1f} s,", end=" ")
    print(f"ratio to without {middle[RULED] / middle[OURS]:.2f} (at most 1.2 wanted);", end=" ")
    print(f"peak {max(peaks[OURS]):.0f} MB (under {PEAK_MB_ALLOWED} wanted)")
    for name, tables in zip((OURS, RULED), sizes, strict=True):
        print(f"{name}: {', '.join(f'{table} {size:.1f} MB' for table, size in tables.items())}")


if __name__ == "__main__":
    main()
