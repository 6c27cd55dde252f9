"""Commands that change the store: load, validate, undo, loads, sample."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from etl import model
from etl.commands.progress import progress_shown_as
from etl.errors import InputError
from etl.fetching.inbox import folder_of_inbox, product_of, take_away, waiting
from etl.ledger.rulings import import_rulings, read_rulings, rulings_to_learn_from
from etl.reports.holding import holding, holding_words
from etl.session import open_view
from etl.settings import Settings, load_settings, with_workers
from etl.sources import FORMATS
from etl.sources.landed import landed
from etl.store import Warehouse, last_taxonomy, open_ledger, open_warehouse
from etl.system.permissions import temporary_folder
from etl.system.remote_files import local_copy
from etl.taxonomy import Taxonomy, load_taxonomy
from etl.usecases.load_report import SAMPLE_MANIFEST, LoadReport
from etl.usecases.undo import undo_load


def load_files(options: argparse.Namespace) -> None:
    """``load FILE...``: load each file wholly or not at all, in the given order."""
    settings = with_workers(load_settings(), options.workers, options.scheduler)
    options.files = [each for file in options.files for each in _of_inbox(file, settings)]
    _run(options, settings, publish=True)


def _of_inbox(file: str, settings: Settings) -> list[str]:
    """The helpdesks' folders if the file is the inbox itself; else the file."""
    if Path(file).absolute() != folder_of_inbox(settings.home).absolute():
        return [file]
    folders = [str(folder) for folder in waiting(settings.home)]
    if not folders:
        raise InputError("The inbox is empty. Fetch something first: python -m etl fetch --help")
    return folders


def validate_files(options: argparse.Namespace) -> None:
    """``validate FILE...``: as load, into a temporary store."""
    with temporary_folder() as folder:
        settings = with_workers(load_settings(), options.workers, options.scheduler)
        kept = _Kept.of(settings)
        _run(options, replace(settings, home=folder, database_url=""), publish=False, kept=kept)


@dataclass(frozen=True)
class _Kept:
    """Settings of the store that a file is validated for: its taxonomy, and what was stated about its sources.

    The taxonomy is None if the file's format would propose it.
    """

    taxonomy: Taxonomy | None = None
    stated: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings) -> _Kept:
        from etl.usecases.stated_kinds import remembered

        own = load_taxonomy(settings.taxonomy_file) if settings.taxonomy_file.is_file() else None
        with open_warehouse(settings).reader() as reader:
            return cls(own or last_taxonomy(reader.connection), remembered(reader.connection))


def _run(options: argparse.Namespace, settings: Settings, *, publish: bool, kept: _Kept = _Kept()) -> None:
    warehouse = open_warehouse(settings)
    reports: list[LoadReport] = []
    held: dict[str, Any] | None = None
    try:
        for number, file in enumerate(options.files, start=1):
            if len(options.files) > 1 and not options.json:
                print(f"{number} of {len(options.files)}: {Path(file).name} …", flush=True)
            reports.append(_load_one(file, options, settings, warehouse, publish=publish, kept=kept))
            if publish and product_of(Path(file), settings.home):
                take_away(Path(file), reports[-1].files)  # fetched files aren't kept, because they are unmasked
            if not options.json:
                print("\n".join(reports[-1].lines()), flush=True)
        held = held_now(settings) if publish else None
        if publish and not options.json:
            for line in (*([holding_words(held)] if held else []), *_attributed_with_less(warehouse, reports)):
                print(line)
    except InputError as error:
        if publish and reports:
            loaded = ", ".join(report.file_name for report in reports)
            raise InputError(f"{error} Loaded before it and kept: {loaded}.") from error
        raise
    finally:
        if options.json and reports:
            found = [report.as_json() for report in reports]
            told = found[0] if len(options.files) == 1 else {"loads": found}
            told |= {"store": held} if held else {}
            print(json.dumps(told, ensure_ascii=False, indent=2))


def held_now(settings: Settings) -> dict[str, Any] | None:
    """Counts of the store, as the pages show them; None if it has no tickets."""
    with open_view(settings) as view:
        return None if view.reader.is_empty else holding(view)


def _attributed_with_less(warehouse: Warehouse, reports: list[LoadReport]) -> Iterator[str]:
    """Two lines of warning if the first of several files had far fewer tickets to learn from than the store has now."""
    runs = [report.run_id for report in reports if report.kind == "tickets"]
    if len(runs) < 2:
        return
    with warehouse.reader() as reader:
        kept = reader.read(sa.select(model.runs.c.learnt).where(model.runs.c.run_id.in_(runs)))["learnt"]
    counts = [json.loads(learnt).get("counts", {}).get("tickets", 0) for learnt in kept]
    if len(counts) > 1 and max(counts) >= 2 * min(counts):
        fewest, most = f"{min(counts):,}", f"{max(counts):,}"
        yield f"Each file was attributed with what was stored at that time: from {fewest} to {most} tickets."
        yield "To attribute all of them with everything that is stored now: python -m etl reattribute"


def _load_one(
    file: str,
    options: argparse.Namespace,
    settings: Settings,
    warehouse: Warehouse,
    *,
    publish: bool,
    kept: _Kept,
) -> LoadReport:
    from etl.commands.request import request_of
    from etl.usecases.load import load

    with (
        progress_shown_as(options.progress) as progress,
        local_copy(file) as copy,
        landed(copy.given, options.tables, options.schema, time_zone=options.time_zone) as found,
    ):
        request = request_of(options, Path(copy.given), name=copy.name, source=_source_of_inbox(file))
        if found is not None:
            request = replace(request, path=found.path, name=found.name, format=found.format, notes=found.notes)
        rulings = rulings_to_learn_from(settings) if publish else None
        return load(
            request, settings, warehouse, progress=progress, publish=publish, rulings=rulings,
            in_force=kept.taxonomy, stated=kept.stated,
        )  # fmt: skip


def _source_of_inbox(file: str) -> str | None:
    """Format of a fetched file, whose helpdesk is known; None for other files."""
    product = product_of(Path(file), load_settings().home)
    return product if product in {each.name for each in FORMATS} else None


def load_sample(options: argparse.Namespace) -> None:
    """``sample``: import the shipped rulings, then load the shipped files in the order of their manifest."""
    settings = load_settings()
    if options.if_empty:
        with open_warehouse(settings).reader() as reader:
            if not reader.is_empty:
                print("Exports have been loaded already: the sample is left out.")
                return
    if not SAMPLE_MANIFEST.is_file():
        raise InputError(
            f"The sample isn't here: {SAMPLE_MANIFEST} is missing. Run `python -m tools.sample` to write it."
        )
    manifest = json.loads(SAMPLE_MANIFEST.read_text(encoding="utf-8"))
    print(f"{manifest['what']} {manifest['wrong_rows']} of its rows are wrong on purpose, to show what is refused.")
    print("Loading it takes about a minute.", flush=True)
    ledger = open_ledger(settings)
    try:
        count = import_rulings(ledger, read_rulings(SAMPLE_MANIFEST.parent / manifest["rulings"]))
    finally:
        ledger.close()
    print(f"{count:,} rulings of the sample's invented reviewers are in the ledger.", flush=True)
    options.files = [str(SAMPLE_MANIFEST.parent / name) for name in manifest["load"]]
    options.source = options.taxonomy = options.date_order = options.time_zone = options.every_row = None
    options.tables = options.schema = None
    options.map, options.json = [], False
    _run(options, settings, publish=True)


def list_loads(options: argparse.Namespace) -> None:
    """``loads``: list the loads, newest first."""
    select = sa.select(model.loads).order_by(model.loads.c.load_id.desc())
    with open_warehouse(load_settings()).reader() as reader:
        rows = reader.read(select).to_dict("records")
    for row in rows:
        row["started_at"] = row["started_at"].isoformat() + "Z"
        for name in ("excluded", "validation", "findings"):
            row[name] = json.loads(row[name])
    if options.json:
        print(json.dumps({"loads": rows}, ensure_ascii=False, indent=2))
        return
    if not rows:
        print("Nothing has been loaded.")
    for row in rows:
        counts = f"read {row['count_read']:,}, rejected {row['count_rejected']:,}, loaded {row['count_loaded']:,}"
        print(f"{row['load_id']:>4}  {row['started_at'][:16]}  {row['source']:<12} {row['file_name']}: {counts}")


def undo(_options: argparse.Namespace) -> None:
    """``undo``: restore the store as it was before the last load."""
    snapshot = undo_load(load_settings())
    print(f"Back at snapshot {snapshot}." if snapshot else "The store is empty again.", file=sys.stdout)
