"""Minutes since the start of the sample, as text and on business calendars.

Everything in the generator counts whole minutes of local time (Europe/Amsterdam) from midnight of `START`.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from tools.sample.world import END, START

DAY = 1440
DAYS = (END - START).days + 1
EXPORTED = DAYS * DAY + 6 * 60
"""The export is made at six on the morning after the last day."""
_BEFORE, _AFTER = 90, 40

Minutes = npt.NDArray[np.int64]

_DAY_TEXT = [(START + timedelta(days=n)).isoformat() for n in range(-_BEFORE, DAYS + _AFTER)]
_CLOCK_TEXT = [f"{m // 60:02d}:{m % 60:02d}" for m in range(DAY)]
# The nights on which the clock changes: nothing happens between two and three, so every local time names one instant.
CHANGE_DAYS = frozenset((d - START).days for d in (date(2025, 10, 26), date(2026, 3, 29), date(2026, 10, 25)))


def day_of(when: date) -> int:
    """Number of the day."""
    return (when - START).days


def date_of(day: int) -> date:
    """Date of a day's number."""
    return START + timedelta(days=day)


def day_text(day: int) -> str:
    """ISO date of a day's number."""
    return _DAY_TEXT[day + _BEFORE]


def text(minute: int) -> str:
    """Time as the export writes it: ``2026-03-01 14:05``."""
    day, rest = divmod(minute, DAY)
    return f"{_DAY_TEXT[day + _BEFORE]} {_CLOCK_TEXT[rest]}"


class Calendar:
    """Opening hours, laid out minute by minute.

    Parameters
    ----------
    hours
        For Monday to Sunday: opening and closing hour, or None while closed.
    closed
        Numbers of the days that are holidays.
    """

    def __init__(self, hours: tuple[tuple[int, int] | None, ...], closed: frozenset[int] = frozenset()) -> None:
        size = (DAYS + _AFTER) * DAY
        is_open = np.zeros(size, dtype=bool)
        for day in range(DAYS + _AFTER):
            span = hours[(START.weekday() + day) % 7]
            if span and day not in closed:
                is_open[day * DAY + span[0] * 60 : day * DAY + span[1] * 60] = True
        self.minutes_until: Minutes = np.concatenate([[0], np.cumsum(is_open)])
        """Open minutes before each minute."""
        where = np.where(is_open, np.arange(size), size)
        self._next = np.minimum.accumulate(where[::-1])[::-1].astype(np.int64).tolist()

    def next_open(self, minute: int) -> int:
        """First open minute at or after `minute`."""
        return int(self._next[minute]) if minute < len(self._next) else minute

    def is_open(self, minute: int) -> bool:
        """Whether the doors are open at that minute."""
        return self.next_open(minute) == minute

    def between(self, first: Minutes, last: Minutes) -> Minutes:
        """Open minutes from `first` to `last`, elementwise."""
        top = len(self.minutes_until) - 1
        return self.minutes_until[np.clip(last, 0, top)] - self.minutes_until[np.clip(first, 0, top)]


_HOLIDAYS = frozenset(
    day_of(d)
    for d in (
        date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1), date(2026, 4, 6),
        date(2026, 4, 27), date(2026, 5, 14), date(2026, 5, 25),
    )
)  # fmt: skip

FRONTLINE = Calendar(((8, 22),) * 6 + ((10, 18),))
OFFICE = Calendar(((9, 17),) * 5 + (None, None), _HOLIDAYS)
STORES = Calendar(((10, 19),) * 6 + ((12, 17),))


def calendar_of(department: str) -> Calendar:
    """Opening hours of a department."""
    return {"Customer Support": FRONTLINE, "Stores": STORES}.get(department, OFFICE)
