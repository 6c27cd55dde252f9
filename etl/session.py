"""A read-only session: one snapshot, its taxonomy, and the rulings in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.ledger.rulings import Decisions, decisions
from etl.marts.core.filters import Filters
from etl.marts.shares.scope import Scope
from etl.settings import Settings
from etl.store import Reader, last_taxonomy, open_ledger, open_warehouse
from etl.taxonomy import Taxonomy, choose_taxonomy

_IDS_AT_ONCE = 1_000
"""A database takes only so many parameters."""


@dataclass(frozen=True)
class View:
    """One snapshot as it is looked at.

    Attributes
    ----------
    decisions
        What people decided: rulings in force, open disputes, judgements of the random sample.
    """

    reader: Reader
    taxonomy: Taxonomy
    decisions: Decisions

    @property
    def rulings(self) -> pd.DataFrame | None:
        """Columns of `etl.marts.shares.overrides.RULING_COLUMNS`; None where nobody has ruled."""
        return self.decisions.overrides

    @property
    def judged(self) -> pd.DataFrame:
        """Judgements of the random sample: columns of `etl.ledger.rulings.Decisions.judged`."""
        return self.decisions.judged

    def scope(self, filters: Filters) -> Scope:
        """What the measures and breakdowns take."""
        return Scope(self.reader.connection, filters, self.taxonomy, self.rulings, self.judged)


@contextmanager
def open_view(settings: Settings) -> Iterator[View]:
    """Open the current snapshot, with the taxonomy of its last run."""
    with open_warehouse(settings).reader() as reader:
        taxonomy = taxonomy_in_force(reader, settings)
        ledger = open_ledger(settings)
        try:
            decided = decisions(ledger, taxonomy, lambda ids: sources_of(reader, ids))
        finally:
            ledger.close()
        yield View(reader, taxonomy, decided)


def sources_of(reader: Reader, ids: Sequence[str]) -> dict[str, list[str]]:
    """Sources that have tickets of these ids."""
    t, found = model.tickets.c, dict[str, list[str]]()
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = t.ticket_id.in_(ids[start : start + _IDS_AT_ONCE])
        for source, ticket_id in reader.connection.execute(sa.select(t.source, t.ticket_id).where(some)):
            found.setdefault(ticket_id, []).append(source)
    return found


def missing_tickets(reader: Reader, ids: Sequence[str]) -> list[str]:
    """Which of these ids no ticket of the store has, in their order."""
    known = sources_of(reader, ids)
    return [each for each in ids if each not in known]


def taxonomy_in_force(reader: Reader, settings: Settings) -> Taxonomy:
    """Taxonomy of the last run; before there is one, the taxonomy that a load would take."""
    found = last_taxonomy(reader.connection)
    return choose_taxonomy(settings, None) if found is None else found
