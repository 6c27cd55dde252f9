"""The order of day and month, found from the dates of a whole file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

ORDERS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}
HEAD = 12
"""Letters of a cell that can hold its date."""

_NUMERIC = re.compile(r"\s*(\d{1,4})\s?[-/.]\s?(\d{1,2})(?:\s?[-/.]\s?(\d{1,4}))?(?!\d)")
_DAY_NAMED = re.compile(r"\s*\d{1,2}[-/. ]+(?:de )?[^\W\d_]{3,}", re.UNICODE)
_MONTH_NAMED = re.compile(r"\s*[^\W\d_]{3,}\.? \d{1,2}\b", re.UNICODE)


@dataclass(frozen=True)
class DateOrder:
    """How a file writes its dates.

    Attributes
    ----------
    order
        "dmy", "mdy" or "ymd"; None when the file has no dates that could be read either way.
    is_ambiguous
        Whether no date of the file settles which of the first two numbers is the day.
    finding
        A plain sentence.
    """

    order: str | None
    is_ambiguous: bool
    finding: str


class DateSurvey:
    """Gathers, over a whole file, what its dates say about the order of day and month."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._seen: set[str] = set()

    def take(self, heads: Iterable[str]) -> None:
        """Look at the first letters of some cells; what was seen before is passed over."""
        fresh = set(heads) - self._seen
        # A file of dates to the minute has many heads; the days in them are few, so the set stays small.
        self._seen |= fresh
        if len(self._seen) > 200_000:
            self._seen.clear()
        self._counts.update(_evidence(head) for head in fresh)

    def conclude(self, hint: str | None) -> DateOrder:
        """Order of the file's dates; `hint` decides where they leave it open."""
        count = self._counts
        if count["dmy"] and count["mdy"]:
            order = "dmy" if count["dmy"] >= count["mdy"] else "mdy"
            other = "mdy" if order == "dmy" else "dmy"
            text = f"Dates mix two orders. Read as {ORDERS[order]}: {count[other]:,} different ones are no dates so."
            return DateOrder(order, False, text)
        for order in ("dmy", "mdy"):
            if count[order]:
                return DateOrder(order, False, f"Dates are written {ORDERS[order]}.")
        if count["open"]:
            return _open(hint)
        if count["same"]:
            return DateOrder(hint or "dmy", False, "Dates have the same number for day and month.")
        if count["ymd"]:
            return DateOrder("ymd", False, f"Dates are written {ORDERS['ymd']}.")
        if count["named"]:
            return DateOrder("dmy", False, "Dates name their month.")
        return DateOrder(None, False, "")


def _open(hint: str | None) -> DateOrder:
    order = hint or "dmy"
    why = "as this format usually has it" if hint else "for want of a sign"
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
