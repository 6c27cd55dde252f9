"""What is known about one export format, and a guess that a file is of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from etl.sources.names import normalise, without_kind

Names = tuple[str, ...]


@dataclass(frozen=True)
class Format:
    """An export format.

    Names of columns are compared without regard to case, blanks, underscores, dots and hyphens.

    Attributes
    ----------
    name, label
        What ``--source`` takes, and what people read.
    required
        Groups of names: of each group one must be in the header for the format to be recognised.
    columns
        Names by field of ``etl.model.fields.FIELDS``, in order of preference.
    typical
        Other columns that the format is known to have: they make the guess surer.
    kind
        "tickets", "events" or "volumes": what a row is.
    taxonomy
        Shipped taxonomy that the format names as its own.
    known_kind
        Kind of every ticket, where the source states it ("complaint"); else None.
    text_is_optional
        Whether exports of this format legitimately come without subject and body.
    date_hint
        Order of day and month, "dmy" or "mdy", where a file leaves it open; None when nothing is known.
    missing
        Whole cells that stand for a missing value.
    missing_in
        The same, by field.
    custom_field
        Pattern of a custom column whose first group is the column's own name, by which it is then called.
    joins_repeated
        Whether columns of one name are the values of one list, to be joined into one column.
    lists_of_texts
        Of the joined columns, those whose values are texts: a blank line parts them, "; " the others.
    may_lack_ids
        Whether exports of this format legitimately come without ids: their rows are numbered then.
    is_closed
        Whether the format is recognised only when it knows every column of the file.
    in_seconds
        Names of columns that hold seconds where minutes are looked for.
    codes
        By field, the word that stands for each number of a system's own, as its API gives them.
    roles
        Names of the columns of an event log that are no field of a ticket: actor (who made the change), and, where each
        row is the change of one field, field, old_value and new_value.
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
        """Every name that the format knows, normalised."""
        groups = (*self.required, *self.columns.values(), self.typical, *self.roles.values())
        return frozenset(normalise(name) for group in groups for name in group)

    def knows(self, column: str) -> bool:
        """Whether a column of a file belongs to the format."""
        names = {normalise(column), normalise(without_kind(column))}
        return bool(names & self.known_names) or self.own_name(column) != column

    def minutes_per_unit(self, column: str) -> float | None:
        """Minutes in the unit of a column of durations: 1/60 where the format has seconds in it; None unknown."""
        is_seconds = normalise(column) in {normalise(name) for name in self.in_seconds}
        return 1 / 60 if is_seconds else None

    def own_name(self, column: str) -> str:
        """Name of a custom column without the format's wrapping; other names as they are."""
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
        0.5 to 1: half for the columns it needs, half for the part of the file's columns that it knows.
    reasons
        Plain sentences.
    """

    format: Format
    score: float
    reasons: tuple[str, ...]
