"""Command that rewrites `sample/`, or makes a sample of another size elsewhere."""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.sample.files import write_files
from tools.sample.generate import COUNT, SEED, generate


def main() -> None:
    """Read the command line, make the sample, write it."""
    parser = argparse.ArgumentParser(prog="python -m tools.sample", description="Write the generated sample.")
    parser.add_argument("--count", type=int, default=COUNT, help="tickets (default %(default)s)")
    parser.add_argument("--out", type=Path, default=Path("sample"), help="folder (default %(default)s)")
    parser.add_argument("--seed", type=int, default=SEED, help="seed of every random choice (default %(default)s)")
    given = parser.parse_args()
    if given.count < 1:
        parser.error("--count must be 1 or more")
    sizes = write_files(generate(given.count, given.seed), given.out, given.seed)
    for name, size in sizes.items():
        print(f"{given.out / name}: {size:,} bytes")


if __name__ == "__main__":
    main()
