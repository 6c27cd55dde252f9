"""Commitments: what a department and the frontline agreed to do about a cause, and what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from etl import model
from etl.errors import InputError
from etl.ledger.annotations import clean, missing, or_none, person, utc_now
from etl.model import UNATTRIBUTED
from etl.store import Ledger

REMIND_DAYS = 14
"""Days before a due date at which reminders of it start."""

STATES = {"agree": "agreed", "reopen": "agreed", "done": "done", "withdraw": "withdrawn"}
"""State of a commitment by the action of its last row."""


@dataclass(frozen=True)
class Commitment:
    """An agreed commitment, and its state.

    Attributes
    ----------
    issue
        The cause; None: everything that starts in the department.
    what
        What will be done.
    start
        First day on which its effect can show.
    due
        Last day for doing it.
    target
        Complaints a month to come down to; None where no target was set.
    state
        "agreed", "done" or "withdrawn".
    history
        Action, author, note and time (UTC) of each row, in order.
    """

    commitment: str
    department: str
    issue: str | None
    owner: str
    what: str
    start: date
    due: date
    target: float | None
    state: str = "agreed"
    history: tuple[tuple[str, str, str, datetime], ...] = ()

    @property
    def cause(self) -> str:
        """The cause in words, such as "Late delivery (Logistics)"."""
        return f"{self.issue} ({self.department})" if self.issue else f"Everything that starts in {self.department}"


@dataclass(frozen=True)
class Due:
    """A commitment whose date is near or past.

    Attributes
    ----------
    days
        Days until it is due; below 0 when it is late.
    """

    commitment: Commitment
    days: int

    @property
    def words(self) -> str:
        """Time left in words, such as "due in 3 days"."""
        if self.days == 0:
            return "due today"
        number = f"{abs(self.days)} day{'' if abs(self.days) == 1 else 's'}"
        return f"due in {number}" if self.days > 0 else f"due {number} ago"


def agree(
    ledger: Ledger,
    *,
    department: str,
    issue: str | None,
    owner: str,
    what: str,
    start: date,
    due: date,
    target: float | None,
    author: str,
    now: datetime | None = None,
) -> str:
    """Record a commitment; it is on disk when this returns.

    Returns
    -------
    str
        Its id.

    Raises
    ------
    InputError
        If the department, the owner or the action is missing, it is due before it starts, or the target is below 0.
    """
    if not department.strip() or department == UNATTRIBUTED:
        raise InputError("Choose the department that commits itself.")
    if not clean(what):
        raise InputError("Say what will be done.")
    if due < start:
        raise InputError(f"It is due ({due}) before it starts ({start}). Swap the two days.")
    if target is not None and not 0 <= target < float("inf"):
        raise InputError("The target is a number of complaints a month: 0 or more.")
    name = uuid.uuid4().hex
    row: dict[str, Any] = {
        "department": department,
        "issue": issue or None,
        "owner": person(owner),
        "what": clean(what),
    }
    row |= {"start": start, "due": due, "target": None if target is None else float(target)}
    ledger.add(model.commitments, [_row(name, "agree", author, "", now) | row])
    return name


def change(
    ledger: Ledger, commitment: Commitment, action: str, author: str, note: str = "", now: datetime | None = None
) -> None:
    """Record that a commitment was kept ("done"), given up ("withdraw") or taken up again ("reopen").

    Raises
    ------
    InputError
        If the commitment is in that state already, or the action is unknown.
    """
    if action not in ("done", "withdraw", "reopen"):
        raise InputError(f"A commitment is done, withdrawn or reopened, not {action!r}.")
    if STATES[action] == commitment.state:
        raise InputError(f"It is {commitment.state} already.")
    ledger.add(model.commitments, [_row(commitment.commitment, action, author, note, now)])


def read_commitments(ledger: Ledger) -> tuple[Commitment, ...]:
    """All commitments in their present state, the earliest due date first."""
    table = model.commitments
    return settle(ledger.read(sa.select(table).order_by(table.c.commitment_id)).to_dict("records"))


def settle(rows: Iterable[dict[Any, Any]]) -> tuple[Commitment, ...]:
    """Commitments from the ledger's rows in their order; the last row of each gives its state."""
    gathered: dict[str, list[dict[Any, Any]]] = {}
    for row in rows:
        gathered.setdefault(row["commitment"], []).append(row)
    found = [_of_rows(own) for own in gathered.values() if own[0]["action"] == "agree"]
    return tuple(sorted(found, key=lambda each: (each.due, each.department, each.commitment)))


def due_soon(commitments: Iterable[Commitment], today: date, within: int = REMIND_DAYS) -> tuple[Due, ...]:
    """Open commitments that are late or due within some days, the most overdue first."""
    near = today + timedelta(days=within)
    open_ones = (each for each in commitments if each.state == "agreed" and each.due <= near)
    return tuple(sorted((Due(each, (each.due - today).days) for each in open_ones), key=lambda due: due.days))


def _row(name: str, action: str, author: str, note: str, now: datetime | None) -> dict[str, Any]:
    signed = {"author": person(author), "note": clean(note) or None, "recorded_at": now or utc_now()}
    return {"commitment": name, "action": action} | signed


def _of_rows(rows: list[dict[Any, Any]]) -> Commitment:
    first, last = rows[0], rows[-1]
    said = tuple((row["action"], row["author"], or_none(row["note"]) or "", _time(row)) for row in rows)
    return Commitment(
        commitment=first["commitment"],
        department=first["department"],
        issue=or_none(first["issue"]),
        owner=first["owner"],
        what=first["what"],
        start=first["start"],
        due=first["due"],
        target=None if missing(first["target"]) else float(first["target"]),
        state=STATES[last["action"]],
        history=said,
    )


def _time(row: dict[Any, Any]) -> datetime:
    moment = row["recorded_at"]
    found: datetime = moment.to_pydatetime() if hasattr(moment, "to_pydatetime") else moment
    return found
