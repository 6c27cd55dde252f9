"""Declaration of an export format, and a guess that a file has it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from etl.sources.names import normalise, without_kind

Names = tuple[str, ...]


@dataclass(frozen=True)
class Format:
    """An export format.

    Column names are compared ignoring case, blanks, underscores, dots and hyphens.

    Attributes
    ----------
    name, label
        Name for ``--source``, and name for people.
    required
        Groups of names; the header must have at least one name of each group for the format to be recognised.
    columns
        Names by field of ``etl.model.fields.FIELDS``, in order of preference.
    typical
        Other columns of the format, which raise the score of a guess.
    kind
        "tickets", "events" or "volumes": what a row is.
    taxonomy
        Shipped taxonomy that the format proposes.
    known_kind
        Kind of every ticket, where the source states it ("complaint"); None where it doesn't.
    text_is_optional
        Whether exports of this format may lack subject and body.
    date_hint
        Order of day and month, "dmy" or "mdy", for files that leave it open; None if unknown.
    missing
        Cell values that mean missing.
    missing_in
        The same by field.
    custom_field
        Pattern of a custom column's name; its first group is the column's own name, which is then used.
    joins_repeated
        Whether columns with the same name are the values of one list, to be joined into one column.
    lists_of_texts
        Joined columns whose values are texts, separated by a blank line; the others are separated by "; ".
    may_lack_ids
        Whether exports of this format may lack ids: their rows are then numbered.
    is_closed
        Whether the format is recognised only if it knows every column of the file.
    in_seconds
        Columns in seconds where minutes are expected.
    codes
        By field, the word for each numeric code of the system's API.
    roles
        Names of an event log's columns that aren't ticket fields: actor (who made the change), and, where each row is
        the change of one field, field, old_value and new_value.
    """

    name: str
    label: str
    required: tuple[Names, ...]
    columns: Mapping[str, Names]
    typical: Names = ()
    kind: str = "tickets"
    taxonomy: str = "retail"
    known_kind: str | None = None
    text_is_optional: bool = False
    date_hint: str | None = None
    missing: frozenset[str] = frozenset()
    missing_in: Mapping[str, frozenset[str]] = field(default_factory=dict)
    custom_field: re.Pattern[str] | None = None
    joins_repeated: bool = False
    lists_of_texts: Names = ()
    may_lack_ids: bool = False
    is_closed: bool = False
    in_seconds: Names = ()
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    roles: Mapping[str, Names] = field(default_factory=dict)

    @property
    def known_names(self) -> frozenset[str]:
        """All column names that the format knows, normalised."""
        groups = (*self.required, *self.columns.values(), self.typical, *self.roles.values())
        return frozenset(normalise(name) for group in groups for name in group)

    def knows(self, column: str) -> bool:
        """Whether the format knows a file's column."""
        names = {normalise(column), normalise(without_kind(column))}
        return bool(names & self.known_names) or self.own_name(column) != column

    def minutes_per_unit(self, column: str) -> float | None:
        """Minutes per unit of a duration column: 1/60 if the format has seconds in it; None if unknown."""
        is_seconds = normalise(column) in {normalise(name) for name in self.in_seconds}
        return 1 / 60 if is_seconds else None

    def own_name(self, column: str) -> str:
        """Name of a custom column without the format's wrapping; other names unchanged."""
        found = self.custom_field.fullmatch(column) if self.custom_field else None
        return found.group(1).strip() if found else column


@dataclass(frozen=True)
class Guess:
    """A format that a header fits.

    Attributes
    ----------
    format
        The format.
    score
        0.5 to 1: half for the required columns, half for the share of the file's columns that the format knows.
    reasons
        Sentences for people.
    """

    format: Format
    score: float
    reasons: tuple[str, ...]
