"""Where reviewers work: said once by each, and kept with the name that they rule under."""

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
        Of the taxonomy; empty: in none of these.
    """
    row = {"author": author, "department": department, "told_at": datetime.now(UTC).replace(tzinfo=None)}
    ledger.add(model.reviewers, [row])


def reviewers(ledger: Ledger) -> dict[str, str]:
    """Department of each person who has said where they work, by name."""
    table = model.reviewers
    rows = ledger.read(sa.select(table.c.author, table.c.department).order_by(table.c.row_id))
    return dict(zip(rows["author"].tolist(), rows["department"].tolist(), strict=True))
