"""A fetch: what changed at one helpdesk since the last time, written to the inbox."""

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
"""A file is completed, and the cursor moved, when it holds so many: a run that is killed later loses no more."""

OVERLAP_SECONDS = 300
"""So much of what was fetched is asked for again: an index of changes is behind by some seconds, or counts minutes."""

_MOST_PAGES_WITHOUT_NEWS = 50


@dataclass
class Fetched:
    """What a fetch has brought until now.

    Attributes
    ----------
    count
        Tickets that are new or changed; those of `files`.
    files
        Names of the files in the inbox; each is complete.
    since, until
        Seconds of Unix time: from when changes were asked for, and up to when nothing is missing.
    is_first
        Whether this helpdesk had not been fetched before.
    is_whole
        Whether nothing is left to fetch.
    findings
        Plain sentences.
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
    """Fetch what changed; the inbox has to be held.

    Parameters
    ----------
    since, now
        Seconds of Unix time: where to begin if this helpdesk was never fetched, and the time of asking.
    told
        Filled as files become complete, so that it holds also where the fetch breaks off.

    Raises
    ------
    InputError, BrokeOffError
        As `HelpdeskClient.pages`; what is complete stays, and the next fetch goes on there.
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
            # With some slack: pages of an index come in its order, not quite in that of the times.
            self.is_in_order &= seconds >= self._last - 2 * OVERLAP_SECONDS
            self._last = max(self._last, min(seconds, self._now))
            # What counts in minutes gives some tickets from before the time that was asked for: they are known.
            if seconds >= self._asked and self._seen.get(str(key)) != str(stamp):
                self._seen[str(key)] = str(stamp)
                batch.write(self._product.tidy(row, names))
        self._count_idle = 0 if batch.count > count_before else self._count_idle + 1
        if self._count_idle > _MOST_PAGES_WITHOUT_NEWS:
            raise BrokeOffError(f"{self._product.label} gives the same pages over and over.")

    def cursor(self) -> Cursor:
        """How far everything was seen; of the tickets only those that will be told again."""
        start = self._last - OVERLAP_SECONDS
        self._seen = {key: stamp for key, stamp in self._seen.items() if (seconds_of(stamp) or 0) >= start}
        return Cursor(self._start.mark, self._last, dict(self._seen))


def _names(product: Product, client: HelpdeskClient, told: Fetched) -> Names:
    """Names of what tickets have ids of, by the product's lookups."""
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
