"""Describes the cells of a column, and judges whether they can hold a field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from etl.sources.column_names import MEANINGS
from etl.sources.table import Cell
from etl.text.folding import fold
from etl.values.durations import parse_duration
from etl.values.numbers import take_apart
from etl.values.times import read_times
from etl.values.vocabulary import WORDS

_MOST_CELLS = 200
"""Cells examined per column: they are read one by one, and there may be thousands of columns."""
_LONGEST_TIME = 45
_FLAG_WORDS = (
    "true false yes no y n t f ja nein nee oui non si sí sim não nao vero falso wahr falsch vrai faux waar onwaar "
    "verdadero verdadeiro"
)
FLAGS = frozenset(_FLAG_WORDS.split())
_DIGITS = re.compile(r"[0-9]+(?:[.,]0+)?")
_PLACE = re.compile(r"[A-Z]{2}")
_KEY = re.compile(r"[A-Z][A-Z0-9]{0,11}-[0-9]{1,12}")
_EMAIL = re.compile(r"\S+@\S+\.\w+")
_CLOCK = re.compile(r"\d{1,2}[:h.]\d{2}(?::\d{2})?(?: ?[AaPp]\.? ?[Mm]\.?)?(?: ?(?:Uhr|uur|h))?")
_DATE_IN_NUMBERS = re.compile(r"\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{2,4}(?!\d)")
_HAS_CLOCK = re.compile(r"\d[:h]\d{2}(?!\d)|T\d{4}")
_MOST, _HALF = 0.6, 0.5
_NEARLY_ALL = 0.8
_KNOWN_WORDS: Mapping[str, frozenset[str]] = {
    "channel": frozenset(fold(word) for name, words in WORDS["channels"].items() if name != "other" for word in words),
    "status": frozenset(fold(word) for name in ("solved", "open") for word in WORDS[name]),
}
"""Field -> words that its cells hold."""
_WORDS_OF_A_TEXT, _WORDS_OF_A_TITLE, _WORDS_OF_A_VALUE = 4, 1.8, 7
_LONGEST_ID, _FEW = 64, 12
_MOST_OF_A_LIST = 30
"""Maximum distinct values of a pick list."""


@dataclass(frozen=True)
class Contents:
    """Statistics of some cells of a column; shares, 0 to 1, are of the cells that hold anything.

    Attributes
    ----------
    filled
        Share of the cells that hold anything.
    distinct
        Share of distinct values.
    count_values
        Number of distinct values.
    words, letters
        Mean number of words and letters per cell.
    times
        Share that can be read as a time, including bare numbers.
    written_times
        Share that is a time and not a bare number.
    clocks, with_clock
        Share that is just a time of day, and share that contains one.
    with_digit
        Share that contains a digit.
    numbers, durations, digits, flags, emails, places
        Shares that are a number or amount, a duration or number, bare digits, yes or no, an address, two capital
        letters.
    keys
        Share that is letters and a number, such as SD-17.
    groups
        Share with a word for a group, such as Tier 2 Queue.
    channels, statuses
        Shares with few words, one of which is a channel's, or a status's.
    """

    filled: float = 0.0
    distinct: float = 0.0
    count_values: int = 0
    words: float = 0.0
    letters: float = 0.0
    times: float = 0.0
    written_times: float = 0.0
    clocks: float = 0.0
    with_clock: float = 0.0
    with_digit: float = 0.0
    numbers: float = 0.0
    durations: float = 0.0
    digits: float = 0.0
    flags: float = 0.0
    emails: float = 0.0
    places: float = 0.0
    keys: float = 0.0
    groups: float = 0.0
    channels: float = 0.0
    statuses: float = 0.0

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return not self.filled

    @property
    def is_text(self) -> bool:
        """Whether the cells are sentences."""
        return self.words >= _WORDS_OF_A_TEXT and self.numbers < _MOST and self.written_times < _MOST


def look_at_all(cells: Mapping[str, Sequence[Cell]]) -> dict[str, Contents]:
    """Statistics of the first cells of each column."""
    # One pass for all columns, because compiling the patterns is the cost.
    given = {cell.strip() for column in cells.values() for cell in column[:_MOST_CELLS] if cell}
    times = _times(sorted(given))
    return {name: look_at(column, times) for name, column in cells.items()}


def look_at(cells: Sequence[Cell], known_times: frozenset[str] | None = None) -> Contents:
    """Statistics of a column's first cells.

    Parameters
    ----------
    known_times
        Values that can be read as times, if already known.
    """
    looked_at = cells[:_MOST_CELLS]
    values = [text for cell in looked_at if cell and (text := cell.strip())]
    if not values:
        return Contents()
    different, count = set(values), len(values)
    numbers = {value for value in different if take_apart(value) is not None}
    digits = {value for value in different if _DIGITS.fullmatch(value)}
    times = different & (_times(sorted(different)) if known_times is None else known_times)

    def share(found: set[str]) -> float:
        return sum(value in found for value in values) / count if found else 0.0

    def like(shape: re.Pattern[str]) -> float:
        return share({value for value in different if shape.fullmatch(value)})

    return Contents(
        filled=count / len(looked_at),
        distinct=len(different) / count,
        count_values=len(different),
        words=sum(len(value.split()) for value in values) / count,
        letters=sum(map(len, values)) / count,
        times=share(times),
        written_times=share(times - numbers - digits),
        clocks=like(_CLOCK),
        with_clock=share({value for value in different if _HAS_CLOCK.search(value)}),
        with_digit=share({value for value in different if any(map(str.isdigit, value))}),
        numbers=share(numbers),
        durations=share(numbers | {v for v in different if len(v) <= _LONGEST_TIME and parse_duration(v) is not None}),
        digits=share(digits),
        flags=share({value for value in different if value.casefold() in FLAGS}),
        emails=like(_EMAIL),
        places=like(_PLACE),
        keys=like(_KEY),
        groups=share({value for value in different if _names_group(value)}),
        channels=share(_known("channel", different)),
        statuses=share(_known("status", different)),
    )


def _names_group(value: str) -> bool:
    words = fold(value).split()
    return 1 < len(words) <= _WORDS_OF_A_VALUE and any("team" in MEANINGS.get(word, ()) for word in words)


def _known(field: str, values: set[str]) -> set[str]:
    """Values of a short list that contain a word of a field."""
    if len(values) > _MOST_OF_A_LIST:
        return set()
    words = _KNOWN_WORDS[field]
    folded = {value: fold(value) for value in values if len(value) <= _LONGEST_TIME}
    return {value for value, text in folded.items() if text in words or words & set(text.split()[:_WORDS_OF_A_TEXT])}


def _times(values: list[str]) -> frozenset[str]:
    """Values that can be read as a time, in either order of day and month."""
    likely = [value for value in values if len(value) <= _LONGEST_TIME and any(c.isdigit() for c in value)]
    if not likely:
        return frozenset()
    found = _read_as("dmy", likely)
    turned = [value for value in likely if value not in found and _DATE_IN_NUMBERS.match(value)]
    return frozenset(found | (_read_as("mdy", turned) if turned else set()))


def _read_as(order: str, values: list[str]) -> set[str]:
    cells = pd.Series(values, dtype="str")
    return set(cells[read_times(cells, order, "UTC", "UTC").utc.notna()])


def fit(field: str, contents: Contents) -> float:
    """How well a column's cells fit a field, 0 (not at all) to 1; an empty column tells nothing."""
    if contents.is_empty:
        return 0.5
    if field in ("created_at", "solved_at", "updated_at", "changed_at"):
        # A column with this name that can't be read is refused with its cells shown, not skipped.
        is_odd = field == "created_at" and contents.flags + contents.numbers < _MOST and not contents.is_text
        return 1.0 if contents.times >= _MOST else 0.2 if is_odd else 0.0
    if contents.written_times >= _MOST:
        return 0.0
    if field in ("subject", "body"):
        return _fit_of_text(field, contents)
    if field in ("ticket_id", "order_ref"):
        return _fit_of_id(field, contents)
    if field in ("replies", "reopens", "stations", "handoffs", "goodwill_amount"):
        return 1.0 if contents.numbers >= _NEARLY_ALL else 0.0
    if field == "handle_minutes":
        return 1.0 if contents.durations >= _MOST else 0.0
    return _fit_of_value(field, contents)


def _fit_of_text(field: str, contents: Contents) -> float:
    if contents.numbers >= _MOST or contents.flags >= _MOST or contents.emails >= _MOST:
        return 0.0
    least = _WORDS_OF_A_TEXT if field == "body" else _WORDS_OF_A_TITLE
    is_title = field == "subject" and contents.distinct > _NEARLY_ALL
    return 1.0 if contents.words >= least or is_title else 0.75


def _fit_of_id(field: str, contents: Contents) -> float:
    if contents.words > 2 or contents.letters > _LONGEST_ID or contents.flags >= _MOST or contents.emails >= _MOST:
        return 0.0
    if field == "order_ref":
        return 1.0
    if contents.keys >= _NEARLY_ALL:
        return 1.05  # SD-17 beside a number is what people call the ticket
    if contents.with_digit < _HALF and contents.distinct < _HALF:
        return 0.0
    return 1.0 if contents.distinct == 1 else 0.9 if contents.distinct >= _MOST else 0.8


def _fit_of_value(field: str, contents: Contents) -> float:
    if field == "status" and contents.places >= _NEARLY_ALL:
        return 0.0
    if field in ("status", "team", "agent", "requester", "reason", "channel") and contents.flags >= _NEARLY_ALL:
        return 0.0
    if field == "requester" and contents.words > 2 and contents.with_digit >= _MOST:
        return 0.0  # an address or a product
    if field not in ("tags", "reason") and contents.words > _WORDS_OF_A_VALUE:
        return 0.0
    if field in ("status", "priority", "channel", "team", "product", "reason") and contents.is_text:
        # Long values that recur are entries of a list; free texts repeat only by chance.
        return 0.0 if contents.distinct > _MOST and contents.count_values > 3 else 0.9
    if field in ("status", "priority", "channel", "reason") and contents.distinct > _NEARLY_ALL:
        return 1.0 if contents.count_values <= _FEW else 0.5 if field == "reason" else 0.0
    if field == "reason" and contents.channels >= _NEARLY_ALL:
        return 0.0  # ticket types that are really channels
    return 1.0
