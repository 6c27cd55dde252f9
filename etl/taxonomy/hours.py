"""Weekly opening hours as a taxonomy writes them: ``{mon-fri: "09:00-17:00", sun: closed}`` or ``24/7``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY = 24 * 60

_DAY_NAMES = {
    name: number
    for number, names in enumerate(
        (
            ("mon", "monday"),
            ("tue", "tues", "tuesday"),
            ("wed", "wednesday"),
            ("thu", "thur", "thurs", "thursday"),
            ("fri", "friday"),
            ("sat", "saturday"),
            ("sun", "sunday"),
        )
    )
    for name in names
}
_SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})")

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class WeeklyHours:
    """When a department is open in an ordinary week, in local time.

    Attributes
    ----------
    days
        Seven entries, Monday first; each a tuple of (opening, closing) in minutes after midnight, in order, without
        overlap. A shift over midnight is split there; its second part belongs to the next day.
    """

    days: tuple[Spans, ...]

    @property
    def minutes_a_week(self) -> int:
        """Open minutes in a week without holidays."""
        return sum(closing - opening for spans in self.days for opening, closing in spans)


def weekly_hours(entries: Iterable[tuple[str, str]]) -> WeeklyHours:
    """Hours from pairs of days ("mon-fri", "sat", "mon, wed") and spans ("09:00-17:00", "closed").

    Raises
    ------
    ValueError
        If a day or a span can't be read, a day is given twice, or spans overlap; the message says which.
    """
    given: dict[int, str] = {}
    spans: list[list[tuple[int, int]]] = [[] for _ in DAYS]
    for days, text in entries:
        for day in _days(days):
            if day in given:
                raise ValueError(f"{DAYS[day]} is given twice (in {given[day]!r} and {days!r}); keep one")
            given[day] = days
            for opening, closing in _spans(text):
                if closing > opening:
                    spans[day].append((opening, closing))
                else:  # over midnight
                    spans[day].append((opening, MINUTES_A_DAY))
                    if closing:
                        spans[(day + 1) % 7].append((0, closing))
    return WeeklyHours(tuple(_ordered(day, own) for day, own in enumerate(spans)))


def always_open() -> WeeklyHours:
    """Every minute of the week."""
    return WeeklyHours((((0, MINUTES_A_DAY),),) * 7)


def _days(text: str) -> list[int]:
    found: list[int] = []
    for part in text.lower().replace("–", "-").split(","):
        ends = [_day(name.strip(), text) for name in part.split("-")]
        if len(ends) > 2:
            raise ValueError(f"{text!r} isn't a day or a range of days; write mon, sat-sun or mon-fri")
        first, last = ends[0], ends[-1]
        found.extend((first + step) % 7 for step in range((last - first) % 7 + 1))
    return found


def _day(name: str, text: str) -> int:
    if name not in _DAY_NAMES:
        raise ValueError(f"{text!r} isn't a day or a range of days; write mon, sat-sun or mon-fri")
    return _DAY_NAMES[name]


def _spans(text: str) -> list[tuple[int, int]]:
    if text.strip().lower() == "closed":
        return []
    spans = []
    for part in text.split(","):
        match = _SPAN.fullmatch(part.strip())
        if match is None:
            raise ValueError(f'{text!r} isn\'t a span of hours; write "09:00-17:00" or closed')
        opening_hour, opening_minute, closing_hour, closing_minute = map(int, match.groups())
        opening, closing = opening_hour * 60 + opening_minute, closing_hour * 60 + closing_minute
        if opening_minute > 59 or closing_minute > 59 or opening >= MINUTES_A_DAY or closing > MINUTES_A_DAY:
            raise ValueError(f"{text!r} has a time that no clock shows; hours go from 00:00 to 24:00")
        if opening == closing:
            raise ValueError(f"{text!r} opens and closes at the same time; write 00:00-24:00 or closed")
        spans.append((opening, closing))
    return spans


def _ordered(day: int, spans: list[tuple[int, int]]) -> Spans:
    ordered = sorted(spans)
    for (_, closing), (opening, _) in pairwise(ordered):
        if opening < closing:
            raise ValueError(f"the hours of {DAYS[day]} overlap; join them into one span")
    return tuple(ordered)
