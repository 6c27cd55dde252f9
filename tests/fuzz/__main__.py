"""The fuzzer: mutated files of every kind, loaded. ``make fuzz``.

Every file follows from the seed and its number: ``--seed S --first N --count 1 --keep FOLDER`` makes it again.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.running import run, task_of
from tests.fuzz.seeds import seeds
from tests.fuzz.worker import Ending, Task


def main() -> int:
    """Load so many mutated files; 1 where one ended otherwise than it may."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--count", type=int, default=1_000, help="files")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder for the files that end otherwise than they may")
    options = parser.parse_args()
    all_seeds = seeds()
    print(
        f"{options.count:,} files of {len(all_seeds)} seeds, --seed {options.seed} --first {options.first}", flush=True
    )
    endings: list[Ending] = []

    def tell(task: Task, ending: Ending) -> None:
        endings.append(ending)
        if ending.problems:
            print(f"{task.number} {task.name} {' '.join(task.options)}: {'; '.join(ending.problems)}", flush=True)
            print(f"    {ending.told.strip()[-500:]}", flush=True)
            if options.keep:
                options.keep.mkdir(parents=True, exist_ok=True)
                (options.keep / f"{task.number}-{task.name}").write_bytes(task.content)
        if len(endings) % 100 == 0:
            print(_summary(endings), flush=True)

    numbers = range(options.first, options.first + options.count)
    run((task_of(number, options.seed, all_seeds) for number in numbers), options.workers, tell)
    print(_summary(endings))
    return int(any(ending.problems for ending in endings))


def _summary(endings: list[Ending]) -> str:
    codes = Counter(ending.code if not ending.problems else None for ending in endings)
    return (
        f"{len(endings):,} files: {codes[0]:,} loaded, {codes[2]:,} refused in plain words, "
        f"{codes[None]:,} ended otherwise; "
        f"at most {max(ending.cpu_seconds for ending in endings):.1f} s of CPU and "
        f"{max(ending.peak_mb for ending in endings):,.0f} MB"
    )


if __name__ == "__main__":
    sys.exit(main())
