"""Links that keep their meaning: the state that a link shows, and its figures when it was copied."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.ledger.annotations import missing, or_none, utc_now
from etl.store import Ledger

AS_OF = "as_of"
"""Query parameter of an address: the state that a link shows."""
_LAST_NUMBERS = sa.select(
    *(
        sa.func.coalesce(sa.select(sa.func.max(number)).scalar_subquery(), 0)
        for number in (model.rulings.c.ruling_id, model.draws.c.row_id, model.reviewers.c.row_id)
    )
)
_MOMENT = re.compile(r"([a-z_]{0,16}[0-9]{1,9})-([0-9]{1,9})-([0-9]{1,9})-([0-9]{1,9})")


class Moment(NamedTuple):
    """State that a link shows: a snapshot, and the last rows of the ledger that count.

    Attributes
    ----------
    snapshot
        Its name.
    until
        Numbers of the last ruling, drawn ticket and reviewer's department that count: rows are only ever added.
    """

    snapshot: str
    until: tuple[int, int, int]

    @property
    def text(self) -> str:
        """As a link carries it: "000006-152-40-3"."""
        return "-".join([self.snapshot, *map(str, self.until)])

    @classmethod
    def read(cls, text: str) -> Moment | None:
        """Read a moment from a link; None where the text isn't one."""
        found = _MOMENT.fullmatch(text)
        if found is None:
            return None
        snapshot, *until = found.groups()
        first, second, third = map(int, until)
        return cls(snapshot, (first, second, third))


def last_numbers(ledger: Ledger) -> tuple[int, int, int]:
    """Numbers of the last ruling, drawn ticket and reviewer's department; each new row has a higher number."""
    rulings, draws, reviewers = ledger.row(_LAST_NUMBERS)
    return int(rulings), int(draws), int(reviewers)


@dataclass(frozen=True)
class Said:
    """Figures of a state under some filters.

    Attributes
    ----------
    complaints
        Complaints within the filters.
    share, low, high
        Share caused elsewhere, 0 to 1, with its interval; None where it can't be estimated.
    tickets
        Tickets in the store.
    rulings
        Tickets with a ruling in force.
    engine_version
        Of the run in force.
    data_until
        Latest time in any ticket, UTC.
    made_at
        When the link was copied, UTC; None where that isn't recorded.
    """

    complaints: float | None
    share: float | None
    low: float | None
    high: float | None
    tickets: int
    rulings: int
    taxonomy_name: str
    taxonomy_hash: str
    engine_version: str
    data_until: datetime | None
    made_at: datetime | None = None


_COLUMNS = ("complaints", "share", "low", "high", "tickets", "rulings", "taxonomy_name", "taxonomy_hash",
            "engine_version", "data_until")  # fmt: skip


def note_link(ledger: Ledger, moment: Moment, filters: str, said: Said, now: datetime | None = None) -> None:
    """Record the figures behind a link that is being copied, once for each state and filters.

    Parameters
    ----------
    filters
        Filters as JSON, keys sorted.
    """
    if noted(ledger, moment, filters) is None:
        row = {name: getattr(said, name) for name in _COLUMNS}
        ledger.add(model.links, [row | {"as_of": moment.text, "filters": filters, "made_at": now or utc_now()}])


def noted(ledger: Ledger, moment: Moment, filters: str) -> Said | None:
    """Figures recorded for a link; None if it wasn't copied under these filters."""
    table = model.links
    select = sa.select(table).where(table.c.as_of == moment.text, table.c.filters == filters)
    rows = ledger.read(select.order_by(table.c.link_id).limit(1)).to_dict("records")
    return _said(rows[0]) if rows else None


def _said(row: Mapping[Any, Any]) -> Said:
    def number(name: str) -> float | None:
        return None if missing(row[name]) else float(row[name])

    def time(name: str) -> datetime | None:
        return None if missing(row[name]) else pd.Timestamp(row[name]).to_pydatetime()

    return Said(
        complaints=number("complaints"),
        share=number("share"),
        low=number("low"),
        high=number("high"),
        tickets=int(number("tickets") or 0),
        rulings=int(number("rulings") or 0),
        taxonomy_name=or_none(row["taxonomy_name"]) or "",
        taxonomy_hash=or_none(row["taxonomy_hash"]) or "",
        engine_version=or_none(row["engine_version"]) or "",
        data_until=time("data_until"),
        made_at=time("made_at"),
    )
