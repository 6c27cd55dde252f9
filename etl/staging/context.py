"""What staging needs to know besides the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from etl.errors import InputError
from etl.sources import Export, Format
from etl.staging.kinds.public_messages import are_public
from etl.staging.masking.columns_by_cells import PeopleColumns, people_columns
from etl.taxonomy import Taxonomy
from etl.values.arrow import cleaned, mapped, missing_text
from etl.values.habits import FileHabits, Habits
from etl.values.ids import IdHabit, read_ids
from etl.values.zones import SHARED_ZONES, example_of, shared_letters


@dataclass(frozen=True)
class StagingContext:
    """Properties that hold for every row of an export.

    Attributes
    ----------
    source
        Name under which its tickets are kept.
    mapping
        Field of `etl.model.fields.FIELDS` to column.
    format
        Format of the export.
    date_order
        "dmy", "mdy", "ymd", or None where no date can be read in two ways.
    time_zone
        Zone of times that state no offset.
    taxonomy
        Taxonomy in force: its time zone is the business zone.
    key
        Key of the pseudonyms.
    now
        UTC, plain.
    coded
        Fields that hold a system's ids where words are expected.
    habits
        How the file's columns write numbers, durations and ids.
    people
        Its columns of personal data.
    known_kind
        Kind of every row, as stated by the format or a person; None if each row is judged by itself.
    has_texts
        Whether any row of the file has a subject or a body.
    is_public
        Whether its texts are public messages (`etl.staging.kinds.public_messages`).
    """

    source: str
    mapping: Mapping[str, str]
    format: Format
    date_order: str | None
    time_zone: str
    taxonomy: Taxonomy
    key: bytes
    now: datetime
    coded: frozenset[str] = frozenset()
    habits: Habits = field(default_factory=Habits)
    people: PeopleColumns = field(default_factory=PeopleColumns)
    known_kind: str | None = None
    has_texts: bool = True
    is_public: bool = False

    def cells(self, frame: pd.DataFrame, field: str) -> pd.Series[Any]:
        """Cells of the column that a field is mapped to; all missing where it has none.

        Surrounding white space is removed, and a system's numeric codes are replaced by words.
        """
        column = self.mapping.get(field)
        if column not in frame.columns:
            return missing_text(frame.index)
        cells, codes = cleaned(frame[column]), self.format.codes.get(field)
        return mapped(cells, lambda cell: codes.get(cell, cell)) if codes else cells

    def ids(self, frame: pd.DataFrame, field: str) -> pd.Series[Any]:
        """As `cells`, without what spreadsheets put around an id."""
        return read_ids(self.cells(frame, field), self.habits.ids.get(self.mapping.get(field, ""), IdHabit()))

    @property
    def file_habits(self) -> FileHabits:
        """Habits to store with the load, for reading the file's own columns again."""
        return FileHabits(self.time_zone, self.date_order or "", self.habits)

    def writers(self, frame: pd.DataFrame) -> list[pd.Series[Any]]:
        """Columns with the names of the tickets' authors."""
        return [frame[column] for column in self.people.writers if column in frame.columns]

    def has(self, field: str) -> bool:
        """Whether the export has a column for a field."""
        return field in self.mapping


def context_for(
    export: Export, taxonomy: Taxonomy, key: bytes, now: datetime, time_zone: str | None = None
) -> StagingContext:
    """Context of an export.

    Parameters
    ----------
    time_zone
        Zone of times that state no offset; None for the taxonomy's.

    Raises
    ------
    InputError
        If the zone is unknown, or if the times have an ambiguous zone abbreviation and no zone was given.
    """
    zone = known_zone(time_zone or taxonomy.timezone)
    if time_zone is None:
        _refuse_shared_letters(export)
    return StagingContext(
        source=export.format.name,
        mapping=dict(export.mapping),
        format=export.format,
        date_order=export.date_order,
        time_zone=zone,
        taxonomy=taxonomy,
        key=key,
        now=now,
        coded=export.coded,
        habits=export.habits,
        people=people_columns(export.specimens, export.mapping, export.folded_specimens),
        known_kind=export.format.known_kind,
        has_texts=export.has_texts,
        is_public=are_public(cell for name in ("subject", "body") for cell in _specimens(export, name)),
    )


def _refuse_shared_letters(export: Export) -> None:
    letters = shared_letters(_specimens(export, "created_at"))
    if letters:
        raise InputError(
            f"Times in {export.mapping['created_at']} end in {letters}, which may be that of {SHARED_ZONES[letters]}.\n"
            f"Say which zone is meant, such as --time-zone {example_of(letters)}."
        )


def _specimens(export: Export, field: str) -> Sequence[str | None]:
    return export.specimens.get(export.mapping.get(field, ""), ())


def known_zone(zone: str) -> str:
    """Check that a time zone exists, and return it.

    Raises
    ------
    InputError
        If it isn't.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InputError(f"The time zone {zone!r} is unknown; give one such as Europe/Amsterdam or UTC.") from error
    return zone
