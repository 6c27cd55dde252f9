"""Benchmark: what each page costs the server under filters that nobody chose before. ``python -m tests.bench.pages``.

Pages run in this process, as a server runs them, without a browser. Processor time stands beside wall time, because
other work on the machine only changes the latter.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from tests.bench.fresh_filters import Query, fresh_filters
from tests.bench.queries import Queries, noted
from tests.bench.sampled import Sampled

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("overview", "department", "frontline", "deflection", "worth", "compare", "day", "tickets", "review", "method")
_PATIENCE = 600


def days_and_options() -> tuple[tuple[date, date], dict[str, list[str]]]:
    """First and last day of the store of this process's settings, and the values of each filter."""
    from etl.marts.core.filters import Filters
    from etl.marts.frames.filter_options import options_of_store
    from etl.session import open_view
    from etl.settings import load_settings

    with open_view(load_settings()) as view:
        scope = view.scope(Filters())
        options = {name: [str(each) for each in values] for name, values in options_of_store(scope).items()}
        days = scope.days
    if days is None:
        raise SystemExit("The store has no tickets with a time.")
    return days, options


def filters_of_store(seed: int, count: int) -> list[Query]:
    """New filters over the store of this process's settings."""
    return list(islice(fresh_filters(*days_and_options(), random.Random(seed)), count))


class Visitor:
    """One visitor, who changes filters and pages in this process."""

    def __init__(self, script: Path) -> None:
        self.script = str(script)
        self.known = AppTest.from_file(self.script, default_timeout=_PATIENCE).run()._registered_pages

    def open(self, page: str) -> AppTest:
        """A new tab with a page, not yet run."""
        app = AppTest.from_file(self.script, default_timeout=_PATIENCE)
        app._registered_pages = self.known
        app.switch_page(str(ROOT / "pages" / f"{page}.py"))
        return app


def chosen(app: AppTest, query: Query) -> tuple[float, float]:
    """Run a page under other filters; wall seconds and processor seconds."""
    app.query_params.clear()
    for name, value in query.items():
        app.query_params[name] = value
    wall, processor = time.perf_counter(), time.process_time()
    app.run()
    if app.exception:
        raise SystemExit(f"{query}: {app.exception[0].message}\n" + "\n".join(app.exception[0].stack_trace))
    return time.perf_counter() - wall, time.process_time() - processor


def told(page: str, walls: list[float], processors: list[float], queries: list[tuple[int, float, int]]) -> str:
    """One line of the table."""
    p95 = statistics.quantiles(walls, n=20)[-1] if len(walls) > 1 else walls[0]
    count, seconds, letters = (statistics.median(column) for column in zip(*queries, strict=True))
    return (
        f"{page:<12} {statistics.median(walls):6.2f} {p95:6.2f} {statistics.median(processors):6.2f}"
        f" {count:6.0f} {seconds:6.2f} {letters / 1000:6.0f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pages")
    parser.add_argument("--home", type=Path, required=True, help="home of the store")
    parser.add_argument("--pages", nargs="+", default=list(PAGES), metavar="PAGE")
    parser.add_argument("--filters", type=int, default=5, help="new filters for each page")
    parser.add_argument("--seed", type=int, default=1, help="of the filters")
    parser.add_argument("--askers", type=int, default=0, help="print the so many functions whose queries take longest")
    parser.add_argument("--where", type=int, default=0, help="print the so many functions that take a page's time")
    options = parser.parse_args()
    os.environ["HEADWATER_HOME"] = str(options.home)
    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
    with tempfile.TemporaryDirectory() as folder, noted() as queries:
        script = Path(folder) / "app.py"  # beside no folder pages/: Streamlit would start each page twice
        script.write_bytes((ROOT / "app.py").read_bytes())
        queries_of_all(options, Visitor(script), queries)
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def queries_of_all(options: argparse.Namespace, visitor: Visitor, queries: Queries) -> None:
    """Measure each page, and print its line."""
    every = filters_of_store(options.seed, options.filters * len(options.pages))
    print(f"{'page':<12} median    p95  proc.   asked     s     kB   (opened in)", flush=True)
    for place, page in enumerate(options.pages):
        app = visitor.open(page)
        first, _ = chosen(app, {})
        walls, processors, asked = list[float](), list[float](), list[tuple[int, float, int]]()
        sampled = Sampled()
        queries.asked.clear()
        queries.seconds_of.clear()
        for query in every[place * options.filters : (place + 1) * options.filters]:
            queries.clear()
            with sampled.while_running(options.where > 0):
                wall, processor = chosen(app, query)
            walls.append(wall)
            processors.append(processor)
            asked.append((queries.count, queries.seconds, queries.letters))
        print(f"{told(page, walls, processors, asked)}   ({first:.2f})", flush=True)
        print(sampled.told(options.where), end="")
        print(queries.told(options.askers), end="", flush=True)
        queries.asked.clear()
        queries.seconds_of.clear()


if __name__ == "__main__":
    sys.exit(main())
