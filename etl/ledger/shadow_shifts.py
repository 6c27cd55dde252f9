"""Shadow shifts: who takes a place beside the frontline, when, and who came."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from etl import model
from etl.calendars.shifts import Shift
from etl.errors import InputError
from etl.ledger.annotations import person, utc_now
from etl.store import Ledger

PLACES = 2
"""Most guests at a shift: with more of them, nobody can listen to the customer."""


@dataclass(frozen=True)
class SignUp:
    """A guest's place at a shift.

    Attributes
    ----------
    starts_at, ends_at
        UTC without an offset.
    has_place
        False: both places were taken earlier; it moves up when a guest withdraws.
    has_come
        Somebody recorded that the guest was there.
    """

    sign_up: str
    frontline: str
    starts_at: datetime
    ends_at: datetime
    name: str
    department: str
    has_place: bool = True
    has_come: bool = False


def sign_up(
    ledger: Ledger, shifts: Sequence[Shift], name: str, department: str, now: datetime | None = None
) -> tuple[str, ...]:
    """Take a place at each of some shifts; it is on disk when this returns.

    Returns
    -------
    tuple of str
        Ids of the sign-ups, in the order of the shifts.

    Raises
    ------
    InputError
        If no shift is given, one is over, the name or the department is missing, or the guest has signed up for one
        already.
    """
    moment, guest = now or utc_now(), person(name)
    if not department.strip():
        raise InputError("Say which department you come from.")
    if not shifts:
        raise InputError("Choose a shift.")
    if any(shift.ends_at <= moment for shift in shifts):
        raise InputError("That shift is over; choose a later one.")
    mine = {(own.frontline, own.starts_at) for own in read_sign_ups(ledger) if is_mine(own, guest, department)}
    if any((shift.frontline, shift.starts_at) in mine for shift in shifts):
        raise InputError(f"{guest} has already signed up for that shift.")
    rows = [
        {
            "sign_up": uuid.uuid4().hex,
            "action": "sign_up",
            "frontline": shift.frontline,
            "starts_at": shift.starts_at,
            "ends_at": shift.ends_at,
            "name": guest,
            "department": department,
            "recorded_at": moment,
        }
        for shift in shifts
    ]
    ledger.add(model.shadow_shifts, rows)
    return tuple(str(row["sign_up"]) for row in rows)


def withdraw(ledger: Ledger, place: SignUp, now: datetime | None = None) -> None:
    """Give a place back; the sign-up's row stays.

    Raises
    ------
    InputError
        If the guest is recorded as having come.
    """
    if place.has_come:
        raise InputError("That shift has been worked; it stays on the record.")
    _add(ledger, place, "withdraw", now)


def came(ledger: Ledger, place: SignUp, now: datetime | None = None) -> None:
    """Record that a guest was there.

    Raises
    ------
    InputError
        If the shift hasn't begun.
    """
    if (now or utc_now()) < place.starts_at:
        raise InputError("That shift hasn't begun yet.")
    if not place.has_come:
        _add(ledger, place, "came", now)


def read_sign_ups(ledger: Ledger) -> tuple[SignUp, ...]:
    """Sign-ups that haven't been withdrawn, by time and then in the order in which they were made."""
    table = model.shadow_shifts
    return settle(ledger.read(sa.select(table).order_by(table.c.row_id)).to_dict("records"))


def settle(rows: Iterable[dict[Any, Any]]) -> tuple[SignUp, ...]:
    """Sign-ups from the rows of the ledger in their order.

    Places are given in the order of signing up, and a place given back goes to the next guest. This is decided when
    rows are read and not when they are written, so two guests who sign up at the same moment can't both get the last
    place.
    """
    listed = list(rows)
    gone = {row["sign_up"] for row in listed if row["action"] == "withdraw"}
    come = {row["sign_up"] for row in listed if row["action"] == "came"}
    taken: Counter[tuple[str, datetime]] = Counter()
    found: list[SignUp] = []
    for row in listed:
        if row["action"] != "sign_up" or row["sign_up"] in gone:
            continue
        starts_at, ends_at = _plain(row["starts_at"]), _plain(row["ends_at"])
        taken[row["frontline"], starts_at] += 1
        found.append(
            SignUp(
                sign_up=row["sign_up"],
                frontline=row["frontline"],
                starts_at=starts_at,
                ends_at=ends_at,
                name=row["name"],
                department=row["department"],
                has_place=taken[row["frontline"], starts_at] <= PLACES,
                has_come=row["sign_up"] in come,
            )
        )
    return tuple(sorted(found, key=lambda place: (place.starts_at, place.frontline)))


def is_mine(place: SignUp, name: str, department: str) -> bool:
    """Whether a place is that of a guest of this name and department."""
    return place.name.casefold() == " ".join(name.split()).casefold() and place.department == department


def _add(ledger: Ledger, place: SignUp, action: str, now: datetime | None) -> None:
    row = {"sign_up": place.sign_up, "action": action, "recorded_at": now or utc_now()}
    ledger.add(model.shadow_shifts, [row])


def _plain(moment: Any) -> datetime:
    found: datetime = moment.to_pydatetime() if hasattr(moment, "to_pydatetime") else moment
    return found
