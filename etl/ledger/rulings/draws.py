"""Draws: random samples of tickets to rule on, recorded before anybody sees them.

A draw is recorded whole, so that missing rulings are known. Rules for what happens later:

* Tickets loaded after a draw aren't in it. Until the next draw they are taken to be like the others of their stratum.
* Two people may rule on one ticket: the later ruling is in force and counts once; agreement compares the two.
* A new ruling changes the outcome and not the draw; a ruling that was taken back leaves the ticket missing.
* A ticket that was skipped, or whose origin nobody can tell, is missing; the others of its stratum stand for it.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pandas as pd
import sqlalchemy as sa

from etl import model
from etl.ledger.rulings.ruling import Drawn
from etl.store import Ledger

COLUMNS = {"draw_id": "str", "place": "int64", "source": "str", "ticket_id": "str", "stratum": "str",
           "probability": "float64", "drawn_from": "str", "author": "str", "drawn_at": "datetime64[us]"}  # fmt: skip


def record_draw(ledger: Ledger, tickets: pd.DataFrame, drawn_from: str, author: str) -> str:
    """Record a draw in the ledger, and return its id.

    Parameters
    ----------
    tickets
        In the order in which they are to be ruled: source, ticket_id, stratum, probability.
    drawn_from
        Name of the snapshot.
    author
        Who asked for it.
    """
    draw_id = uuid.uuid4().hex
    shared = {"draw_id": draw_id, "drawn_from": drawn_from, "author": author,
              "drawn_at": datetime.now(UTC).replace(tzinfo=None)}  # fmt: skip
    columns = ["source", "ticket_id", "stratum", "probability"]
    rows = tickets[columns].astype(object).itertuples(index=False, name=None)
    ledger.add(
        model.draws,
        [{**dict(zip(columns, row, strict=True)), **shared, "place": place} for place, row in enumerate(rows)],
    )
    return draw_id


def drawn_tickets(ledger: Ledger, where: sa.ColumnElement[bool] | None = None) -> pd.DataFrame:
    """Every ticket of every draw, in the order in which they were drawn: `COLUMNS`.

    Parameters
    ----------
    where
        Rows that count; None: all.
    """
    table, counted = model.draws, sa.true() if where is None else where
    rows = ledger.read(sa.select(*(table.c[name] for name in COLUMNS)).where(counted).order_by(table.c.row_id))
    return rows.astype(COLUMNS)


def as_drawn(row: pd.Series) -> Drawn:
    """How a ticket was drawn, from a row of `drawn_tickets`."""
    return Drawn(str(row["draw_id"]), str(row["stratum"]), float(row["probability"]), str(row["drawn_from"]))
