"""A read-only session: one snapshot, its taxonomy, and the rulings in force."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.ledger.links import Moment
from etl.ledger.rulings import Counted, Decisions, decisions
from etl.marts.core.filters import Filters
from etl.marts.core.lately import Lately
from etl.marts.shares.scope import Scope
from etl.settings import Settings
from etl.store import Reader, last_taxonomy, open_ledger, open_warehouse
from etl.taxonomy import Taxonomy, choose_taxonomy

_IDS_AT_ONCE = 1_000
"""A database takes only so many parameters."""

_MOST_ANSWERS, _MOST_BYTES = 160, 96 * 2**20
"""What an open view keeps under filters: a page asks for some ten answers, and a few visitors look at a time."""


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
    _answers: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    _under: Lately = field(default_factory=lambda: Lately(_MOST_ANSWERS, _MOST_BYTES), repr=False)

    @property
    def rulings(self) -> pd.DataFrame | None:
        """Columns of `etl.marts.shares.overrides.RULING_COLUMNS`; None where nobody has ruled."""
        return self.decisions.overrides

    @property
    def judged(self) -> pd.DataFrame:
        """Judgements of the random sample: columns of `etl.ledger.rulings.Decisions.judged`."""
        return self.decisions.judged

    def scope(self, filters: Filters) -> Scope:
        """What the measures and breakdowns take; what filters don't change is asked once for all scopes of a view."""
        reading = (self.reader.connection, filters, self.taxonomy, self.rulings, self.judged)
        return Scope(*reading, keeps_rows=True, _kept=self._answers, _under=self._under)

    def scope_once(self, filters: Filters) -> Scope:
        """As `scope`, for a single question: nothing is worked out and kept for others, which takes time and memory."""
        return Scope(self.reader.connection, filters, self.taxonomy, self.rulings, self.judged)

    def deciding(self, settings: Settings, counted: Counted) -> View:
        """The same snapshot with only those rows of the ledger counted; its answers are its own."""
        return View(self.reader, self.taxonomy, _decided(self.reader, self.taxonomy, settings, counted))


@contextmanager
def open_view(settings: Settings, moment: Moment | None = None) -> Iterator[View]:
    """Open a snapshot, with the taxonomy of its last run and what people had decided.

    Parameters
    ----------
    moment
        State to open; None: the current one.

    Raises
    ------
    SnapshotGoneError
        If the snapshot of the moment isn't kept.
    """
    with open_warehouse(settings).reader(None if moment is None else moment.snapshot) as reader:
        taxonomy = taxonomy_in_force(reader, settings)
        counted = Counted() if moment is None else Counted(moment.until)
        yield View(reader, taxonomy, _decided(reader, taxonomy, settings, counted))


def _decided(reader: Reader, taxonomy: Taxonomy, settings: Settings, counted: Counted) -> Decisions:
    ledger = open_ledger(settings)
    try:
        return decisions(ledger, taxonomy, lambda ids: sources_of(reader, ids), counted)
    finally:
        ledger.close()


class OpenViews:
    """Views that stay open: what they all start from is worked out once, and not for each question.

    Parameters
    ----------
    most
        Views that are kept; the one that wasn't asked for the longest time is closed first.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._views: dict[Hashable, _OpenView] = {}
        self._lock = Lock()

    @contextmanager
    def of(self, settings: Settings, state: Hashable, moment: Moment | None = None) -> Iterator[View]:
        """The view of a state of the store and of the rulings; one question at a time is put to it.

        A view that a question failed on is closed: its connection may be in the middle of something.

        Parameters
        ----------
        state
            Differs wherever the snapshot or what people decided differs.
        moment
            Which state that is; None: the current one.
        """
        with self._lock:
            one = self._views.pop((settings, state), None) or _OpenView()
            self._views[settings, state] = one
            going = [self._views.pop(key) for key in list(self._views)[: -self._most]]
        for each in going:
            each.close()
        with one.lock:
            try:
                view = one.opened(settings, moment)
                yield view
                # An open transaction would hold locks on a snapshot that a load wants to drop.
                view.reader.connection.commit()
            except BaseException:
                one.close_now()
                raise
            if self._views.get((settings, state)) is not one:  # others came in between: nobody would close it
                one.close_now()


class _OpenView:
    """A view, opened when the first question is put to it; after it was closed the next question opens it again."""

    def __init__(self) -> None:
        self.lock = Lock()
        self._closing = ExitStack()
        self._view: View | None = None

    def opened(self, settings: Settings, moment: Moment | None) -> View:
        if self._view is not None and not _still_answers(self._view):
            self.close_now()
        if self._view is None:
            self._view = self._closing.enter_context(open_view(settings, moment))
        return self._view

    def close(self) -> None:
        with self.lock:
            self.close_now()

    def close_now(self) -> None:
        self._view = None
        self._closing.close()


def _still_answers(view: View) -> bool:
    """Whether the database still answers: a server may have been started anew since."""
    try:
        view.reader.connection.execute(sa.select(1))
    except sa.exc.SQLAlchemyError:
        return False
    return True


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
