"""Where reviewers work: each says it once, and it is kept with the name that they rule under."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from etl import model
from etl.store import Ledger


def record_reviewer(ledger: Ledger, author: str, department: str) -> None:
    """Note where a person works; a later note means that they have moved.

    Parameters
    ----------
    department
        One of the taxonomy's; empty: in none of them.
    """
    row = {"author": author, "department": department, "told_at": datetime.now(UTC).replace(tzinfo=None)}
    ledger.add(model.reviewers, [row])


def reviewers(ledger: Ledger, where: sa.ColumnElement[bool] | None = None) -> dict[str, str]:
    """Department of each person who has said where they work, by name.

    Parameters
    ----------
    where
        Rows that count; None: all.
    """
    table, counted = model.reviewers, sa.true() if where is None else where
    rows = ledger.read(sa.select(table.c.author, table.c.department).where(counted).order_by(table.c.row_id))
    return dict(zip(rows["author"].tolist(), rows["department"].tolist(), strict=True))
