"""What every page and every command that looks starts from: one snapshot, its taxonomy, the rulings in force."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.marts.base import Scope
from etl.marts.filters import Filters
from etl.rulings import overrides
from etl.settings import Settings
from etl.store import Reader, open_ledger, open_warehouse
from etl.taxonomy import Taxonomy, choose_taxonomy, parse_taxonomy


@dataclass(frozen=True)
class View:
    """One snapshot as it is looked at.

    Attributes
    ----------
    rulings
        Columns of `etl.marts.overrides.RULING_COLUMNS`; None where nobody has ruled.
    """

    reader: Reader
    taxonomy: Taxonomy
    rulings: pd.DataFrame | None

    def scope(self, filters: Filters) -> Scope:
        """What the measures and breakdowns take."""
        return Scope(self.reader.connection, filters, self.taxonomy, self.rulings)


@contextmanager
def open_view(settings: Settings) -> Iterator[View]:
    """Open the current snapshot, with the taxonomy of its last run."""
    ledger = open_ledger(settings)
    try:
        rulings = overrides(ledger)
    finally:
        ledger.close()
    with open_warehouse(settings).reader() as reader:
        yield View(reader, taxonomy_in_force(reader, settings), rulings)


def taxonomy_in_force(reader: Reader, settings: Settings) -> Taxonomy:
    """Taxonomy of the last run; before there is one, the taxonomy that a load would take."""
    last = sa.select(model.runs.c.taxonomy_text).order_by(model.runs.c.run_id.desc()).limit(1)
    text = reader.connection.execute(last).scalar()
    return choose_taxonomy(settings, None) if text is None else parse_taxonomy(text)
