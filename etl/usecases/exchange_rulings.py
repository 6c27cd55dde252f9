"""Imports rulings from a file, and exports the whole record."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.ledger.rulings import import_rulings, read_rulings, unknown_issues
from etl.session import View, missing_tickets, open_view
from etl.settings import Settings
from etl.store import open_ledger
from etl.taxonomy import Taxonomy

_SHOWN_CONFLICTS, _SHOWN_NAMES = 5, 5


def take_in(path: Path, settings: Settings) -> list[str]:
    """Add a rulings file to the ledger, and report the result in plain lines.

    Raises
    ------
    InputError
        If the file can't be read or doesn't fit the taxonomy; then nothing is added.
    """
    given = read_rulings(path)
    with open_view(settings) as view:
        taxonomy = _taxonomy_to_check(view, settings)
    ledger = open_ledger(settings)
    try:
        count = import_rulings(ledger, given, taxonomy)
    finally:
        ledger.close()
    known = len(given) - count
    skipped = f"; {known:,} {'was' if known == 1 else 'were'} there already and skipped." if known else "."
    lines = [f"{count:,} of {len(given):,} rulings are new{skipped}"]
    if taxonomy is not None and (unknown := unknown_issues(given, taxonomy)):
        named = _some(unknown)
        lines.append(f"Kept as written, though {taxonomy.name} has no such issue: {named}. Give it an alias there.")
    with open_view(settings) as view:
        ids = list(dict.fromkeys(given["ticket_id"]))
        missing = missing_tickets(view.reader, ids)
        conflicts = view.decisions.conflicts
    if missing:
        lines.append(f"Not in the store yet: {len(missing):,} of the file's tickets ({_some(missing)}).")
        lines.append("Their rulings are kept and wait for them.")
    if len(conflicts) and count:
        lines.append(f"Contradictions on record: {len(conflicts):,}. The later ruling counts:")
        lines += [
            f"  {row.ticket_id}: {row.earlier_author} said {row.earlier_department}, "
            f"{row.later_author} {row.later_department}"
            for row in conflicts.head(_SHOWN_CONFLICTS).itertuples()
        ]
    return lines


def whole_record(settings: Settings) -> pd.DataFrame:
    """Rows of the ledger's rulings, disputes and superseded ones included, in the order in which they were made."""
    ledger = open_ledger(settings)
    try:
        return ledger.read(sa.select(model.rulings).order_by(model.rulings.c.ruling_id))
    finally:
        ledger.close()


def _some(names: list[str]) -> str:
    more = len(names) - _SHOWN_NAMES
    return ", ".join(names[:_SHOWN_NAMES]) + (f" and {more:,} more" if more > 0 else "")


def _taxonomy_to_check(view: View, settings: Settings) -> Taxonomy | None:
    """Taxonomy that rulings must fit; None while neither a load nor a file determines it."""
    is_known = not view.reader.is_empty or settings.taxonomy_file.is_file()
    return view.taxonomy if is_known else None
