"""Which columns of an export hold personal data: judged by their cells, and by their names in seven languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import pandas as pd
from stdnum.br import cpf
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.it import codicefiscale
from stdnum.nl import bsn

from etl.model.fields import names
from etl.staging.masking.columns_by_name import is_personal, may_be_title, names_thing, names_writer
from etl.staging.masking.names import has_shape_of_name, is_name
from etl.staging.masking.texts import mask_numbers
from etl.values.arrow import to_arrow

Cells = Mapping[str, Sequence[str | None]]

_MOST_VALUES = 120
_LEAST_VALUES = 3
_LEAST_IDS = 6
"""Minimum values to take a column of valid national ids for one: one in eleven random numbers is valid."""
_LONGEST_ID = 30
"""Characters; of thousands of digits Python makes no number."""
_LONGEST_NAME_WORDS = 5
_SHOWN = 12
_EMAIL = r"(?:[^<>@;,]*<)?[\w.%+'\-]+@[\w\-]+(?:\.[\w\-]+)+>?"
_EMAILS = re.compile(rf"{_EMAIL}(?:[;,\s]+{_EMAIL})*")
_STREET = re.compile(
    r"\d+[a-z]? +(?:[\w.'\-]+ +){1,4}(?:st|street|ave|avenue|rd|road|blvd|boulevard|ln|lane|dr|drive|ct|court|pl|place"
    r"|sq|square|ter|terrace|way|hwy|pkwy|close|crescent)\b\.?"
    r"|\d+(?: ?bis| ?ter)?,? (?:rue|avenue|av|boulevard|bd|chemin|place|impasse|allée|quai|cours)\b"
    r"|(?:calle|c/|avenida|avda?\.?|plaza|paseo|rua|travessa|praça|largo|via|viale|corso|piazza|vicolo)\.? .+\d"
    r"|[\w.\- ]*(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|straat|laan|plein|gracht|kade|dreef|singel) \d+",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}\.? \w+ \d{4}")
_YEARS_OF_AGE, _YEARS_APART = 16, 15
_NATIONAL_IDS = tuple(each.is_valid for each in (bsn, dni, nie, nir, cpf, codicefiscale, idnr))
_READ, _MOST_TEXTS = 300, 1_000
_WORD = re.compile(r"[^\W\d_]{4,}")
_PERSON_FIELDS = names(is_personal=True)
_FREE_FIELDS = ("ticket_id", "subject", "body", "created_at", "solved_at", "updated_at", "changed_at", "order_ref")


@dataclass(frozen=True)
class PeopleColumns:
    """What is personal among the columns of an export.

    Attributes
    ----------
    columns
        Columns of its rows, in order.
    left_out
        Columns that aren't kept, or only as pseudonyms.
    writers
        Columns with the author's name, which is masked in the author's texts.
    teams
        Columns of teams that also hold persons, each with whether the shape of a name is enough to recognise one.
    common
        Words never masked as a name, because they are common in other people's texts.
    findings
        Plain sentences.
    """

    columns: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    writers: tuple[str, ...] = ()
    teams: Mapping[str, bool] = field(default_factory=dict)
    common: frozenset[str] = frozenset()
    findings: tuple[str, ...] = ()

    def is_person(self, column: str, cell: str) -> bool:
        """Whether a cell of a column that is taken for a team is a person."""
        return column in self.teams and (is_name(cell) or (self.teams[column] and has_shape_of_name(cell)))


def people_columns(cells: Cells, mapping: Mapping[str, str], folded: Cells | None = None) -> PeopleColumns:
    """Detect the columns of personal data in an export.

    Parameters
    ----------
    cells
        Some cells of each column.
    mapping
        Field to column.
    folded
        The same for the columns that a field history's changes become.
    """
    values = {column: _values(found) for column, found in cells.items()}
    texts = [mapping[name] for name in ("subject", "body") if name in mapping]
    requester = mapping.get("requester")
    writers = [column for column in cells if names_writer(column) or column == requester]
    common = _common_words(cells, texts, writers) if writers else frozenset()
    writers = [column for column in writers if column not in texts and _holds_writers(values[column], common)]
    fixed = {mapping[name]: name for name in (*_FREE_FIELDS, "team", "first_team") if name in mapping}
    created = _years(values.get(mapping.get("created_at", ""), []))
    # Columns mapped to or named as products or reasons may look like names: brands, towns.
    things = {column for field, column in mapping.items() if field not in _PERSON_FIELDS}
    things |= {column for column in cells if names_thing(column)}
    left_out = {
        column
        for column, found in values.items()
        if column not in fixed and (_is_personal_column(column, found, column in things) or _are_births(found, created))
    }
    teams = {}
    held = values | {column: _values(found) for column, found in (folded or {}).items()}
    for name in ("team", "first_team"):
        column = mapping.get(name, "")
        persons = [value for value in held.get(column, []) if is_name(value)]
        shapes = [value for value in held.get(column, []) if has_shape_of_name(value)]
        is_of_persons = is_personal(column)
        if persons and (is_of_persons or (len(persons) >= _LEAST_VALUES and 2 * len(persons) >= len(held[column]))):
            # In a column of owners, persons or queues, names missing from the list are recognised by the others.
            teams[column] = is_of_persons and 2 * len(persons) >= len(shapes)
    pseudonyms = {mapping[name] for name in _PERSON_FIELDS if name in mapping}
    told = sorted(left_out - pseudonyms)
    findings = [f"{column} also names persons: those cells aren't taken for teams." for column in teams]
    if told:
        more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
        findings.append(f"Left out as personal: {', '.join(told[:_SHOWN])}{more}.")
    return PeopleColumns(tuple(cells), frozenset(left_out | pseudonyms), tuple(writers), teams, common, tuple(findings))


def to_cells(frame: pd.DataFrame) -> Cells:
    """Cells of the first rows of a frame, as `people_columns` wants them; missing ones None."""
    return {str(column): to_arrow(frame[column].iloc[:_MOST_TEXTS]).to_pylist() for column in frame.columns}


def _values(cells: Sequence[str | None]) -> list[str]:
    """Distinct values in order of first occurrence."""
    found: dict[str, None] = {}
    for cell in cells:
        if cell and (value := cell.strip()):
            found[value] = None
            if len(found) >= _MOST_VALUES:
                break
    return list(found)


def _is_personal_column(column: str, values: list[str], is_of_things: bool) -> bool:
    if is_personal(column):
        # A name that is a title, and owners that are groups, aren't people.
        are_titles = may_be_title(column) and values and not _mostly(values, _could_be_name)
        return not are_titles
    if not values or all(value.isdigit() and len(value) < 8 for value in values):
        return False
    if _mostly(values, _EMAILS.fullmatch):
        return True
    least = 0.5 if len(values) >= _LEAST_VALUES else 1
    if not is_of_things and _mostly(values, is_name, least):
        return True
    if len(values) >= _LEAST_VALUES and _mostly(values, lambda value: bool(_STREET.match(value))):
        return True
    if len(values) >= _LEAST_VALUES and _mostly(values, lambda value: mask_numbers(value) == "[phone]", 0.6):
        return True
    return len(values) >= _LEAST_IDS and any(
        _mostly(values, partial(_is_id, is_valid), 0.9) for is_valid in _NATIONAL_IDS
    )


def _is_id(is_valid: Callable[[str], bool], value: str) -> bool:
    return len(value) <= _LONGEST_ID and is_valid(value)


def _mostly(values: Collection[str], test: Callable[[str], object], share: float = 0.5) -> bool:
    return sum(bool(test(value)) for value in values) >= share * len(values) > 0


def _could_be_name(value: str) -> bool:
    return len(value.split()) <= _LONGEST_NAME_WORDS and not re.search(r"[\d@_/:;]", value)


def _years(values: Collection[str]) -> list[int]:
    return sorted(int(found.group()) for value in values if (found := _YEAR.search(value)))


def _are_births(values: list[str], created: list[int]) -> bool:
    """Dates of many years, nearly all of them long before the tickets."""
    if len(values) < _LEAST_IDS or not created or not _mostly(values, lambda value: bool(_DATE.fullmatch(value)), 0.9):
        return False
    years = _years(values)
    return bool(years) and created[0] - years[len(years) // 2] >= _YEARS_OF_AGE and years[-1] - years[0] >= _YEARS_APART


def _holds_writers(values: list[str], common: frozenset[str]) -> bool:
    """Whether a column named for authors holds names: short, and not made of common words."""
    return _mostly(values, lambda value: _could_be_name(value) and not _is_common(value, common))


def _is_common(value: str, common: frozenset[str]) -> bool:
    words = [word for word in re.findall(r"\w+", value.casefold()) if len(word) > 3]
    return bool(words) and all(word in common for word in words)


def _common_words(cells: Cells, texts: Sequence[str], writers: Sequence[str]) -> frozenset[str]:
    """Words that are in lower case in several texts, or in any case in a large share of other people's texts."""
    small: Counter[str] = Counter()
    others: Counter[str] = Counter()
    count = 0
    for row in zip(*(cells[column] for column in (*texts, *writers)), strict=True):
        said = " ".join(cell[:_READ] for cell in row[: len(texts)] if cell)
        if not said:
            continue
        count += 1
        words = set(_WORD.findall(said))
        small.update(word for word in words if word.islower())
        own = " ".join(cell for cell in row[len(texts) :] if cell).casefold()
        others.update(word for word in {word.casefold() for word in words} if word not in own)
        if count >= _MOST_TEXTS:
            break
    often = {word for word, times in small.items() if times >= max(3, 0.01 * count)}
    return frozenset(often | {word for word, times in others.items() if times >= max(5, 0.2 * count)})
