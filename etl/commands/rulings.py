"""Commands that import and export rulings."""

from __future__ import annotations

import argparse
from pathlib import Path

from etl.ledger.rulings import write_rulings
from etl.reports.table_files import CSV, check_ending
from etl.settings import Settings, load_settings
from etl.usecases.exchange_rulings import take_in, whole_record


def exchange_rulings(options: argparse.Namespace) -> None:
    """``rulings import FILE`` and ``rulings export FILE``."""
    settings, path = load_settings(), Path(options.file)
    if options.direction == "import":
        for line in take_in(path, settings):
            print(line)
    else:
        check_ending(path, CSV, "rulings")
        _export(path, settings)


def _export(path: Path, settings: Settings) -> None:
    rows = whole_record(settings)
    write_rulings(rows, path)
    print(f"{len(rows):,} rows written to {path}.")
