"""Objections in a department's digest: those that wait for a decision, and those decided in the period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pandas as pd

from etl.ledger.notices import Notice
from etl.marts.frames.objections import WAITING, objections_waiting
from etl.taxonomy import Taxonomy
from etl.usecases.digest_contents import Decided, Undecided


def undecided(disputes: pd.DataFrame, taxonomy: Taxonomy, today: date, days: int) -> tuple[Undecided, ...]:
    """Objections that wait, the earliest due first.

    The decider is given only as a department: a digest says nothing about single people.

    Parameters
    ----------
    disputes
        Columns of `etl.ledger.rulings.Decisions.disputes`.
    days
        Days until an objection without a due day is due.
    """
    found = []
    for row in objections_waiting(disputes, today, days).to_dict("records"):
        decider = taxonomy.department_named(row["decider"]) if row["decider"] else None
        found.append(
            Undecided(
                row["objection"], row["about"], row["proposed"] or None, row["complaints"], row["due"],
                row["days_left"], row["state"] != WAITING, decider.name if decider else None, bool(row["decider"]),
            )
        )  # fmt: skip
    return tuple(found)


def decided_within(decided: pd.DataFrame, zone: ZoneInfo, first: date, last: date) -> tuple[Decided, ...]:
    """Decisions of some days of the business time zone; those of one objection with the same outcome and day as one.

    Parameters
    ----------
    decided
        Columns of `etl.ledger.rulings.Decisions.decided`.
    """
    rows = decided.assign(day=[_day(moment, zone) for moment in decided["decided_at"]])
    rows = rows[(rows["day"] >= first) & (rows["day"] <= last)] if len(rows) else rows
    keys = ["objection", "about", "day", "outcome", "given_to"]
    counted = rows.groupby(keys, dropna=False, sort=False).size().reset_index(name="complaints")
    return tuple(
        Decided(
            row["objection"], row["about"], row["outcome"], None if pd.isna(row["given_to"]) else row["given_to"],
            row["day"], int(row["complaints"]),
        )
        for row in counted.to_dict("records")
    )  # fmt: skip


def notice_of_undecided(one: Undecided) -> Notice:
    """Size 2 once it is overdue, 1 before: becoming overdue is news, staying overdue only after the cool-down."""
    return Notice("objection", f"{one.objection} waits", size=2.0 if one.days < 0 else 1.0)


def notice_of_decided(one: Decided) -> Notice:
    """A notice that is reported only once."""
    subject = f"{one.objection} {one.day} {one.outcome} {one.to or ''}".strip()
    return Notice("objection", subject, is_said_once=True)


def gathered(decided: Sequence[Decided]) -> tuple[Decided, ...]:
    """Decisions with the same department and outcome as one, from whatever objection, the largest first."""
    alike: dict[tuple[str, str, str | None], list[Decided]] = {}
    for each in decided:
        alike.setdefault((each.about, each.outcome, each.to), []).append(each)
    sums = (
        Decided(own[0].objection, *key, max(each.day for each in own), sum(each.complaints for each in own))
        for key, own in alike.items()
    )
    return tuple(sorted(sums, key=lambda each: -each.complaints))


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.replace(tzinfo=UTC).astimezone(zone).date()
