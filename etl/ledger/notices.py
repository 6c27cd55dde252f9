"""What digests reported, what they are to leave out for a while, and which of them were sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

import sqlalchemy as sa

from etl import model
from etl.ledger.annotations import missing, or_none, utc_now
from etl.store import Ledger

WORSE = 1.5
"""How many times larger a reported change must be to be reported again within the cool-down."""

Kind = Literal["change", "words", "commitment", "objection"]
Verdict = Literal["say", "said before", "snoozed"]


@dataclass(frozen=True)
class Notice:
    """One thing that a digest may report.

    Attributes
    ----------
    subject
        What it is about, the same in every digest that reports it.
    snoozed_by
        Subjects of snoozes that silence it.
    way
        Direction of a change.
    size
        How far it went, 0 or more; the larger the worse.
    is_said_once
        Whether it is reported only once, however much time passes.
    """

    kind: Kind
    subject: str
    snoozed_by: tuple[str, ...] = ()
    way: str = ""
    size: float = 0.0
    is_said_once: bool = False


@dataclass(frozen=True)
class _Said:
    notice: Notice
    first: date
    last: date


@dataclass(frozen=True)
class Remembered:
    """What a department's digests reported, which were sent, and its snoozes: last day by subject."""

    said: tuple[_Said, ...] = ()
    snoozes: dict[str, date] = field(default_factory=dict)
    sent: frozenset[tuple[date, date]] = frozenset()

    def verdict(self, notice: Notice, first: date, last: date, cool_down: int, today: date) -> Verdict:
        """Decide whether the digest of a period reports a notice.

        A snoozed notice isn't reported. Nor is one that the digest of an earlier period reported less than `cool_down`
        days before, unless its direction turned or it got worse by `WORSE`. Earlier runs for the same period don't
        count, so a digest made twice comes out the same.
        """
        if any(today <= self.snoozes.get(subject, date.min) for subject in notice.snoozed_by):
            return "snoozed"
        alike = [
            each
            for each in self.said
            if (each.notice.kind, each.notice.subject) == (notice.kind, notice.subject)
            and (each.first, each.last) != (first, last)
            and each.last <= last
        ]
        recent = [each for each in alike if notice.is_said_once or (last - each.last).days < cool_down]
        if not recent:
            return "say"
        latest = max(recent, key=lambda each: (each.last, each.notice.size)).notice
        if notice.is_said_once:
            return "said before"
        return "say" if latest.way != notice.way or notice.size >= WORSE * max(latest.size, 1e-9) else "said before"

    def lacks(self, notice: Notice, first: date, last: date) -> bool:
        """Whether the ledger has no row yet of this notice in the digest of this period."""
        return not any((each.notice, each.first, each.last) == (_bare(notice), first, last) for each in self.said)


def remembered(ledger: Ledger, department: str) -> Remembered:
    """Read what one department's digests reported, and its snoozes."""
    table = model.notices
    rows = ledger.read(
        sa.select(table).where(sa.or_(table.c.department == department, table.c.action.in_(["snooze", "wake"])))
        .order_by(table.c.notice_id)
    ).to_dict("records")  # fmt: skip
    said, snoozes, sent = [], dict[str, date](), set()
    for row in rows:
        if row["action"] == "said":
            size = 0.0 if missing(row["size"]) else float(row["size"])
            notice = Notice(row["kind"], row["subject"], way=or_none(row["way"]) or "", size=size)
            said.append(_Said(notice, row["first"], row["last"]))
        elif row["action"] == "sent":
            sent.add((row["first"], row["last"]))
        else:
            snoozes[row["subject"]] = row["last"] if row["action"] == "snooze" else date.min
    return Remembered(tuple(said), snoozes, frozenset(sent))


def record_said(
    ledger: Ledger, department: str, notices: Sequence[Notice], first: date, last: date, now: datetime | None = None
) -> None:
    """Record the notices in a period's digest, except those that are recorded already."""
    known = remembered(ledger, department)
    same = {"action": "said", "department": department, "first": first, "last": last, "recorded_at": now or utc_now()}
    rows = [
        same | {"kind": each.kind, "subject": each.subject, "way": each.way or None, "size": each.size}
        for each in _once(notices)
        if known.lacks(each, first, last)
    ]
    ledger.add(model.notices, rows)


def record_sent(ledger: Ledger, department: str, first: date, last: date, now: datetime | None = None) -> None:
    """Record that the digest of a period was sent."""
    row = {"action": "sent", "department": department, "first": first, "last": last, "recorded_at": now or utc_now()}
    ledger.add(model.notices, [row])


def snooze(ledger: Ledger, department: str, issue: str | None, until: date | None, now: datetime | None = None) -> None:
    """Keep a department's changes and new words, or those of one issue, out of digests up to a day; None ends that."""
    row = {"action": "wake" if until is None else "snooze", "department": department, "recorded_at": now or utc_now()}
    ledger.add(model.notices, [row | {"subject": subject_of(department, issue), "last": until}])


def subject_of(department: str, issue: str | None) -> str:
    """Subject of notices about a department, or about one of its issues."""
    return f"{department}: {issue}" if issue else department


def _bare(notice: Notice) -> Notice:
    """The notice as a row stores it."""
    return Notice(notice.kind, notice.subject, way=notice.way, size=notice.size)


def _once(notices: Iterable[Notice]) -> list[Notice]:
    return list({(each.kind, each.subject): each for each in notices}.values())
