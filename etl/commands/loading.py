"""Commands that change the store: load, validate, undo, loads, sample."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from etl import model
from etl.bookkeeping import SAMPLE_MANIFEST, LoadReport
from etl.commands.progress import progress_shown_as
from etl.errors import InputError
from etl.rulings import import_rulings, read_rulings, rulings_to_learn_from
from etl.settings import Settings, load_settings
from etl.store import Warehouse, open_ledger, open_warehouse


def parse_mapping(pairs: list[str]) -> dict[str, str]:
    """``["ticket_id=Nr"]`` to ``{"ticket_id": "Nr"}``; nothing behind the sign leaves a field unmapped.

    Raises
    ------
    InputError
        If a pair has no equals sign, or a field is given twice.
    """
    mapping: dict[str, str] = {}
    for pair in pairs:
        name, equals, column = pair.partition("=")
        if not equals or not name.strip():
            raise InputError(f"--map {pair!r} can't be read; write --map field=Column, such as --map ticket_id=Nr.")
        if name.strip() in mapping:
            raise InputError(f"--map names the field {name.strip()} twice; keep one.")
        mapping[name.strip()] = column.strip()
    return mapping


def load_files(options: argparse.Namespace) -> None:
    """``load FILE...``: each file wholly or not at all, in the order given."""
    _run(options, load_settings(), publish=True)


def validate_files(options: argparse.Namespace) -> None:
    """``validate FILE...``: as load, in a store of its own that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="headwater-") as folder:
        settings = load_settings()
        _run(options, replace(settings, home=Path(folder), database_url=""), publish=False)


def _run(options: argparse.Namespace, settings: Settings, *, publish: bool) -> None:
    warehouse = open_warehouse(settings)
    reports: list[LoadReport] = []
    try:
        for file in options.files:
            reports.append(_load_one(file, options, settings, warehouse, publish=publish))
            if not options.json:
                print("\n".join(reports[-1].lines()), flush=True)
        if publish and not options.json:
            for line in _traced_with_less(warehouse, reports):
                print(line)
    except InputError as error:
        if publish and reports:
            kept = ", ".join(report.file_name for report in reports)
            raise InputError(f"{error} Loaded before it and kept: {kept}.") from error
        raise
    finally:
        if options.json and reports:
            found = [report.as_json() for report in reports]
            told = found[0] if len(options.files) == 1 else {"loads": found}
            print(json.dumps(told, ensure_ascii=False, indent=2))


def _traced_with_less(warehouse: Warehouse, reports: list[LoadReport]) -> Iterator[str]:
    """Two lines where the first of several files were traced from far fewer tickets than are stored after the last."""
    runs = [report.run_id for report in reports if report.kind == "tickets"]
    if len(runs) < 2:
        return
    with warehouse.reader() as reader:
        kept = reader.read(sa.select(model.runs.c.learnt).where(model.runs.c.run_id.in_(runs)))["learnt"]
    counts = [json.loads(learnt).get("counts", {}).get("tickets", 0) for learnt in kept]
    if len(counts) > 1 and max(counts) >= 2 * min(counts):
        fewest, most = f"{min(counts):,}", f"{max(counts):,}"
        yield f"Each file was traced from what was stored by then, the first from {fewest} tickets, the last {most}."
        yield "To trace all of them from everything that is stored now: python -m etl trace"


def _load_one(
    file: str, options: argparse.Namespace, settings: Settings, warehouse: Warehouse, *, publish: bool
) -> LoadReport:
    from etl.pipeline import LoadRequest, load

    request = LoadRequest(
        path=Path(file),
        source=options.source,
        mapping=parse_mapping(options.map),
        taxonomy=options.taxonomy,
        date_order=options.date_order,
        time_zone=options.time_zone,
    )
    with progress_shown_as(options.progress) as progress:
        rulings = rulings_to_learn_from(settings) if publish else None
        return load(request, settings, warehouse, progress=progress, publish=publish, rulings=rulings)


def load_sample(options: argparse.Namespace) -> None:
    """``sample``: take in the shipped rulings, then load the shipped files in the order that their manifest gives."""
    settings = load_settings()
    if options.if_empty:
        with open_warehouse(settings).reader() as reader:
            if not reader.is_empty:
                return
    if not SAMPLE_MANIFEST.is_file():
        raise InputError(
            f"The sample isn't here: {SAMPLE_MANIFEST} is missing. Run `python -m etl.sample` to write it."
        )
    manifest = json.loads(SAMPLE_MANIFEST.read_text(encoding="utf-8"))
    ledger = open_ledger(settings)
    try:
        count = import_rulings(ledger, read_rulings(SAMPLE_MANIFEST.parent / manifest["rulings"]))
    finally:
        ledger.close()
    print(f"{count:,} rulings of the sample's invented reviewers are in the ledger.")
    options.files = [str(SAMPLE_MANIFEST.parent / name) for name in manifest["load"]]
    options.source = options.taxonomy = options.date_order = options.time_zone = None
    options.map, options.json = [], False
    _run(options, settings, publish=True)


def list_loads(options: argparse.Namespace) -> None:
    """``loads``: newest first."""
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
    """``undo``: the store as it was before the last load."""
    snapshot = open_warehouse(load_settings()).undo()
    print(f"Back at snapshot {snapshot}." if snapshot else "The store is empty again.", file=sys.stdout)
