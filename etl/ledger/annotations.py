"""Events named on the charts, and how names and texts that people enter are cleaned."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa

from etl import model
from etl.errors import InputError
from etl.store import Ledger

LONGEST_NAME, LONGEST_TEXT = 100, 2_000
LONGEST_EVENT = 60
"""Most characters of an event's name: it stands beside a line on a chart."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Event:
    """An event named on the charts.

    Attributes
    ----------
    day
        In the business time zone.
    department
        Department whose charts show it; None: every chart.
    """

    event_id: int
    day: date
    text: str
    author: str
    department: str | None = None


def add_event(
    ledger: Ledger, day: date, text: str, author: str, department: str | None = None, now: datetime | None = None
) -> None:
    """Name an event on the charts; it is on disk when this returns.

    Raises
    ------
    InputError
        If the text is empty or too long, or the author is missing.
    """
    words = " ".join(clean(text).split())
    if not words:
        raise InputError("Name the event in a few words.")
    if len(words) > LONGEST_EVENT:
        raise InputError(f"{LONGEST_EVENT} characters fit beside a chart; this name has {len(words)}.")
    row = {"day": day, "text": words, "author": person(author), "noted_at": now or utc_now(), "department": department}
    ledger.add(model.chart_notes, [row])


def take_back_event(ledger: Ledger, event: Event, author: str, now: datetime | None = None) -> None:
    """Take an event off the charts; its row stays, and says who took it off."""
    row = {"day": event.day, "text": "", "author": person(author), "noted_at": now or utc_now()}
    ledger.add(model.chart_notes, [row | {"refers_to": event.event_id}])


def events(ledger: Ledger) -> tuple[Event, ...]:
    """Events that haven't been taken back, by day."""
    table = model.chart_notes
    rows = ledger.read(sa.select(table).order_by(table.c.annotation_id)).to_dict("records")
    gone = {int(row["refers_to"]) for row in rows if not missing(row["refers_to"])}
    standing = [
        Event(int(row["annotation_id"]), row["day"], row["text"], row["author"], or_none(row["department"]))
        for row in rows
        if missing(row["refers_to"]) and int(row["annotation_id"]) not in gone
    ]
    return tuple(sorted(standing, key=lambda event: (event.day, event.event_id)))


def clean(text: str) -> str:
    """Text without control characters, its ends trimmed."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()[:LONGEST_TEXT].strip()


def person(name: str) -> str:
    """A person's name, cleaned, on one line.

    Raises
    ------
    InputError
        If it is empty.
    """
    kept = " ".join(clean(name).split())[:LONGEST_NAME].strip()
    if not kept:
        raise InputError("Give a name: what is recorded here is signed.")
    return kept


def or_none(value: object) -> str | None:
    """A text of a row; None where it is missing or empty."""
    return None if missing(value) else str(value) or None


def missing(value: object) -> bool:
    """Whether a row's value is missing: None, or the NaN that pandas puts in its place."""
    return value is None or value != value


def utc_now() -> datetime:
    """Now in UTC, as the ledger keeps times."""
    return datetime.now(UTC).replace(tzinfo=None)
