"""The survey pass over a whole file: number of rows, filled columns, date order, habits."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from etl.sources.columns import ColumnSurveys
from etl.sources.dates import HEAD, DateSurvey
from etl.sources.format import Format
from etl.sources.layout import Layout
from etl.sources.specimens import Specimens
from etl.sources.table import Block, Table

DATE_FIELDS = ("created_at", "solved_at", "updated_at", "changed_at", "day")
_ROWS = 10_000
WORD_FIELDS = ("status", "priority", "channel", "team")
"""Fields whose cells are words, unless a system exports its ids in their place."""
_INTERNAL_ID = re.compile(r"\d{5,}|[0-9a-f]{32}|00[0-9G][A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?")
_MOST_VALUES = 1_000


@dataclass
class Survey:
    """Results of the survey.

    Attributes
    ----------
    dates
        Evidence on the order of day and month.
    count_rows
        Rows, misfits included.
    count_misfits
        Rows that don't fit the header.
    filled
        Candidate columns of fields that hold anything.
    columns
        How each column writes numbers, durations and ids.
    specimens
        A sample of its rows.
    """

    dates: DateSurvey = field(default_factory=DateSurvey)
    count_rows: int = 0
    count_misfits: int = 0
    filled: set[str] = field(default_factory=set)
    columns: ColumnSurveys = field(default_factory=ColumnSurveys)
    specimens: Specimens = field(default_factory=Specimens)
    _words: dict[str, set[str]] = field(default_factory=dict)

    def has_internal_ids(self, column: str) -> bool:
        """Whether most values of a column of words are database keys instead of names."""
        values = self._words.get(column, set())
        ids = {value for value in values if _INTERNAL_ID.fullmatch(value)}
        # Next to long keys, short numbers are keys, too; alone they may be priorities or tiers.
        like_ids = {value for value in values if value.isdigit()} | ids
        return bool(ids) and 2 * len(like_ids) > len(values)

    def note_words(self, column: str, values: Collection[str]) -> None:
        """Remember some of a column's values."""
        known = self._words.setdefault(column, set())
        if len(known) < _MOST_VALUES:
            known.update(values)


def survey_table(table: Table, layout: Layout, format_: Format, candidates: Mapping[str, Collection[str]]) -> Survey:
    """Read a table through.

    Parameters
    ----------
    table, layout, format_
        The file, its columns and its format.
    candidates
        Columns that could hold each field.
    """
    survey = Survey(columns=ColumnSurveys.of(layout, format_, candidates))
    spots = dict(zip(layout.columns, layout.positions, strict=True))
    dates = {spots[column][0] for name in DATE_FIELDS for column in candidates.get(name, ())}
    created = next((spots[column][0] for column in candidates.get("created_at", ())), None)
    words = {column for name in WORD_FIELDS for column in candidates.get(name, ())}
    unseen = {column for columns in candidates.values() for column in columns}
    for block in table.blocks(_ROWS):
        survey.count_rows += len(block)
        survey.count_misfits += len(block.misfits)
        for spot in dates:
            survey.dates.take({cell[:HEAD] for cell in block.distinct(spot)})
        if created is not None:
            survey.dates.take_in_order(cell[:HEAD] for cell in block.filled(created))
        for column in words:
            survey.note_words(column, _values(block, spots[column][0], format_))
        survey.columns.take(block)
        survey.specimens.take(block)
        found = {name for name in unseen if any(_holds(block, spot, format_) for spot in spots[name])}
        survey.filled |= found
        unseen -= found
    return survey


def _holds(block: Block, spot: int, format_: Format) -> bool:
    return any(cell not in format_.missing for cell in block.filled(spot))


def _values(block: Block, spot: int, format_: Format) -> set[str]:
    return block.distinct(spot) - format_.missing
