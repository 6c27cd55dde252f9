"""A department's digest of a period: what changed, new words, commitments, and objections that were decided.

A digest reports news once: it doesn't repeat within the cool-down unless the matter got worse, and it leaves out
what is snoozed. It says nothing about single people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from etl.ledger.commitments import Commitment, Due, due_soon, read_commitments
from etl.ledger.notices import Notice, Remembered, record_said, remembered, subject_of
from etl.ledger.rulings import Decisions
from etl.marts.core.filters import Filters
from etl.marts.frames.commitments import under_names_now
from etl.marts.frames.departments import by_department, by_issue
from etl.marts.frames.findings import is_too_open
from etl.marts.frames.new_words import NewWords, new_words
from etl.marts.frames.period_changes import Compared, changes, compared
from etl.marts.frames.quotes import quotes
from etl.marts.frames.store_status import DataState, data_state
from etl.marts.measures.compute import compute
from etl.marts.shares.scope import Scope
from etl.settings import Settings
from etl.store import Ledger
from etl.taxonomy import Taxonomy
from etl.usecases.digest_asked import departments_asked, period_asked
from etl.usecases.digest_contents import Count, Decided, Digest, Quote, Undecided
from etl.usecases.digest_objections import (
    decided_within,
    gathered,
    notice_of_decided,
    notice_of_undecided,
    undecided,
)

MOST_CAUSES = 3
_LONG_AGO = timedelta(days=10)
"""Data that end longer ago than this are called old: their last whole week isn't the reader's last week."""


@dataclass(frozen=True)
class _Told:
    """What all digests of a period are made from."""

    taxonomy: Taxonomy
    periods: Compared
    frame: pd.DataFrame
    bounds: dict[tuple[str | None, str | None], tuple[float, float]]
    words: tuple[NewWords, ...]
    commitments: tuple[Commitment, ...]
    decided: tuple[Decided, ...]
    undecided: tuple[Undecided, ...]
    state: DataState
    is_guess: bool
    today: date


def digests(
    scope: Scope, decided: Decisions, ledger: Ledger, settings: Settings, departments: Sequence[str] = (),
    first: date | None = None, last: date | None = None, now: datetime | None = None,
) -> list[Digest]:  # fmt: skip
    """Digests of a period for some departments, or for all of the organisation's if none is named.

    Parameters
    ----------
    scope
        The store without filters.
    decided
        What people decided on it.
    first, last
        Days, both included; the last whole week of the data if both are None.
    now
        UTC.

    Raises
    ------
    InputError
        If nothing has been loaded, a department is unknown, or the period can't be used.
    """
    moment = now or datetime.now(UTC).replace(tzinfo=None)
    zone = ZoneInfo(scope.taxonomy.timezone)
    today = moment.replace(tzinfo=UTC).astimezone(zone).date()
    names = departments_asked(scope.taxonomy, departments)
    periods = compared(scope, *period_asked(scope, first, last, today))
    smallest = settings.digest_smallest
    said_until = periods.last if last is not None else today
    period = scope.with_filters(Filters(date_from=periods.first, date_to=periods.last))
    told = _Told(
        scope.taxonomy,
        periods,
        changes(scope, periods, smallest),
        _bounds(period),
        new_words(scope, periods, smallest),
        under_names_now(read_commitments(ledger), scope.taxonomy),
        decided_within(decided.decided, zone, periods.first, said_until),
        undecided(decided.disputes, scope.taxonomy, today, settings.decide_days),
        data_state(scope),
        is_too_open(compute(scope, ["share_elsewhere"])["share_elsewhere"]),
        today,
    )  # fmt: skip
    return [_digest(told, scope, name, remembered(ledger, name), settings.digest_cool_down_days) for name in names]


def remember(ledger: Ledger, digest: Digest) -> None:
    """Record what a digest reports, so that the next ones don't repeat it."""
    record_said(ledger, digest.department, digest.notices, digest.periods.first, digest.periods.last)


def _bounds(period: Scope) -> dict[tuple[str | None, str | None], tuple[float, float]]:
    """Bounds of the estimates by department, and by department and issue."""
    found: dict[tuple[str | None, str | None], tuple[float, float]] = {}
    for row in by_department(period).to_dict("records"):
        found[row["department"], None] = (row["low"], row["high"])
    for row in by_issue(period).to_dict("records"):
        if not pd.isna(row["issue"]):
            found[row["department"], row["issue"]] = (row["low"], row["high"])
    return found


def _digest(told: _Told, scope: Scope, name: str, known: Remembered, cool_down: int) -> Digest:
    is_frontline = name in told.taxonomy.frontline
    counts = [_count(row, told.bounds) for row in told.frame.to_dict("records")]
    mine = [each for each in counts if is_frontline or each.department == name]
    first, last = told.periods.first, told.periods.last
    notices: list[Notice] = []
    passed: dict[str, list[str]] = {"said before": [], "snoozed": []}

    def is_said(notice: Notice) -> bool:
        verdict = known.verdict(notice, first, last, cool_down, told.today)
        if verdict == "say":
            notices.append(notice)
            return True
        if notice.kind in ("change", "words"):
            passed[verdict].append(notice.subject)
        return False

    is_change = told.frame["is_change"].to_numpy()
    changed = [each for each, is_one in zip(counts, is_change, strict=True) if is_one and each in mine]
    said = [each for each in changed if is_said(_notice_of_change(each))]
    words = [
        each for each in told.words
        if (is_frontline or each.department == name) and is_said(_notice_of_words(each))
    ]  # fmt: skip
    due = due_soon([each for each in told.commitments if is_frontline or each.department == name], told.today)
    new_due = [each.commitment.commitment for each in due if is_said(_notice_of_due(each))]
    ended = [
        each for each in told.decided
        if (is_frontline or name in (each.about, each.to)) and is_said(notice_of_decided(each))
    ]  # fmt: skip
    waits = [each for each in told.undecided if is_frontline or each.concerns(name)]
    new_waits = [each.objection for each in waits if each.is_near and is_said(notice_of_undecided(each))]
    return Digest(
        department=name,
        is_frontline=is_frontline,
        periods=told.periods,
        whole=next((e for e in mine if e.issue is None and e.department == (None if is_frontline else name)),
                   Count(name, None, 0.0, 0.0, 0.0, None, None, None, "")),
        changes=tuple(sorted(said, key=_by_size)),
        words=tuple(words),
        causes=tuple(sorted((each for each in mine if each.issue), key=lambda each: -each.complaints)[:MOST_CAUSES]),
        due=due,
        new_due=frozenset(new_due),
        decided=gathered(ended),
        undecided=tuple(waits),
        new_undecided=frozenset(new_waits),
        quotes=_quotes(scope, told.periods, said),
        said_before=tuple(passed["said before"]),
        snoozed=tuple(passed["snoozed"]),
        state=told.state,
        is_old=told.state.last_day is not None and told.today - told.state.last_day > _LONG_AGO,
        is_guess=told.is_guess,
        today=told.today,
        notices=tuple(notices),
    )  # fmt: skip


def _by_size(one: Count) -> tuple[bool, bool, float]:
    """Sort key: rises first, issues before whole departments, then by the distance from the mean in complaints."""
    return one.way != "higher", one.issue is None, -_beyond(one)


def _beyond(one: Count) -> float:
    return abs(one.complaints - (one.mean or 0.0))


def _count(row: dict[Any, Any], bounds: dict[tuple[str | None, str | None], tuple[float, float]]) -> Count:
    def number(name: str) -> float | None:
        value = row[name]
        return None if pd.isna(value) else float(value)

    department, issue = (None if pd.isna(row[name]) else str(row[name]) for name in ("department", "issue"))
    complaints = number("complaints") or 0.0
    low, high = bounds.get((department, issue), (complaints, complaints))
    return Count(
        department, issue, complaints, min(low, complaints), max(high, complaints),
        number("low"), number("high"), number("mean"), str(row["way"]),
        bool(row["is_change"]),
    )  # fmt: skip


def _notice_of_change(one: Count) -> Notice:
    owner = one.department or ""
    subject = subject_of(owner, one.issue)
    return Notice("change", subject, (subject, owner), one.way, _beyond(one))


def _notice_of_words(new: NewWords) -> Notice:
    return Notice("words", subject_of(new.department, new.words[0]), (new.department,), size=float(new.tickets))


def _notice_of_due(due: Due) -> Notice:
    """Size 2 once it is late, 1 while due soon: becoming late is news, staying late only after the cool-down."""
    return Notice("commitment", due.commitment.commitment, size=2.0 if due.days < 0 else 1.0)


def _quotes(scope: Scope, periods: Compared, changed: Sequence[Count]) -> tuple[Quote, ...]:
    """One complaint of each issue that rose."""
    found = []
    for each in changed[:MOST_CAUSES]:
        if each.way != "higher" or each.department is None or each.issue is None:
            continue
        filters = Filters(
            date_from=periods.first, date_to=periods.last, department=(each.department,), issue=(each.issue,)
        )  # fmt: skip
        rows = quotes(scope.with_filters(filters), limit=1)
        found += [Quote(each.issue, str(row["excerpt"])) for row in rows.to_dict("records")]
    return tuple(found)
