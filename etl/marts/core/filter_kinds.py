"""The kinds of filter: a period, one of several values, numbers, a text to find."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from etl.errors import InputError
from etl.marts.core.formatting import day_words, period_words

UNKNOWN = "(unknown)"
"""Stands for a missing value in options, URLs and on the command line."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

FRONT, FOLDED, OF_LISTS, OF_MARKS = "front", "folded", "lists", "marks"
_MOST_NAMED = 3
"""Values that a sentence names one by one, where it names none of them rather than any."""
UNTOUCHED, FOLLOWED = "untouched", "followed"

Columns = Mapping[str, Any]
"""SQL column by name; a filter applies only where all its columns are there."""


@dataclass(frozen=True)
class Filter(ABC):
    """One filter.

    Attributes
    ----------
    names
        Attributes of `Filters` that hold what was chosen.
    keys
        URL query keys, and the command-line options without their dashes; one for each of `names`.
    label
        Name on screen.
    help
        One phrase for the command line.
    column
        Column that it applies to, where its name differs from the filter's.
    known
        All possible values; empty where they come from the exports.
    place
        Where the sidebar offers it: `FRONT`, `FOLDED` under "More filters" where the data has more than one value,
        `OF_LISTS` on pages that list tickets; `OF_MARKS` there too, once a click on a chart's mark has chosen it; empty
        for a filter that only links carry.
    volumes
        Effect on orders and other volumes: `UNTOUCHED` where it only says which contacts are counted, `FOLLOWED` where
        it narrows both and the volumes have a column of its name; empty where volumes can't be narrowed by it.
    default
        Choice on a page with lists until somebody chooses otherwise.
    """

    names: tuple[str, ...]
    keys: tuple[str, ...]
    label: str
    help: str
    column: str = ""
    known: tuple[Any, ...] = ()
    place: str = ""
    volumes: str = ""
    default: tuple[str, ...] = ()

    @property
    def metavar(self) -> str:
        """Placeholder in the command line's help."""
        return "VALUE"

    @property
    def column_name(self) -> str:
        """Column that it applies to."""
        return self.column or self.names[0]

    @abstractmethod
    def conditions(self, values: tuple[Any, ...], columns: Columns) -> list[ColumnElement[bool]]:
        """SQL conditions of the chosen values; empty when nothing was chosen, or when the columns aren't there."""

    @abstractmethod
    def words(self, values: tuple[Any, ...]) -> str:
        """The choice in English; empty when nothing was chosen."""

    @abstractmethod
    def texts(self, values: tuple[Any, ...]) -> dict[str, list[str]]:
        """URL texts of the choice, by key."""

    @abstractmethod
    def parse(self, key: str, texts: list[str]) -> Any:
        """Read the texts of one key; raise InputError when they can't be read."""

    def read(self, given: Mapping[str, list[str]]) -> dict[str, Any]:
        """Read the choice from texts by key, by attribute of `Filters`; raise InputError when they can't be read."""
        keyed = zip(self.names, self.keys, strict=True)
        return {name: self.parse(key, given[key]) for name, key in keyed if given.get(key)}


class Period(Filter):
    """Days of arrival, both ends included."""

    @property
    def metavar(self) -> str:
        """Placeholder in the command line's help."""
        return "DATE"

    def conditions(self, values: tuple[Any, ...], columns: Columns) -> list[ColumnElement[bool]]:
        """Bounds on the local day of arrival, as SQL conditions."""
        if "created_date" not in columns:
            return []
        day, (first, last) = columns["created_date"], values
        bounds = [day >= first] if first else []
        return [*bounds, day <= last] if last else bounds

    def words(self, values: tuple[Any, ...]) -> str:
        """The period in words, such as "1 Jan to 31 Mar 2026"."""
        first, last = values
        if first and last:
            return period_words(first, last)
        if first:
            return f"from {day_words(first)}"
        return f"until {day_words(last)}" if last else ""

    def texts(self, values: tuple[Any, ...]) -> dict[str, list[str]]:
        """ISO days."""
        return {key: [value.isoformat()] for key, value in zip(self.keys, values, strict=True) if value}

    def parse(self, key: str, texts: list[str]) -> date:
        """Read an ISO day; of several the last one counts; raise InputError when it can't be read."""
        try:
            return date.fromisoformat(texts[-1])
        except ValueError as error:
            raise InputError(f"{key} is {texts[-1]!r}; give a day such as 2026-03-31.") from error


class Values(Filter):
    """One of several values; "(unknown)" stands for a missing one."""

    def conditions(self, values: tuple[Any, ...], columns: Columns) -> list[ColumnElement[bool]]:
        """SQL condition: the column is one of the values."""
        (wanted,) = values
        return [is_one_of(columns[self.column_name], wanted)] if wanted and self.column_name in columns else []

    def words(self, values: tuple[Any, ...]) -> str:
        """Such as "channel email or chat"."""
        (wanted,) = values
        return f"{self.label.lower()} {either_words(wanted)}" if wanted else ""

    def texts(self, values: tuple[Any, ...]) -> dict[str, list[str]]:
        """One text per value."""
        return {self.keys[0]: [str(value) for value in values[0]]}

    def parse(self, key: str, texts: list[str]) -> tuple[Any, ...]:
        """Each value once, in the order given."""
        return tuple(dict.fromkeys(texts))


class Numbers(Values):
    """One of several whole numbers."""

    @property
    def metavar(self) -> str:
        """Placeholder in the command line's help."""
        return "NUMBER"

    def words(self, values: tuple[Any, ...]) -> str:
        """Such as "weekday Monday or Tuesday", "hour 22:00"."""
        (wanted,) = values
        days = self.names[0] == "weekday"
        names = [_weekday(value) if days else f"{value}:00" for value in wanted]
        return f"{self.label.lower()} {_either(names)}" if names else ""

    def parse(self, key: str, texts: list[str]) -> tuple[int, ...]:
        """Read whole numbers, each once; raise InputError when one can't be read."""
        try:
            return tuple(dict.fromkeys(int(text) for text in texts))
        except ValueError as error:
            raise InputError(f"{key} is {', '.join(texts)!r}; give a whole number.") from error


@dataclass(frozen=True)
class Told(Filter):
    """Filter on what a mark of a chart counts, where tickets have no column for it.

    In place of a column, `Columns` holds a function from the chosen values to SQL.

    Attributes
    ----------
    phrases
        English of each known value; any other value is put into `phrase`.
    """

    phrases: tuple[tuple[str, str], ...] = ()
    phrase: str = "{}"

    def conditions(self, values: tuple[Any, ...], columns: Columns) -> list[ColumnElement[bool]]:
        """SQL condition: one of the values applies."""
        (wanted,) = values
        return [columns[self.names[0]](wanted)] if wanted and self.names[0] in columns else []

    def words(self, values: tuple[Any, ...]) -> str:
        """Such as "met first by the frontline"."""
        (wanted,) = values
        said = dict(self.phrases)
        return _either([said.get(value, self.phrase.format(value)) for value in wanted]) if wanted else ""

    def texts(self, values: tuple[Any, ...]) -> dict[str, list[str]]:
        """One text per value."""
        return {self.keys[0]: list(values[0])}

    def parse(self, key: str, texts: list[str]) -> tuple[str, ...]:
        """Each value once; an impossible one stays, and finds nothing."""
        return tuple(dict.fromkeys(texts))


class ToldOfNone(Told):
    """The same, for what none of the values may apply to."""

    def words(self, values: tuple[Any, ...]) -> str:
        """Such as "caused by none of A, B"; a number in place of many."""
        (wanted,) = values
        named = ", ".join(wanted) if len(wanted) <= _MOST_NAMED else f"{len(wanted)} causes"
        return self.phrase.format(named) if wanted else ""


class Search(Filter):
    """A text found in subject, body or id, in any case."""

    @property
    def metavar(self) -> str:
        """Placeholder in the command line's help."""
        return "TEXT"

    def conditions(self, values: tuple[Any, ...], columns: Columns) -> list[ColumnElement[bool]]:
        """SQL condition: the text occurs in one of the columns; `%` and `_` match only themselves."""
        text, names = str(values[0]).strip().lower(), ("subject", "body", "ticket_id")
        if not text or any(name not in columns for name in names):
            return []
        return [sa.or_(*(sa.func.lower(columns[name]).contains(text, autoescape=True) for name in names))]

    def words(self, values: tuple[Any, ...]) -> str:
        """Such as: text “broken box”."""
        return f"text “{values[0].strip()}”" if values[0].strip() else ""

    def texts(self, values: tuple[Any, ...]) -> dict[str, list[str]]:
        """The text as typed."""
        return {self.keys[0]: [values[0]] if values[0] else []}

    def parse(self, key: str, texts: list[str]) -> str:
        """The text; of several the last one counts."""
        return texts[-1]


def is_one_of(column: Any, wanted: Sequence[Any]) -> ColumnElement[bool]:
    """SQL: the column is one of the values; "(unknown)" stands for a missing one."""
    known = [value for value in wanted if value != UNKNOWN]
    either = [column.in_(known)] if known else []
    return sa.or_(*either, *([column.is_(None)] if UNKNOWN in wanted else []))


def either_words(wanted: Sequence[Any]) -> str:
    """Such as "email, chat or unknown"."""
    return _either(["unknown" if value == UNKNOWN else str(value) for value in wanted])


def _weekday(value: int) -> str:
    """Name of a weekday; a number that isn't a weekday can come by a link, and stays a number."""
    return WEEKDAYS[value] if 0 <= value < 7 else str(value)


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
