"""Commands that read the store: measures, export, doctor."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from etl import checkup
from etl.commands.output import write_csv
from etl.errors import InputError
from etl.marts.filters import Filters
from etl.reports.measures import measure_rows, measures_object
from etl.reports.slides import holds_words, write_slides
from etl.reports.tickets import ticket_rows
from etl.settings import load_settings
from etl.store import open_ledger
from etl.view import open_view


def print_measures(options: argparse.Namespace) -> None:
    """``measures``: the numbers of the pages, from the same functions."""
    filters = Filters.from_namespace(options)
    with open_view(load_settings()) as view:
        found = measures_object(view.scope(filters))
    if options.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return
    print(f"{filters.sentence()} · data as of {found['as_of'] or '–'}")
    for name, measured in found["measures"].items():
        print(f"{name:<32} {measured['value'] if measured['value'] is not None else '–':>12} {measured['note']}")


def export(options: argparse.Namespace) -> None:
    """``export --what tickets|measures|slides --out FILE``: rows with customers' words are logged."""
    settings, filters, path = load_settings(), Filters.from_namespace(options), Path(options.out)
    with open_view(settings) as view:
        scope = view.scope(filters)
        if options.what == "slides":
            count = write_slides(scope, path)
        else:
            rows = ticket_rows(scope) if options.what == "tickets" else measure_rows(scope)
            write_csv(rows, path)
            count = len(rows)
    if options.what == "tickets" or (options.what == "slides" and holds_words(filters)):
        ledger = open_ledger(settings)
        ledger.log_access(options.what, json.dumps(filters.to_query()), count)
        ledger.close()
    print(f"{count:,} {'slides' if options.what == 'slides' else 'rows'} written to {path} ({filters.sentence()}).")


def doctor(_options: argparse.Namespace) -> None:
    """``doctor``: what works, and what to mend; exits with 2 when something needs mending."""
    results = checkup.check(load_settings())
    for result in results:
        print(f"{'ok  ' if result.is_well else 'MEND'}  {result.what}: {result.finding}")
    if not all(result.is_well for result in results):
        raise InputError("See the lines marked MEND.")
