"""Commands that attribute a file without the store: attribute, evaluate."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.commands.request import request_of
from etl.errors import InputError
from etl.ledger.rulings import file_to_learn_from, read_rulings
from etl.reports.table_files import TABLES, check_ending, write_table
from etl.settings import Settings, load_settings
from etl.store import Warehouse, open_warehouse
from etl.system.permissions import temporary_folder
from etl.usecases.attribute import Rulings
from etl.usecases.load import LoadRequest, load
from etl.usecases.load_report import LoadReport


def attribute_file(options: argparse.Namespace) -> None:
    """``attribute FILE --out FILE.csv``: one row per accepted ticket."""
    out = Path(options.out)
    check_ending(out, tuple(TABLES), "origins")
    rulings = file_to_learn_from(read_rulings(Path(options.rulings))) if options.rulings else None
    with own_store() as (settings, warehouse):
        load_tickets(request_of(options, Path(options.file)), settings, warehouse, rulings=rulings)
        write_table(_origins(warehouse), out)


def load_tickets(request: LoadRequest, settings: Settings, warehouse: Warehouse, rulings: Rulings = None) -> LoadReport:
    """Load a file that must hold tickets.

    Raises
    ------
    InputError
        If it can't be used, or holds volumes.
    """
    report = load(request, settings, warehouse, rulings=rulings)
    if report.kind == "volumes":
        raise InputError(f"{report.file_name} holds volumes, not tickets. Give an export of tickets.")
    return report


@contextmanager
def own_store() -> Iterator[tuple[Settings, Warehouse]]:
    """Temporary store for this command, so that a file goes through the same steps as a load."""
    with temporary_folder() as folder:
        kept = load_settings()
        # the taxonomy in force is still that of the real home; everything is written to the temporary folder
        settings = replace(kept, home=folder, database_url="")
        if kept.taxonomy_file.is_file():
            settings.taxonomy_file.write_bytes(kept.taxonomy_file.read_bytes())
        yield settings, open_warehouse(settings)


def _origins(warehouse: Warehouse) -> pd.DataFrame:
    """One row per ticket: the department with its largest share, and all of its evidence in one cell."""
    tickets, shares, evidence = model.tickets, model.attributions, model.evidence
    keys = ("source", "ticket_id", "run_id")
    with warehouse.reader() as reader:
        same = sa.and_(*(tickets.c[key] == shares.c[key] for key in keys))
        origins = reader.read(
            sa.select(
                tickets.c.ticket_id, tickets.c.kind, tickets.c.line, shares.c.department, shares.c.issue,
                shares.c.share, shares.c.confidence, shares.c.best_department,
            ).join_from(tickets, shares, same)
        )  # fmt: skip
        seen = reader.read(sa.select(evidence).order_by(evidence.c.weight.desc(), evidence.c.detail))
    largest = origins.sort_values(["line", "share", "department"], ascending=[True, False, True]).drop_duplicates(
        "ticket_id"
    )
    told = (
        seen["signal"] + " " + seen["field"] + ": " + seen["detail"] + " (" + seen["department"] + " "
        + seen["weight"].map("{:+.2f}".format).astype("str") + ")"
    )  # fmt: skip
    # Without any evidence, neither pandas' map nor its agg returns text columns.
    joined = told.groupby(seen["ticket_id"]).agg("; ".join)
    largest["evidence"] = largest["ticket_id"].map(joined).astype("str").fillna("")
    columns = ["ticket_id", "kind", "department", "issue", "confidence", "best_department", "evidence"]
    return largest[columns].reset_index(drop=True)


def evaluate_file(options: argparse.Namespace) -> None:
    """``evaluate FILE --truth Column``: measure quality against known origins, which the engine doesn't see."""
    from etl.evaluation.evaluate import evaluate

    rulings = file_to_learn_from(read_rulings(Path(options.rulings))) if options.rulings else None
    request = request_of(options, Path(options.file))
    quality = evaluate(request, load_settings(), truth=options.truth, rulings=rulings, without=options.without)
    if options.json:
        print(json.dumps(quality.as_json(), ensure_ascii=False, indent=2))
    else:
        print("\n".join(quality.lines()))
