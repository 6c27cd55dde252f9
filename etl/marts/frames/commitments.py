"""The outcome of a commitment, and the marks that it leaves on the charts of its cause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from textwrap import shorten

import pandas as pd

from etl.ledger.annotations import Event
from etl.ledger.commitments import Commitment, Due
from etl.marts.core.aliases import name_now
from etl.marts.core.filters import Filters
from etl.marts.core.formatting import count, day_words
from etl.marts.frames.effects import Effect, effect
from etl.marts.shares.scope import Scope
from etl.taxonomy import Taxonomy

LONGEST_MARK = 34
"""Most characters of a mark: it stands beside a line on a chart."""

_COLUMNS = {"day": "datetime64[us]", "text": "str", "mark": "str"}


@dataclass(frozen=True)
class Outcome:
    """Outcome of a commitment.

    Attributes
    ----------
    complaints
        Complaints of the cause before and after its start.
    hours_a_month
        Hours of handling given back per month; None unless the complaints fell by more than ordinary variation.
    hours_words, target_words
        The hours and the target, in words.
    is_target_met
        Whether the target is met; None where that isn't known yet, or no target was set.
    """

    complaints: Effect
    hours_a_month: float | None
    hours_words: str
    target_words: str
    is_target_met: bool | None


def outcome(
    scope: Scope, *, department: str, issue: str | None, start: date, target: float | None, seed: int | None = None
) -> Outcome:  # fmt: skip
    """Complaints of a cause before and after a day, whatever the period that the filters choose; seed as in `effect`.

    Hours are claimed only if the complaints fell by more than ordinary variation, and are then the mean monthly hours
    of handling before the day less those after it.
    """
    within = scope.with_filters(filters_of(department, issue))
    complaints = effect(within, "complaints", start, seed)
    hours, hours_words = _hours(within, complaints)
    is_met, target_words = _target(complaints, target)
    return Outcome(complaints, hours, hours_words, target_words, is_met)


def filters_of(department: str, issue: str | None) -> Filters:
    """Filters for a cause: a department, and one of its issues unless the commitment is about all complaints there."""
    return Filters(department=(department,), issue=(issue,) if issue else ())


def under_names_now(commitments: Iterable[Commitment], taxonomy: Taxonomy) -> tuple[Commitment, ...]:
    """Commitments under the present names of their departments and issues."""
    named = ((each, name_now(each.department, each.issue, taxonomy)) for each in commitments)
    return tuple(replace(each, department=department, issue=issue) for each, (department, issue) in named)


def marks(commitments: Iterable[Commitment], events: Iterable[Event], filters: Filters) -> pd.DataFrame:
    """Marks for a chart over time: events, and the commitments about its cause.

    A commitment is marked on charts that show its department, and its issue if they are filtered by issue. An event of
    one department is marked on that department's charts, any other on all.

    Returns
    -------
    DataFrame
        One row per mark, by day: day (datetime64), text (str), mark ("event" or "commitment").
    """
    rows = [
        (each.start, f"Agreed: {each.what}", "commitment")
        for each in commitments
        if each.state != "withdrawn"
        and each.department in filters.department
        and (not filters.issue or each.issue is None or each.issue in filters.issue)
    ]
    rows += [
        (each.day, each.text, "event")
        for each in events
        if each.department is None or each.department in filters.department
    ]
    first, last = filters.date_from or date.min, filters.date_to or date.max
    within = sorted((row for row in rows if first <= row[0] <= last), key=lambda row: row[0])
    texts = [(day, shorten(text, LONGEST_MARK, placeholder=" …"), mark) for day, text, mark in within]
    return pd.DataFrame(texts, columns=list(_COLUMNS)).astype(_COLUMNS)


def listing(commitments: Iterable[Commitment], today: date) -> pd.DataFrame:
    """Commitments as a table.

    Returns
    -------
    DataFrame
        One row per commitment, the open ones first, else in their order: commitment (id), cause, state (str: "agreed,
        due in 3 days"), what, owner, due, start (date).
    """
    rows = [
        (each.commitment, each.cause, _state(each, today), each.what, each.owner, each.due, each.start)
        for each in sorted(commitments, key=lambda each: each.state != "agreed")
    ]
    return pd.DataFrame(rows, columns=["commitment", "cause", "state", "what", "owner", "due", "start"])


def commitments_finding(commitments: Iterable[Commitment], today: date) -> str:
    """How many commitments are open, and which are late."""
    listed = list(commitments)
    opened = [each for each in listed if each.state == "agreed"]
    late = [each for each in opened if each.due < today]
    if not listed:
        return "No commitments yet. Start with one cause, one owner and one date."
    done = sum(each.state == "done" for each in listed)
    if not opened:
        return f"No commitment is open; {count(done)} {'has' if done == 1 else 'have'} been kept."
    if len(opened) == 1:
        return f"One commitment is open, and it is{'' if late else ' not'} past its date."
    first = f"{count(len(opened))} commitments are open"
    if not late:
        return f"{first}, none of them past the date."
    return f"{first}, {'one' if len(late) == 1 else count(len(late))} of them past the date."


def _state(each: Commitment, today: date) -> str:
    return f"agreed, {Due(each, (each.due - today).days).words}" if each.state == "agreed" else each.state


def _hours(scope: Scope, complaints: Effect) -> tuple[float | None, str]:
    if complaints.verdict == "no data yet":
        return None, "Hours given back: no data yet."
    if complaints.verdict != "lower":
        return None, "Hours given back: none can be claimed."
    hours = effect(scope, "handle_hours", complaints.start)
    if hours.before is None or hours.after is None:
        return None, "Hours given back: no minutes of handling are known."
    back = hours.per_month(hours.before - hours.after)
    if back <= 0:
        return None, "Hours given back: none; the complaints that still come take longer than before."
    return back, f"Hours given back: {count(back)} h a month."


def _target(complaints: Effect, target: float | None) -> tuple[bool | None, str]:
    if target is None:
        return None, "No target was set."
    if complaints.after is None:
        return None, f"Target: {count(target)} complaints a month; no data yet."
    reached = complaints.per_month(complaints.after)
    is_met = reached <= target
    words = f"Target: {count(target)} complaints a month; {count(reached)} since {day_words(complaints.start)}"
    how = "within ordinary variation" if is_met and not complaints.is_change else "reached"
    return is_met, f"{words}, {how if is_met else 'not reached yet'}."
