"""Writes docs/quality.md and its picture: `python -m tools.quality.run` (`make quality`).

Measured are the sets that are there: the shipped sample always, the real ones where they lie beside the project.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pandas as pd
from threadpoolctl import threadpool_limits

from etl.estimates.model_error import FACTORS, known_factors
from etl.evaluation.evaluate import DRAWS, Quality, evaluate_tickets
from etl.evaluation.known_origins import read_known, read_whole
from etl.model.chunks import StagedChunk
from etl.settings import Settings
from etl.sources import open_export
from etl.taxonomy import Taxonomy, load_taxonomy
from tools.quality.ablation import ablate
from tools.quality.kinds import kinds_by_rulings, kinds_told
from tools.quality.page import picture, write_page
from tools.quality.totals import Totals, evaluate_totals
from tools.quality.totals_page import TOLD, TOLD_START, at_the_start, by_rulings, goals
from tools.quality.two_causes import two_causes

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "quality.md"
_TAXONOMIES = Path(__file__).parent / "taxonomies"
_ABLATED_SIZES = (0, 200)
_TWO_CAUSES = "Two causes: tickets that are attributed to two departments in shares (one draw)."
_KINDS = (
    "Complaint, request, praise or other: what is told before anything is attributed, on all of the sample's tickets "
    "that aren't excluded. Its texts are generated; ones written to mislead are told worse (see "
    "docs/decisions/tickets.md)."
)
_KINDS_TAUGHT = (
    "Complaint or not, by number of rulings, on tickets of the sample that nobody ruled on (mean of five draws). *From "
    "rulings alone*: the words that tell complaints everywhere are taken away, so that only rulings teach."
)

Known = tuple[StagedChunk, "pd.Series", Taxonomy]


@dataclass(frozen=True)
class Set:
    """A set of tickets with known origins: its name, what it is, and how it is read."""

    name: str
    what: str
    read: Callable[[], Known]


def sets() -> list[Set]:
    """Sets that are there."""
    found = [Set("sample", "the shipped sample: generated, five languages, the retail taxonomy", _sample)]
    folder = Path(os.environ.get("HEADWATER_REAL_DATA", ROOT.parent / "shared" / "data"))
    if folder.is_dir():
        found += [
            Set("it_tickets", "short internal tickets, label `Topic_group`", lambda: _it_tickets(folder)),
            Set(
                "boston_311",
                "city requests, label `Department`, without type, subject and queue",
                lambda: _boston(folder),
            ),
            Set("cfpb", "long complaints on small loans, label `Issue`", lambda: _cfpb(folder)),
        ]
    return found


def _sample() -> Known:
    taxonomy = load_taxonomy("retail")
    chunk = read_whole(open_export(ROOT / "sample" / "tickets.csv.gz"), taxonomy)
    origins = _sample_origins().sort_values("share", ascending=False, kind="stable").drop_duplicates("ticket_id")
    return chunk, chunk.tickets["ticket_id"].map(origins.set_index("ticket_id")["department"]), taxonomy


def _sample_truth() -> pd.DataFrame:
    """What the sample's tickets that count are, one row per ticket and, of a complaint, per cause."""
    truth = pd.read_csv(ROOT / "sample" / "truth.csv.gz", dtype={"ticket_id": "str"})
    return truth[truth["excluded_as"].isna()]


def _sample_origins() -> pd.DataFrame:
    truth = _sample_truth()
    return truth[truth["kind"] == "complaint"]


def _further(name: str, known: Known) -> dict[str, pd.DataFrame]:
    """Tables that only the sample's truth gives, by the sentence above them."""
    if name != "sample":
        return {}
    chunk, _, taxonomy = known
    kinds = _sample_truth().drop_duplicates("ticket_id").set_index("ticket_id")["kind"]
    return {
        _TWO_CAUSES: two_causes(chunk, _sample_origins(), taxonomy, Settings()),
        _KINDS: kinds_told(chunk, kinds),
        _KINDS_TAUGHT: kinds_by_rulings(chunk, kinds),
    }


def _it_tickets(folder: Path) -> Known:
    """This set has no times, and an export needs one: every ticket gets the same."""
    mapping = {"ticket_id": "ticket_id", "body": "Document", "created_at": "created_at"}
    table = pd.read_csv(folder / "it_tickets" / "tickets_20000.csv.gz").assign(created_at="2025-01-01 09:00")
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "it_tickets.csv"
        table.to_csv(path, index=False)
        return _read(path, "it_tickets", "Topic_group", (), mapping)


def _boston(folder: Path) -> Known:
    path = folder / "boston_311" / "requests_20000.csv.gz"
    return _read(path, "boston_311", "Department", ("TYPE", "SUBJECT", "QUEUE"), {})


def _cfpb(folder: Path) -> Known:
    path = folder / "cfpb" / "complaints_2023_2827.csv"
    return _read(path, "cfpb", "Issue", ("Sub-issue",), {})


def _read(path: Path, taxonomy_name: str, truth: str, without: tuple[str, ...], mapping: dict[str, str]) -> Known:
    taxonomy = load_taxonomy(_TAXONOMIES / f"{taxonomy_name}.yaml")
    export = open_export(path, mapping=mapping or None)
    return *read_known(export, taxonomy, truth, without), taxonomy


PARTS = ("tickets", "ablation", "further", "totals")
"""What is measured of each set; parts don't depend on each other."""


def measure(name: str, part: str, draws: int) -> Any:
    """One part of one set's figures.

    Returns
    -------
    Quality, DataFrame of `ablate`, tables of `_further` by the sentence above them, or Totals
        For the parts "tickets", "ablation", "further" and "totals".
    """
    known = next(each for each in sets() if each.name == name).read()
    if part == "tickets":
        return evaluate_tickets(*known, Settings(), draws=draws)
    if part == "ablation":
        return ablate(*known, Settings(), _ABLATED_SIZES)
    if part == "further":
        return _further(name, known)
    return evaluate_totals(*known, Settings())


def _measured(name: str, part: str, draws: int, kept: Path | None) -> tuple[str, str, Any, float]:
    """What `measure` gives, and the seconds that it took; from the folder of what is kept, where it is there."""
    place = kept / f"{name}.{part}.pickle" if kept else None
    if place is not None and place.exists():
        return name, part, pickle.loads(place.read_bytes()), 0.0
    clock = time.monotonic()
    with threadpool_limits(1):  # one job a core: more threads would only wait for each other
        found = measure(name, part, draws)
    if place is not None:
        place.write_bytes(pickle.dumps(found))
    return name, part, found, time.monotonic() - clock


def _lines(part: str, found: Any) -> list[str]:
    if part == "tickets":
        return list(found.lines())
    if part == "further":
        return [f"{told}\n{table.to_string(index=False)}" for told, table in found.items()]
    return [(by_rulings(found) if part == "totals" else found).round(3).to_string(index=False)]


def main() -> None:
    """Measure every set and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--set", action="append", help="only this set; nothing is written then")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes; as many as cores")
    parser.add_argument("--keep", type=Path, help="folder where figures are kept, so that a broken run goes on there")
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    chosen = [each for each in sets() if not options.set or each.name in options.set]
    measured: dict[str, dict[str, Any]] = {part: {} for part in PARTS}
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        jobs = [
            pool.submit(_measured, each.name, part, options.draws, options.keep)
            for part in ("totals", "tickets", "ablation", "further")  # the longest first
            for each in chosen
        ]
        for job in as_completed(jobs):
            name, part, found, seconds = job.result()
            measured[part][name] = found
            print(f"\n{name}, {part}: {seconds:.0f} s", *_lines(part, found), sep="\n", flush=True)
    if not options.set:
        _write(chosen, measured)


def _write(chosen: Sequence[Set], measured: dict[str, dict[str, Any]]) -> None:
    ordered = {part: {each.name: found[each.name] for each in chosen} for part, found in measured.items()}
    totals: dict[str, Totals] = ordered["totals"]
    further: dict[str, dict[str, pd.DataFrame]] = ordered["further"]
    factors = known_factors() | {name: round(found.factor, 4) for name, found in totals.items()}
    FACTORS.write_text(json.dumps(factors, indent=2) + "\n", encoding="utf-8")
    for name, found in totals.items():
        further[name] |= {TOLD_START: at_the_start(name, found, factors), TOLD: by_rulings(found)}
    reached = {name: goals(name, found, factors) for name, found in totals.items()}
    results: dict[str, Quality] = ordered["tickets"]
    picture(results, PAGE.with_suffix(".svg"))
    write_page(PAGE, {each.name: each.what for each in chosen}, results, ordered["ablation"], further, reached)


if __name__ == "__main__":
    main()
