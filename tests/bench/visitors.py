"""Benchmark: many visitors at once, each with a new filter every few seconds: ``python -m tests.bench.visitors``."""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from itertools import islice
from pathlib import Path

import psutil

from tests.bench.fresh_filters import fresh_filters
from tests.bench.pages import days_and_options
from tests.servers import started
from tests.sessions import Session

PAGES = ("", "department", "frontline", "deflection", "worth", "tickets")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.visitors")
    parser.add_argument("--home", type=Path, required=True, help="home of the store")
    parser.add_argument("--visitors", type=int, nargs="+", default=[1, 20])
    parser.add_argument("--every", type=float, default=15.0, help="seconds between a visitor's filters")
    parser.add_argument("--seconds", type=float, default=90.0, help="for so long")
    options = parser.parse_args()
    os.environ["HEADWATER_HOME"] = str(options.home)
    days, values = days_and_options()
    filters = fresh_filters(days, values, random.Random(7))
    with tempfile.TemporaryDirectory() as logs, started(options.home, Path(logs)) as server:
        process = _server_of(server.address)
        for page in PAGES:  # what every visitor starts from is worked out once
            with Session(server.address) as session:
                session.open(page)
        for count in options.visitors:
            asked = list(islice(filters, int(count * (options.seconds // options.every + 2))))
            _visit(server.address, process, count, asked, options)


def _visit(address: str, process: psutil.Process, count: int, asked: list, options: argparse.Namespace) -> None:  # type: ignore[type-arg]
    before, processor = process.memory_info().rss, sum(process.cpu_times()[:2])
    seconds, lock, end = list[float](), threading.Lock(), time.monotonic() + options.seconds

    def visitor(number: int) -> None:
        time.sleep(number * options.every / count)
        with Session(address) as session:
            place = number
            while time.monotonic() < end:
                with lock:
                    query = asked.pop() if asked else {}
                run = session.open(PAGES[place % len(PAGES)], **query)
                if run.errors:
                    raise SystemExit(run.errors)
                with lock:
                    seconds.append(run.seconds)
                place += count + 1
                time.sleep(max(options.every - run.seconds, 0.0))

    visitors = [threading.Thread(target=visitor, args=(number,)) for number in range(count)]
    for each in visitors:
        each.start()
    for each in visitors:
        each.join()
    used = sum(process.cpu_times()[:2]) - processor
    p95 = statistics.quantiles(seconds, n=20)[-1]
    grown = (process.memory_info().rss - before) / 2**20
    print(
        f"{count:3} visitors, {len(seconds)} filters: median {statistics.median(seconds):.2f} s, p95 {p95:.2f} s;"
        f" {used / len(seconds):.2f} s of the processor each; {before / 2**20:.0f} MB before, {grown:+.0f} MB",
        flush=True,
    )


def _server_of(address: str) -> psutil.Process:
    port = address.rpartition(":")[2]
    mine = psutil.Process().children(recursive=True)
    return next(each for each in mine if f"--server.port={port}" in each.cmdline())


if __name__ == "__main__":
    sys.exit(main())
