"""Finds the order of day and month from the dates of a whole file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, pairwise

ORDERS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}
HEAD = 12
"""Leading characters of a cell that can hold its date."""

_FEWEST, _CLOSER = 4, 3
"""Minimum distinct days, and how many times closer together they must lie, to infer the order from their spread."""
_ROWS_IN_ORDER, _FEWEST_STEPS = 2_000, 8
"""Rows examined for sorting by time, and the minimum changes of day to tell."""
_IN_ORDER, _OUT_OF_ORDER = 0.99, 0.95
"""Share of day-to-day steps in one direction: at least the first under the right order, at most the second under the
wrong one.
"""
_NUMERIC = re.compile(r"\s*(\d{1,4})\s?[-/.]\s?(\d{1,2})(?:\s?[-/.]\s?(\d{1,4}))?(?!\d)")
_DAY_NAMED = re.compile(r"\s*\d{1,2}[-/. ]+(?:de )?[^\W\d_]{3,}", re.UNICODE)
_MONTH_NAMED = re.compile(r"\s*[^\W\d_]{3,}\.? \d{1,2}\b", re.UNICODE)


@dataclass(frozen=True)
class DateOrder:
    """Date order of a file.

    Attributes
    ----------
    order
        "dmy", "mdy" or "ymd"; None when no date of the file can be read both ways.
    is_ambiguous
        Whether no date of the file settles which of the first two numbers is the day.
    finding
        A plain sentence.
    """

    order: str | None
    is_ambiguous: bool
    finding: str


class DateSurvey:
    """Collects evidence on the order of day and month over a whole file."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._seen: set[str] = set()
        self._open: dict[str, set[date]] = {"dmy": set(), "mdy": set()}
        self._rows: list[str] = []

    def take(self, heads: Iterable[str]) -> None:
        """Examine the first letters of some cells; repeated ones are skipped."""
        fresh = set(heads) - self._seen
        # A file of dates to the minute has many heads; the days in them are few, so the set stays small.
        self._seen |= fresh
        if len(self._seen) > 200_000:
            self._seen.clear()
        for head in fresh:
            evidence = _evidence(head)
            self._counts[evidence] += 1
            if evidence == "open":
                _note_open(head, self._open)

    def take_in_order(self, heads: Iterable[str]) -> None:
        """Keep the dates of one column's first rows, in the order of the rows."""
        if not self._rows:
            self._rows = [head for head in islice(heads, _ROWS_IN_ORDER) if _evidence(head) in ("open", "same")]

    def conclude(self, hint: str | None, today: date | None = None) -> DateOrder:
        """Date order of the file; where the dates leave it open their sorting or spread decides, else `hint`."""
        count = self._counts
        if count["dmy"] and count["mdy"]:
            order = "dmy" if count["dmy"] >= count["mdy"] else "mdy"
            other = "mdy" if order == "dmy" else "dmy"
            text = f"Dates mix two orders. Read as {ORDERS[order]}: {count[other]:,} different ones can't be read so."
            return DateOrder(order, False, text)
        for order in ("dmy", "mdy"):
            if count[order]:
                return DateOrder(order, False, f"Dates are written {ORDERS[order]}.")
        if count["open"]:
            return _sorted(self._rows) or _closer(self._open, today or date.today()) or _open(hint)
        if count["same"]:
            return DateOrder(hint or "dmy", False, "Dates have the same number for day and month.")
        if count["ymd"]:
            return DateOrder("ymd", False, f"Dates are written {ORDERS['ymd']}.")
        if count["named"]:
            return DateOrder("dmy", False, "Dates name their month.")
        return DateOrder(None, False, "")


def _note_open(head: str, days: dict[str, set[date]]) -> None:
    """Add both days that a date can mean to `days`."""
    with suppress(ValueError):
        both = _both(head)
        days["dmy"].add(both["dmy"])
        days["mdy"].add(both["mdy"])


def _both(head: str) -> dict[str, date]:
    """Date in either order, with the year as written; raises ValueError if one of them doesn't exist."""
    found = _NUMERIC.match(head)
    assert found is not None
    first, second, year = (int(part) for part in found.groups())
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    return {"dmy": date(year, second, first), "mdy": date(year, first, second)}


def _sorted(heads: list[str]) -> DateOrder | None:
    """The order under which the rows are sorted by date, if they aren't under the other one."""
    days: list[dict[str, date]] = []
    for head in heads:
        with suppress(ValueError):
            days.append(_both(head))
    steps = {}
    for order in ("dmy", "mdy"):
        pairs = [(one[order], next_[order]) for one, next_ in pairwise(days) if one != next_]
        rising = sum(one < next_ for one, next_ in pairs)
        steps[order] = max(rising, len(pairs) - rising) / len(pairs) if len(pairs) >= _FEWEST_STEPS else 0.0
    order, other = sorted(steps, key=lambda each: -steps[each])
    if steps[order] < _IN_ORDER or steps[other] > _OUT_OF_ORDER:
        return None
    # Day-first dates sorted as text look like month-first dates sorted by time.
    is_ambiguous = order == "mdy" and heads in (sorted(heads), sorted(heads, reverse=True))
    text = f"No day above 12 tells day from month. Read as {ORDERS[order]}: that way the rows are in the order of time."
    return DateOrder(order, is_ambiguous, text)


def _closer(days: dict[str, set[date]], today: date) -> DateOrder | None:
    """The order under which the dates lie close together, or none lies in the future; None if that doesn't decide.

    A week at the start of a month, read the other way round, becomes one day in each of several months.
    """
    if not days["dmy"]:
        return None
    latest = today + timedelta(days=1)
    ahead = {order: sum(day > latest for day in found) for order, found in days.items()}
    spans = {order: (max(found) - min(found)).days + 1 for order, found in days.items()}
    order, other = sorted(days, key=lambda each: (ahead[each] > 0, spans[each]))
    if ahead[other] and not ahead[order]:
        why = f"the other way round, {ahead[other]:,} of them would lie in the future"
    elif ahead[order] == ahead[other] == 0 and len(days[order]) >= _FEWEST and _CLOSER * spans[order] <= spans[other]:
        why = f"that way they lie within {spans[order]:,} days, the other way round within {spans[other]:,}"
    else:
        return None
    text = f"No day above 12 tells day from month. Read as {ORDERS[order]}: {why}; set the order if that is wrong."
    return DateOrder(order, True, text)


def _open(hint: str | None) -> DateOrder:
    order = hint or "dmy"
    why = "as this format usually has it" if hint else "because nothing in the file tells"
    text = (
        f"Dates are ambiguous: no day above 12 tells day from month. Read as {ORDERS[order]}, {why}; "
        "set the order if that is wrong."
    )
    return DateOrder(order, True, text)


def _evidence(head: str) -> str:
    if _DAY_NAMED.match(head) or _MONTH_NAMED.match(head):
        return "named"
    found = _NUMERIC.match(head)
    if found is None:
        return "none"
    first, second, _ = found.groups()
    if len(first) == 4:
        return "ymd"
    if found.group(3) is None or len(first) > 2:
        return "none"
    if int(first) > 12 >= int(second):
        return "dmy"
    if int(second) > 12 >= int(first):
        return "mdy"
    return "open" if int(first) != int(second) else "same"
