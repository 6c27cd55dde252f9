"""Marks of numbers and the order of dates where a reader lives; the words stay English.

Whoever writes a number or a day that a person reads asks here. Files for other programs don't.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*")
_EXTENSION = re.compile(r"[-_][A-Za-z0-9]([-_].*)?$")
"""What follows a single letter in a tag says which calendar or digits somebody wants: "en-US-u-ca-buddhist"."""
_QUOTED = re.compile(r"'[^']*'")
_MINUS = "−"


class Order(Enum):
    """Order of a date's parts."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


@dataclass(frozen=True)
class Marks:
    """How a locale writes numbers and dates.

    Attributes
    ----------
    decimal, group
        Marks before the decimals and between groups of digits.
    sizes
        Digits of the last group, and of each before it: (3, 2) where 12,34,567 is written.
    """

    decimal: str = "."
    group: str = ","
    sizes: tuple[int, int] = (3, 3)
    order: Order = Order.DAY_FIRST


PLAIN = Marks()
"""English as it is read everywhere: 1,234.5 and 4 Mar 2026."""

_CHOSEN: ContextVar[Marks | None] = ContextVar("_CHOSEN", default=None)
_ASKED: list[Callable[[], str | None]] = []


def asked_of(reader: Callable[[], str | None]) -> None:
    """Name the function that tells the locale of whom a thread serves; None where it serves nobody.

    To be called once, as a module is imported. A variable of the context wouldn't do: a part of a page that is drawn
    anew by itself runs in another thread, and in none of the code that would set it.
    """
    _ASKED[:] = [reader]


def current() -> Marks:
    """Marks for the text that is being written: those of `written`, else the reader's, else plain English."""
    chosen = _CHOSEN.get()
    if chosen is not None:
        return chosen
    return marks_of(_ASKED[0]()) if _ASKED else PLAIN


@contextmanager
def written(marks: Marks) -> Iterator[None]:
    """Write numbers and dates by these marks, in this thread, whoever is served."""
    before = _CHOSEN.set(marks)
    try:
        yield
    finally:
        _CHOSEN.reset(before)


@lru_cache(maxsize=256)
def marks_of(tag: str | None) -> Marks:
    """Marks of a locale such as "de-DE"; plain English for none, for an unknown one, and for English of no region."""
    return found if (found := known(tag)) is not None else PLAIN


def known(tag: str | None) -> Marks | None:
    """Marks of a locale; None where nothing is known of it."""
    if not tag or not _TAG.fullmatch(tag):
        return None
    parts = re.split("[-_]", _EXTENSION.sub("", tag))
    if [part.lower() for part in parts] == ["en"]:
        return PLAIN
    from babel import Locale, UnknownLocaleError  # most commands never need it

    for last in range(len(parts), 0, -1):
        try:
            locale = Locale.parse("_".join(parts[:last]))
        except (UnknownLocaleError, ValueError):
            continue
        symbols = locale.number_symbols.get("latn", {})
        pattern = locale.decimal_formats[None]
        if "decimal" in symbols and "group" in symbols:
            dates = _QUOTED.sub("", locale.date_formats["medium"].pattern)
            return Marks(symbols["decimal"], symbols["group"], tuple(pattern.grouping), _order(dates))
    return None


def _order(pattern: str) -> Order:
    """Order of a CLDR pattern such as "d MMM y"."""
    letters = re.sub("[^dmy]", "", pattern.replace("L", "M").lower())
    parts = "".join(dict.fromkeys(letters))
    return next((order for order in Order if order.value == parts), Order.DAY_FIRST)


def number(value: float, form: str = ",") -> str:
    """A number by the reader's marks, with a proper minus.

    Parameters
    ----------
    form
        As `format` takes it, such as ",.1f", without a width.
    """
    return by_marks(f"{value:{form}}")


def by_marks(text: str) -> str:
    """A number that was written as Python writes it, by the reader's marks."""
    marks = current()
    whole, point, rest = text.partition(".")
    if "," in whole:
        if marks.sizes != PLAIN.sizes:
            last, others = marks.sizes
            whole = re.sub(rf"(?<=\d)(?=(?:\d{{{others}}})*\d{{{last}}}$)", ",", whole.replace(",", ""))
        whole = whole.replace(",", marks.group)
    return (whole + (marks.decimal if point else "") + rest).replace("-", _MINUS)
