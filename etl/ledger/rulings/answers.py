"""Objections that were answered: which department objected, to how many complaints, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from etl import model
from etl.ledger.rulings.ruling import Ruling, rulings_of
from etl.ledger.rulings.state import withdrawn_groups
from etl.store import Ledger
from etl.taxonomy import Taxonomy


@dataclass(frozen=True)
class Answered:
    """An answer to a dispute.

    Attributes
    ----------
    group
        Of the answer.
    about
        Department that disputed its share.
    outcome
        "accepted": it went to the department that the dispute proposed; "kept": it stays; "elsewhere": it went to a
        third.
    to
        Department that it is attributed to now.
    answered_at
        UTC.
    """

    group: str
    source: str | None
    ticket_id: str
    about: str
    outcome: str
    to: str | None
    answered_at: datetime


def answered(ledger: Ledger, taxonomy: Taxonomy) -> tuple[Answered, ...]:
    """Every answer that stands, the earliest first, departments by their names now."""
    table = model.rulings
    rows = ledger.read(sa.select(table).where(table.c.action.in_(["dispute", "answer", "withdraw"])))
    return answers_of(rulings_of(rows, taxonomy))


def answers_of(rulings: Iterable[Ruling]) -> tuple[Answered, ...]:
    """The same of rulings in their order."""
    listed = list(rulings)
    gone = withdrawn_groups(listed)
    disputes = {each.group: each for each in listed if each.action == "dispute" and each.group not in gone}
    return tuple(
        Answered(
            each.group, each.source, each.ticket_id, disputes[each.refers_to].about or "", each.outcome or "",
            each.main, each.ruled_at,
        )
        for each in listed
        if each.action == "answer" and each.group not in gone and each.refers_to in disputes
    )  # fmt: skip
