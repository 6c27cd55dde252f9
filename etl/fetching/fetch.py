"""Fetches the tickets that changed at one helpdesk since the last fetch, and writes them to the inbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from etl.errors import BrokeOffError
from etl.fetching.access import Access
from etl.fetching.client import HelpdeskClient, NotListedError
from etl.fetching.inbox import Batch, Cursor, Inbox
from etl.fetching.moments import EARLIEST, seconds_of
from etl.fetching.product import Names, Product, Row, Window

TICKETS_OF_A_FILE = 10_000
"""Tickets per file: a full file is completed and the cursor moved, so a killed run loses no more than that."""

OVERLAP_SECONDS = 300
"""Overlap of consecutive fetches: an index of changes lags by some seconds, or has minute resolution."""

_MOST_PAGES_WITHOUT_NEWS = 50


@dataclass
class Fetched:
    """Progress and result of a fetch.

    Attributes
    ----------
    count
        New or changed tickets, in `files`.
    files
        Names of the files in the inbox; each is complete.
    since, until
        Unix time in seconds: start of the period fetched, and the time up to which nothing is missing.
    is_first
        Whether this is the helpdesk's first fetch.
    is_whole
        Whether nothing is left to fetch.
    findings
        Sentences for people.
    """

    since: float = 0.0
    until: float = 0.0
    is_first: bool = True
    is_whole: bool = False
    count: int = 0
    files: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)


def fetch(
    product: Product,
    access: Access,
    inbox: Inbox,
    since: float | None,
    now: float,
    told: Fetched,
    progress: Callable[[str, int, int], None],
) -> None:
    """Fetch changed tickets; the caller must hold the inbox.

    Parameters
    ----------
    since, now
        Unix time in seconds: start of a first fetch, and the current time.
    told
        Updated as files are completed, so that it is also valid if the fetch breaks off.

    Raises
    ------
    InputError, BrokeOffError
        As `HelpdeskClient.pages`; completed files stay, and the next fetch continues there.
    """
    before = inbox.cursor(access.mark)
    start = before or Cursor(access.mark, since or EARLIEST)
    told.since, told.until, told.is_first = start.since, start.since, before is None
    client = HelpdeskClient(product, access)
    names = _names(product, client, told)
    asked = max(start.since - (OVERLAP_SECONDS if before else 0), EARLIEST)
    pages = client.pages(product.tickets(Window(asked, now, access, names)))
    run = _Run(product, start, asked, now)
    while not told.is_whole:
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{len(told.files):04d}"
        with inbox.batch(name) as batch:
            for answer, rows in pages:
                run.take(rows, {**names, **product.side(answer)}, batch)
                progress("fetching", told.count + batch.count, 0)
                if batch.count >= TICKETS_OF_A_FILE and run.is_in_order:
                    break
            else:
                told.is_whole = True
            file = batch.complete()
        cursor = run.cursor()
        inbox.move(cursor)
        told.count += batch.count
        told.files += [file] if file else []
        told.until = cursor.since


class _Run:
    """What a fetch has seen so far."""

    def __init__(self, product: Product, start: Cursor, asked: float, now: float) -> None:
        self._product = product
        self._start = start
        self._asked = asked
        self._now = now
        self._last = start.since
        self._seen = dict(start.seen)
        self._count_idle = 0
        self.is_in_order = True

    def take(self, rows: list[Row], names: Names, batch: Batch) -> None:
        """Write what is new among the rows of a page."""
        count_before = batch.count
        for row in rows:
            key, stamp = self._product.key(row), self._product.stamp(row)
            seconds = seconds_of(stamp)
            if key is None or seconds is None:
                raise BrokeOffError(
                    f"{self._product.label} gave a ticket without an id or the time of its last change."
                )
            # With some slack: pages come in index order, which isn't exactly chronological.
            self.is_in_order &= seconds >= self._last - 2 * OVERLAP_SECONDS
            self._last = max(self._last, min(seconds, self._now))
            # An API with minute resolution also returns some earlier, known tickets.
            if seconds >= self._asked and self._seen.get(str(key)) != str(stamp):
                self._seen[str(key)] = str(stamp)
                batch.write(self._product.tidy(row, names))
        self._count_idle = 0 if batch.count > count_before else self._count_idle + 1
        if self._count_idle > _MOST_PAGES_WITHOUT_NEWS:
            raise BrokeOffError(f"{self._product.label} gives the same pages over and over.")

    def cursor(self) -> Cursor:
        """Time up to which everything was seen, and the tickets that will be returned again."""
        start = self._last - OVERLAP_SECONDS
        self._seen = {key: stamp for key, stamp in self._seen.items() if (seconds_of(stamp) or 0) >= start}
        return Cursor(self._start.mark, self._last, dict(self._seen))


def _names(product: Product, client: HelpdeskClient, told: Fetched) -> Names:
    """Names by id, from the product's lookups."""
    names: Names = {}
    for lookup in product.lookups:
        found = names.setdefault(lookup.kind, {})
        try:
            for row in client.names(lookup.endpoint()):
                found.update(lookup.pairs(row))
        except NotListedError:
            told.findings.append(
                f"These credentials may not list the {lookup.kind}: ids stand in place of their names."
            )
    return names
