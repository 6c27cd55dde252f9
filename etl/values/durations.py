"""Durations as exports write them: "90", "1:30", "1h 30m", "3 Stunden 20 Minuten", "PT2H30M", "2 days, 3:04:05".

Units are read in English, German, French, Dutch, Spanish, Portuguese and Italian, as words and short forms. Months and
years have no fixed length: cells that name them aren't read.

A day is eight hours and a week five days where words or letters name them ("1w 2d", "1 Tag"), as tools that log work
count. It is 24 hours in the notations that define it so: ISO 8601 and a clock behind days.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.values.numbers import (
    MEASURE,
    NumberHabit,
    Numbers,
    NumberSurvey,
    parse_number,
    read_with,
    take_apart,
    value_of,
)

DAY_OF_WORK, WEEK_OF_WORK = 8 * 60.0, 5 * 8 * 60.0
_DAY = 24 * 60.0
_WORDS = {
    1 / 60: "s sec secs second seconds sek sekunde sekunden seconde secondes seconden seg segs segundo segundos "
            "secondo secondi",
    1.0: "m min mins minute minutes minuten minuut mn minuto minutos minuti",
    60.0: "h hr hrs hour hours std stdn stunde stunden heure heures u uur uren hora horas hs ora ore",
    DAY_OF_WORK: "d day days t tag tage tagen j jour jours dag dagen dia dias día días g gg giorno giorni",
    WEEK_OF_WORK: "w wk wks week weeks wo woche wochen sem semaine semaines weken semana semanas settimana settimane",
}  # fmt: skip
UNITS = {word: minutes for minutes, words in _WORDS.items() for word in words.split()}
"""Word or short form, in small letters and without a full stop -> minutes."""

_CLOCK = r"(?P<hours>[0-9]{1,6}):(?P<minutes>[0-5][0-9])(?::(?P<seconds>[0-5][0-9](?:[.,][0-9]{1,9})?))?"
_BY_CLOCK = re.compile(
    r"(?P<sign>-?)(?:(?P<days>[0-9]{1,6})"
    r"(?:\s*(?:days?|d|tage?|jours?|dag(?:en)?|d[ií]as?|giorn[io])\.?,?\s+|(?P<point>\.)(?=[0-9]{2}:)))?"
    rf"[+]?{_CLOCK}",
    re.IGNORECASE,
)
_AMOUNT = r"[0-9]{1,9}(?:[.,][0-9]{1,9})?"
_ISO = re.compile(
    rf"(?P<sign>-?)P(?=[0-9T])(?:(?P<weeks>{_AMOUNT})W|(?:(?P<days>{_AMOUNT})D)?"
    rf"(?:T(?=[0-9])(?:(?P<hours>{_AMOUNT})H)?(?:(?P<minutes>{_AMOUNT})M)?(?:(?P<seconds>{_AMOUNT})S)?)?)",
    re.IGNORECASE,
)
_PIECE = re.compile(r"(?P<number>[0-9]{1,9}(?:[.,][0-9]{1,9})?)\s*(?P<unit>[^\W\d_]+)?\.?[\s,;+&]*")
_AND = re.compile(r"(?<=\s)(?:and|und|et|en|y|e|i)(?=\s)", re.IGNORECASE)
_SMALLER = {60.0: 1.0, 1.0: 1 / 60}
"""What a bare number behind a unit counts: "1h30", "2m15"."""


PLAIN = NumberHabit()
"""Habit of a number that stands by itself."""


@dataclass(frozen=True)
class DurationHabit:
    """How a column writes durations.

    Attributes
    ----------
    number
        How it writes numbers.
    minutes_each
        Minutes that a number without a unit stands for.
    is_zero_logged
        Whether zero means that no time was spent; False where nearly all cells are zero, and it means that nobody
        logged any.
    """

    number: NumberHabit = PLAIN
    minutes_each: float = 1.0
    is_zero_logged: bool = True


_NEARLY_ALL = 0.9
_UNIT_NAMES = {60.0: "hours", 1 / 60: "seconds"}


class DurationSurvey:
    """Collects, over a whole column, how it writes durations.

    Parameters
    ----------
    column
        Its name, which may state the unit of bare numbers.
    minutes_each
        Minutes per bare number, if the format defines it; None to use the name.
    """

    def __init__(self, column: str, minutes_each: float | None = None) -> None:
        self._each = minutes_each_of(column) if minutes_each is None else minutes_each
        self._is_by_name = minutes_each is None
        self._numbers = NumberSurvey(MEASURE)
        self._count_zero = self._count = 0
        self._example_days = self._example_unread = ""

    def take(self, cells: Counter[str]) -> None:
        """Examine some cells, with their frequencies."""
        numbers = {cell for cell in cells if take_apart(cell) is not None}
        self._numbers.take(numbers)
        self._note_words(cells.keys() - numbers)
        self._count += cells.total()
        self._count_zero += sum(count for cell, count in cells.items() if is_zero(cell))

    def conclude(self) -> DurationHabit:
        """How the column writes durations."""
        is_logged = self._count_zero < _NEARLY_ALL * self._count or not self._count
        return DurationHabit(self._numbers.conclude(), self._each, is_logged)

    def sentences(self) -> list[str]:
        """Sentences about how the column was read, each with an example."""
        habit, told = self.conclude(), self._numbers.sentences()
        if not habit.is_zero_logged:
            told.append(f"{self._count_zero:,} of {self._count:,} cells are 0, so nobody logged time there.")
        if self._is_by_name and self._count and habit.minutes_each != 1:
            told.append(f"numbers without a unit are counted as {_UNIT_NAMES.get(habit.minutes_each, 'days of work')}.")
        if self._example_days:
            told.append(f'"{self._example_days}": a day is read as 8 hours of work, a week as 5 days.')
        if self._example_unread:
            told.append(f'"{self._example_unread}" is not a duration; such cells are left out.')
        return told

    def _note_words(self, cells: Iterable[str]) -> None:
        read = {cell: parse_duration(cell) for cell in cells}
        self._example_unread = self._example_unread or min((c for c, m in read.items() if m is None), default="")
        of_work = (c for c, m in read.items() if m is not None and names_days_of_work(c))
        self._example_days = self._example_days or min(of_work, default="")


def names_days_of_work(cell: str) -> bool:
    """Whether a duration names days or weeks by words or letters, which are counted in working hours."""
    if ":" in cell or _ISO.fullmatch(cell):
        return False
    return any(UNITS.get(word, 0.0) >= DAY_OF_WORK for word in re.findall(r"[^\W\d_]+", cell.casefold()))


def is_zero(cell: str) -> bool:
    """Whether a cell has digits, and none above 0."""
    return "0" in cell and not any(digit in cell for digit in "123456789")


_NAMED_UNITS = (
    (1.0, "min mins minute minutes minuten minuut minutos minuti mn"),
    (60.0, "hours hour hrs hr h std stunden heures uren uur horas ore"),
    (1 / 60, "seconds secs sec s sek sekunden secondes seconden segundos secondi"),
    (DAY_OF_WORK, "days d tage jours dagen dias días giorni"),
)


def minutes_each_of(column: str) -> float:
    """Minutes that a number without a unit stands for, by the column's name: "Time spent (hours)"; else 1."""
    words = set(re.findall(r"[^\W\d_]+", column.casefold()))
    # A single letter is a unit only in brackets.
    short = {word for word in words if len(word) == 1 and not re.search(rf"[(\[]\s*{word}\s*[)\]]", column.casefold())}
    named = words - short
    return next((minutes for minutes, units in _NAMED_UNITS if named & set(units.split())), 1.0)


def read_durations(text: pd.Series[Any], habit: DurationHabit) -> Numbers:
    """Minutes of a column of durations, in the habit of the whole column; zeros are missing where nobody logged."""
    read = read_with(text, lambda cell: _in_bare_units(cell, habit))
    minutes = read.found * habit.minutes_each
    return Numbers(minutes if habit.is_zero_logged else minutes.mask(minutes == 0), read.is_unread)


def _in_bare_units(cell: str, habit: DurationHabit) -> float | None:
    """Parser for `read_with`, in the unit of bare numbers."""
    parts = take_apart(cell)
    if parts is not None:
        return None if parts.currency else value_of(parts, habit.number)
    minutes = parse_duration(cell, habit.number)
    return None if minutes is None else minutes / habit.minutes_each


def parse_duration(cell: str, habit: NumberHabit | None = None) -> float | None:
    """Minutes of a duration that names its units or is written as a clock; None if a cell isn't one.

    Parameters
    ----------
    habit
        How the column writes numbers; by default a separator before three digits is a decimal separator.
    """
    text = " ".join(cell.replace("−", "-").split())
    if found := _BY_CLOCK.fullmatch(text):
        return _clock(found)
    if found := _ISO.fullmatch(text):
        each = {"weeks": 7 * _DAY, "days": _DAY, "hours": 60.0, "minutes": 1.0, "seconds": 1 / 60}
        minutes = sum(float(found[name].replace(",", ".")) * each[name] for name in each if found[name])
        return -minutes if found["sign"] else minutes
    return _named(text, habit or PLAIN)


def _clock(found: re.Match[str]) -> float:
    minutes = int(found["hours"]) * 60.0 + int(found["minutes"])
    minutes += float((found["seconds"] or "0").replace(",", ".")) / 60
    if found["days"]:
        return (
            int(found["sign"] + found["days"]) * _DAY + minutes
        )  # as Python writes it: -1 day, 23:50:00 is -10 minutes
    return -minutes if found["sign"] else minutes


def _named(text: str, habit: NumberHabit) -> float | None:
    sign, text = (-1, text[1:].strip()) if text.startswith("-") else (1, text)
    text = _AND.sub(" ", text)
    total, end, before, seen = 0.0, 0, None, set()
    while end < len(text):
        piece = _PIECE.match(text, end)
        if piece is None:
            return None
        end = piece.end()
        number = parse_number(piece["number"], habit)
        unit = UNITS.get(piece["unit"].casefold()) if piece["unit"] else _SMALLER.get(before or 0.0)
        if number is None or unit is None or unit in seen:
            return None
        if piece["unit"] is None and (end < len(text) or number >= 60):
            return None
        total, before = total + number * unit, unit
        seen.add(unit)
    return sign * total if seen else None
