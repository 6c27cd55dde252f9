"""Benchmark: how the cost of a load grows with the tickets, beside a plain script and the bare reading of the file.

``python -m tests.bench.growth --counts 10000 100000 1000000`` prints the table of ``docs/performance.md`` and, with
``--picture``, draws it.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

import altair as alt
import pandas as pd

from tests.bench.processes import ROOT, run
from tests.bench.tickets import write_tickets

FLOOR, PLAIN, OURS = "reading alone", "plain script", "Headwater"
_READ = """
import sys
from pyarrow import csv
print(csv.read_csv(sys.argv[1], parse_options=csv.ParseOptions(newlines_in_values=True)).num_rows)
"""


def _commands(export: Path, place: Path) -> dict[str, list[str]]:
    python = sys.executable
    return {
        FLOOR: [python, "-c", _READ, str(export)],
        PLAIN: [python, str(ROOT / "tests/bench/plain_script.py"), str(export), f"{place}.sqlite"],
        OURS: [python, "-m", "etl", "load", str(export), "--json"],
    }


def measured(counts: list[int], words: int, rounds: int, most_plain: int) -> pd.DataFrame:
    """Runs of each size, in turn.

    Returns
    -------
    DataFrame
        One row per size, what was run and round: count, what, seconds, processor_seconds, peak_mb.
    """
    rows = []
    for count in counts:
        with tempfile.TemporaryDirectory(prefix="headwater-growth-") as folder:
            export = Path(folder) / "tickets.csv"
            write_tickets(export, count, words, random.Random(1))
            for number in range(rounds):
                for what, command in _commands(export, Path(folder) / f"out-{number}").items():
                    if what == PLAIN and count > most_plain:
                        continue
                    told = run(command, Path(folder) / f"home-{number}")
                    rows.append({"count": count, "what": what, **vars(told)})
                    print(f"{count:>9,}  {what:<13} {told}", flush=True)
    return pd.DataFrame(rows)


def table(runs: pd.DataFrame) -> str:
    """Medians as a table in Markdown."""
    lines = ["| tickets | reading alone | plain script | Headwater | times faster | Headwater, all processes at once |",
             "|---:|---:|---:|---:|---:|---:|"]  # fmt: skip
    for count, of_size in runs.groupby("count"):
        middle = {str(what): each[["seconds", "peak_mb"]].median() for what, each in of_size.groupby("what")}
        seconds = {what: f"{each['seconds']:.1f} s" for what, each in middle.items()}
        faster = f"{middle[PLAIN]['seconds'] / middle[OURS]['seconds']:.2f}" if PLAIN in middle else "not run"
        lines.append(f"| {count:,} | {seconds[FLOOR]} | {seconds.get(PLAIN, 'not run')} | {seconds[OURS]} | {faster} "
                     f"| {middle[OURS]['peak_mb']:,.0f} MB |")  # fmt: skip
    return "\n".join(lines)


def picture(runs: pd.DataFrame) -> alt.Chart:
    """Seconds by tickets, both on logarithmic axes."""
    middle = runs.groupby(["count", "what"], as_index=False)["seconds"].median()
    return (
        alt.Chart(middle, width=560, height=300)
        .mark_line(point=True)
        .encode(
            alt.X("count", title="tickets", scale=alt.Scale(type="log")).axis(format="~s", grid=False),
            alt.Y("seconds", title="seconds", scale=alt.Scale(type="log")),
            alt.Color("what", title=None, sort=[PLAIN, OURS, FLOOR]),
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth")
    parser.add_argument("--counts", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="tickets")
    parser.add_argument("--words", type=int, default=60, help="words of a ticket")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--most-plain", type=int, default=1_000_000, help="most tickets given to the plain script")
    parser.add_argument("--picture", type=Path, help="file for the picture, such as docs/performance.svg")
    options = parser.parse_args()
    runs = measured(options.counts, options.words, options.rounds, options.most_plain)
    print(table(runs))
    if options.picture:
        picture(runs).save(options.picture)


if __name__ == "__main__":
    main()
