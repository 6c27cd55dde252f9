"""Many visitors who click for a while: ``python -m tests.clicking --sessions 10 --seconds 120``.

Prints the runs of pages with their median and 95th percentile, every error, and every dataset that a chart's message
held and its own spec doesn't name: rows of somebody else. Exit code 1 where there is an error or such a dataset.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import numpy as np

from etl.settings import load_settings
from tests.servers import started
from tests.sessions import Session, strays
from tests.stores import PAGES

CHANNELS = ("email", "phone", "chat")


@dataclass
class Seen:
    """What one visitor saw."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    charts: int = 0
    strays: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def click(address: str, department: str, until: float, seed: int) -> Seen:
    """One visitor: own department, pages in any order, now and then another filter or a new window."""
    random, seen = Random(seed), Seen()
    while time.monotonic() < until:
        with Session(address) as session:
            for _ in range(random.randint(5, 25)):
                if time.monotonic() >= until:
                    break
                page = random.choice(PAGES)
                query: dict[str, str | list[str]] = {"department": department}
                if random.random() < 0.3:
                    query["channel"] = random.choice(CHANNELS)
                try:
                    run = session.open("" if page == "overview" else page, **query)
                except Exception as error:  # whatever it is, it is what is looked for
                    seen.errors.append(f"{page} {query}: {type(error).__name__}: {error}")
                    break
                seen.seconds[page].append(run.seconds)
                seen.charts += len(run.charts)
                seen.strays += strays(run.charts)
                seen.errors += [f"{page} {query}: {told}" for told in run.errors]
    return seen


def report(all_seen: list[Seen], console: str) -> bool:
    """Print what the visitors saw; whether all was well."""
    by_page: dict[str, list[float]] = defaultdict(list)
    for seen in all_seen:
        for page, seconds in seen.seconds.items():
            by_page[page] += seconds
    for page in PAGES:
        if by_page[page]:
            half, most = np.percentile(by_page[page], [50, 95])
            print(f"{page:12} {len(by_page[page]):5,} runs   p50 {half:6.2f} s   p95 {most:6.2f} s")
    every = [one for seconds in by_page.values() for one in seconds]
    half, most = np.percentile(every, [50, 95])
    print(f"{'all':12} {len(every):5,} runs   p50 {half:6.2f} s   p95 {most:6.2f} s   longest {max(every):.2f} s")
    found = [name for seen in all_seen for name in seen.strays]
    errors = [told for seen in all_seen for told in seen.errors]
    errors += ["traceback on the server's console"] * console.count("Traceback")
    print(f"{sum(seen.charts for seen in all_seen):,} charts, {len(found)} datasets of others, {len(errors)} errors")
    if not any(seen.charts for seen in all_seen):
        errors.append("no chart was drawn: nothing was put to the test")
    for told in errors:
        print(f"  {told}")
    return not found and not errors


def main() -> int:
    """Serve a store, send the visitors, and tell what they saw."""
    parser = argparse.ArgumentParser(prog="python -m tests.clicking", description=__doc__)
    parser.add_argument("--sessions", type=int, default=10, help="visitors at once (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=120, help="how long they click (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of where they click (default: %(default)s)")
    parser.add_argument("--home", type=Path, default=load_settings().home, help="store to serve (default: %(default)s)")
    given = parser.parse_args()
    departments = ("Logistics", "Finance", "Warehouse", "Webshop and IT", "Marketing", "Customer Support")
    print(f"{given.sessions} sessions for {given.seconds:.0f} s, seed {given.seed}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as logs, started(given.home, Path(logs)) as server:
        until = time.monotonic() + given.seconds
        with ThreadPoolExecutor(given.sessions) as visitors:
            sent = [
                visitors.submit(click, server.address, departments[n % len(departments)], until, given.seed * 1000 + n)
                for n in range(given.sessions)
            ]
            is_well = report([each.result() for each in sent], server.console())
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
