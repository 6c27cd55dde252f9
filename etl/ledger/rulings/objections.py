"""Objections: one or several disputes raised at once, with somebody who is to decide them and a day by when."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from etl.errors import InputError
from etl.ledger.annotations import LONGEST_NAME, clean
from etl.ledger.rulings.record import By, Standing, answer, dispute
from etl.ledger.rulings.ruling import Ruling, Terms
from etl.locales import number

MOST = 2_000
"""Most complaints in one objection: each is a row of the record, and somebody has to look at it."""
LATEST = timedelta(days=365)
"""How far ahead the day of a decision may be."""

WAITING = {"source": "str", "ticket_id": "str", "about": "str", "proposed": "str", "author": "str", "reason": "str",
           "disputed_at": "datetime64[us]", "ruling_group": "str", "objection": "str", "decider": "str",
           "due": "object"}  # fmt: skip
DECIDED = WAITING | {"decided_at": "datetime64[us]", "decided_by": "str", "outcome": "str", "given_to": "str",
                     "decision_group": "str"}  # fmt: skip
RULED = "ruled"
"""Outcome of a dispute that nobody answered: a later ruling left its department no share."""


@dataclass(frozen=True)
class Objection:
    """A department head's objection to complaints: "not ours".

    Attributes
    ----------
    about
        Department whose head objects.
    proposed
        Department that the head names instead; None if none is named.
    decider
        Person who is to decide; empty where nobody is named.
    due
        Last day for deciding.
    """

    about: str
    proposed: str | None
    decider: str
    due: date

    def raised(self, standings: Iterable[Standing], by: By, today: date) -> list[Ruling]:
        """One dispute per complaint, all with the same objection id.

        Raises
        ------
        InputError
            If there are none or more than `MOST`, the day is past or too far ahead, or `dispute` refuses one.
        """
        if not today <= self.due <= today + LATEST:
            raise InputError("Choose a day for the decision: from today on, and within a year.")
        listed = list(standings)
        if not listed:
            raise InputError("There is no complaint to object to.")
        if len(listed) > MOST:
            raise InputError(
                f"One objection takes {number(MOST)} complaints at most; these are {number(len(listed))}. Narrow them."
            )
        decider = " ".join(clean(self.decider).split())[:LONGEST_NAME].strip()
        terms = Terms(uuid.uuid4().hex, decider or None, self.due)
        return [replace(dispute(each, self.about, self.proposed, by), terms=terms) for each in listed]


def decisions_on(
    standings: Mapping[tuple[str, str], Standing], waiting: Sequence[Ruling], by: By, outcome: str, other: str | None
) -> list[Ruling]:
    """Give several disputes the same answer; those whose ticket the store doesn't have stay open.

    Parameters
    ----------
    standings
        By source and ticket id.

    Raises
    ------
    InputError
        If `etl.ledger.rulings.answer` refuses one: then none is answered.
    """
    found = ((standings.get((str(each.source), each.ticket_id)), each) for each in waiting)
    return [answer(standing, each, by, outcome, other) for standing, each in found if standing is not None]


def due_of(disputed: date, due: date | None, days: int) -> date:
    """Last day for deciding a dispute: the one that was set, else so many days after it was raised."""
    return disputed + timedelta(days=days) if due is None else due


def waiting_row(one: Ruling) -> tuple[Any, ...]:
    """A dispute as a row of `WAITING`, without source and id."""
    terms = (one.terms.objection or one.group, one.terms.decider, one.terms.due)
    return (one.about, one.proposed, one.author, one.reason, one.ruled_at, one.group, *terms)


def decided_row(one: Ruling, decision: Ruling) -> tuple[Any, ...]:
    """A dispute and the ruling that closed it as a row of `DECIDED`, without source and id."""
    outcome = decision.outcome if decision.refers_to == one.group and decision.outcome else RULED
    return (*waiting_row(one), decision.ruled_at, decision.author, outcome, _given_to(one, decision, outcome),
            decision.group)  # fmt: skip


def _given_to(one: Ruling, decision: Ruling, outcome: str) -> str | None:
    if outcome in ("accepted", "kept"):
        return one.proposed if outcome == "accepted" else one.about
    return decision.main if len(decision.shares) == 1 else None  # of several shares nothing says which came from where
