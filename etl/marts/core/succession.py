"""Which days a period is compared with: the period before it, as long, with the same weekdays.

The rule, by what the period is:

* whole calendar months: as many calendar months before it. Months differ in length, so sums are compared by the day;
* from 1 January on, longer than a quarter: the same days of the year before;
* any other days: the same days shifted by the fewest whole weeks that keep the two apart;
* no dates chosen: the last whole calendar month of the data against the one before; of data without two whole months
  its last 28 days, or its last 7.

Periods with a calendar month without any ticket in the data aren't compared: nothing is known of that month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from etl.marts.core.formatting import month_words, period_words
from etl.marts.core.notes import Note, reason
from etl.marts.core.periods import next_start, periods_between

NO_DAYS = reason("No export within the filters says on which day its tickets arrived.")
NO_DAY_CHOSEN = reason("No day of the data lies within the dates chosen.")
TOO_SHORT = reason("The data covers less than two weeks, so there is nothing to compare yet.")
BEGINS_LATER = reason("It would be compared with {before}, but the data begins on {first}.")
GAP = reason("The data has no ticket of {months:and}, so {span} can't be compared with {before}.")

Kind = Literal["months", "year", "weeks"]
_QUARTER = 3
_DEFAULT_DAYS = (28, 7)
"""Lengths of the last days that are compared in data without two whole months."""
_MOST = 60
"""Periods looked at in either direction: five years of months."""


@dataclass(frozen=True, order=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def length(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    @property
    def months(self) -> int:
        """Number of calendar months that it consists of; 0 where it isn't whole ones."""
        end = self.last + timedelta(days=1)
        if self.first.day != 1 or end.day != 1:
            return 0
        return (end.year - self.first.year) * 12 + end.month - self.first.month

    @property
    def words(self) -> str:
        """The days in words, such as "Sep 2026", "1 to 14 Sep 2026"."""
        return month_words(self.first) if self.months == 1 else period_words(self.first, self.last)

    def count_days(self, weekdays: Set[int]) -> int:
        """Number of days that are one of these weekdays (0 is Monday); of all days where no weekday is given."""
        days = (self.first + timedelta(days=number) for number in range(self.length))
        return sum(not weekdays or day.weekday() in weekdays for day in days)


@dataclass(frozen=True)
class Succession:
    """A period, and others of its kind.

    Attributes
    ----------
    kind
        By which rule the period before was found.
    spans
        Consecutive periods wholly within the data, in order: ordinary variation is learnt from them.
    place
        Place of the compared period in `spans`; the one before it is at `place` - 1.
    teaches
        For each period, whether it comes after the last month without data: limits are learnt from those.
    is_chosen
        Whether the filters choose the dates; else it is the end of the data.
    """

    kind: Kind
    spans: tuple[Span, ...]
    place: int
    teaches: tuple[bool, ...]
    is_chosen: bool

    @property
    def span(self) -> Span:
        """The period."""
        return self.spans[self.place]

    @property
    def before(self) -> Span:
        """The period that it is compared with."""
        return self.spans[self.place - 1]


def succession(
    days: tuple[date, date] | None, with_tickets: Set[date], first: date | None, last: date | None
) -> Succession | Note:
    """Find the period that the chosen days are compared with, or why there is none.

    Parameters
    ----------
    days
        First and last day of the store's tickets; None where no ticket has a day.
    with_tickets
        Days on which any ticket of the store arrived.
    first, last
        Days that the filters choose; None: as far as the data reaches.
    """
    if days is None:
        return NO_DAYS()
    if first is None and last is None:
        found = _default(Span(*days))
        return TOO_SHORT() if found is None else _against(found, Span(*days), with_tickets, is_chosen=False)
    span = Span(max(days[0], first or days[0]), min(days[1], last or days[1]))
    if span.first > span.last:
        return NO_DAY_CHOSEN()
    return _against(span, Span(*days), with_tickets, is_chosen=True)


def last_whole_months(data: Span, number: int) -> Span | None:
    """The last whole calendar months of the data; None where it has fewer."""
    start = data.last.replace(day=1)
    end = start if next_start(start, "month") > data.last + timedelta(days=1) else next_start(start, "month")
    first = _months_on(end, -number)
    return None if first < data.first else Span(first, end - timedelta(days=1))


def last_days(data: Span, number: int) -> Span | None:
    """The last days of the data; None where it has fewer."""
    return None if data.length < number else Span(data.last - timedelta(days=number - 1), data.last)


def _default(data: Span) -> Span | None:
    both = last_whole_months(data, 2)
    if both is not None:
        return Span(_months_on(both.first, 1), both.last)
    return next((last_days(data, each) for each in _DEFAULT_DAYS if data.length >= 2 * each), None)


def _against(span: Span, data: Span, with_tickets: Set[date], *, is_chosen: bool) -> Succession | Note:
    kind, moved = _rule(span)
    before = moved(-1)
    if before.first < data.first:
        return BEGINS_LATER(before=before.words, first=Span(data.first, data.first).words)
    known = {(day.year, day.month) for day in with_tickets}
    if gaps := _gaps(Span(before.first, span.last), known):
        return GAP(months=tuple(map(month_words, gaps)), span=span.words, before=before.words)
    earlier = list(_while(lambda number: moved(-number), lambda each: each.first >= data.first))
    later = list(_while(moved, lambda each: each.last <= data.last))
    spans = (*reversed(earlier), span, *later)
    full = [not _gaps(each, known) for each in spans]
    after_gap = max((place + 1 for place, is_full in enumerate(full) if not is_full), default=0)
    return Succession(kind, spans, len(earlier), tuple(place >= after_gap for place in range(len(spans))), is_chosen)


def _while(moved: Callable[[int], Span], is_within: Callable[[Span], bool]) -> Iterator[Span]:
    for number in range(1, _MOST + 1):
        if not is_within(span := moved(number)):
            return
        yield span


def _rule(span: Span) -> tuple[Kind, Callable[[int], Span]]:
    """Kind of a period, and a function that moves it by a number of steps, later or (below 0) earlier."""
    is_year = span.first.month == span.first.day == 1 and span.last >= _months_on(span.first, _QUARTER)
    if is_year:
        return "year", lambda steps: Span(_years_on(span.first, steps), _years_on(span.last, steps))
    if number := span.months:
        return "months", lambda steps: _months_moved(span, number * steps)
    step = 7 * -(-span.length // 7)
    return "weeks", lambda steps: Span(*(day + timedelta(days=step * steps) for day in (span.first, span.last)))


def _months_moved(span: Span, number: int) -> Span:
    end = _months_on(span.last + timedelta(days=1), number)
    return Span(_months_on(span.first, number), end - timedelta(days=1))


def _months_on(first: date, number: int) -> date:
    """First day of the month that lies so many months later."""
    months = first.year * 12 + first.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def _years_on(day: date, number: int) -> date:
    """The same day of another year; the end of February stays its end."""
    if (day + timedelta(days=1)).day == 1:
        return _months_on(day.replace(day=1), 12 * number + 1) - timedelta(days=1)
    return day.replace(year=day.year + number)


def _gaps(span: Span, known: Set[tuple[int, int]]) -> list[date]:
    """First days of the calendar months that a period touches and that have no ticket."""
    return [
        start for start in periods_between(span.first, span.last, "month") if (start.year, start.month) not in known
    ]
