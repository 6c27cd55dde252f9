"""Surveys a whole file for how its columns write numbers, durations, ids and dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from etl.sources.dates import HEAD, ORDERS, DateOrder, DateSurvey
from etl.sources.format import Format
from etl.sources.layout import Layout
from etl.sources.table import Block
from etl.values.durations import DurationSurvey
from etl.values.habits import Habits
from etl.values.ids import IdHabit, IdSurvey
from etl.values.numbers import COUNT, MEASURE, MONEY, NumberSurvey, take_apart

_ID_FIELDS = ("ticket_id", "order_ref")
_NUMBER_FIELDS = {"goodwill_amount": MONEY, "value": COUNT}
_LOOKED_AT = 50
_MOST = 0.8
"""Share of the first distinct cells that must be numbers, or dates, to take a column for one."""
_LONGEST = 40
_DATE_HEAD = re.compile(r"\s*\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{2,4}(?!\d)")

ColumnSurvey = NumberSurvey | DateSurvey | None


@dataclass
class ColumnSurveys:
    """A survey for each column that needs one, fed block by block.

    Columns of fields are known by their names. Facts may read the others: their first cells show whether they hold
    numbers, or dates in an unclear order.
    """

    _spots: dict[str, int] = field(default_factory=dict)
    _missing: frozenset[str] = frozenset()
    _ids: dict[str, IdSurvey] = field(default_factory=dict)
    _durations: dict[str, DurationSurvey] = field(default_factory=dict)
    _others: dict[str, ColumnSurvey] = field(default_factory=dict)
    _new: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, layout: Layout, format_: Format, candidates: Mapping[str, Collection[str]]) -> ColumnSurveys:
        """Surveys of a file's columns, given those that could hold each field."""
        spots = {column: spots[0] for column, spots in zip(layout.columns, layout.positions, strict=True)}
        surveys = cls(spots, format_.missing)
        for name in _ID_FIELDS:
            surveys._ids |= {column: IdSurvey() for column in candidates.get(name, ())}
        for column in candidates.get("handle_minutes", ()):
            surveys._durations[column] = DurationSurvey(column, format_.minutes_per_unit(column))
        for name, kind in _NUMBER_FIELDS.items():
            surveys._others |= {column: NumberSurvey(kind) for column in candidates.get(name, ())}
        surveys._new = set(spots) - set(surveys._others) - set(surveys._durations)
        return surveys

    def take(self, block: Block) -> None:
        """Survey the rows of a block."""
        for column, ids in self._ids.items():
            if not ids.is_settled:
                ids.take(self._cells(block, column))
        for column, duration in self._durations.items():
            spot = self._spots[column]
            cells = Counter(cell.strip() for cell in block.filled(spot) if cell not in self._missing)
            cells.pop("", None)
            duration.take(cells)
        for column in list(self._new):
            self._look_at(block, column)
        for column, survey in self._others.items():
            if isinstance(survey, NumberSurvey):
                survey.take(self._cells(block, column))
            elif survey is not None:
                survey.take({cell[:HEAD] for cell in self._cells(block, column)})

    def conclude(self, fields: Mapping[str, str]) -> Habits:
        """Habits of the columns; `fields` maps field to column."""
        ids = {column: survey.conclude() for column, survey in self._ids.items() if column in fields.values()}
        orders = {c: s.conclude(None) for c, s in self._others.items() if isinstance(s, DateSurvey)}
        return Habits(
            numbers={c: s.conclude() for c, s in self._others.items() if isinstance(s, NumberSurvey)},
            durations={column: survey.conclude() for column, survey in self._durations.items()},
            ids={column: habit for column, habit in ids.items() if not habit.is_bare},
            date_orders={c: o.order for c, o in orders.items() if o.order in ("dmy", "mdy") and not o.is_ambiguous},
        )

    def date_order(self, fields: Mapping[str, str]) -> DateOrder | None:
        """Date order of the columns that hold no field, if it is clear and they agree."""
        orders = self.conclude(fields).date_orders
        if len(set(orders.values())) != 1:
            return None
        column, order = next(iter(orders.items()))
        return DateOrder(order, False, f"Dates are read as {ORDERS[order]}, as they are written in {column}.")

    def findings(self, fields: Mapping[str, str]) -> list[str]:
        """Sentences about how the fields' cells were read; `fields` maps field to column."""
        habits, told = self.conclude(fields), []
        for name in _ID_FIELDS:
            column = fields.get(name, "")
            if column in habits.ids:
                told.append(f"{column}: {_shown(self._ids[column], habits.ids[column])}")
        for name in _NUMBER_FIELDS:
            column = fields.get(name, "")
            survey = self._others.get(column)
            if isinstance(survey, NumberSurvey):
                told += [f"{column}: {sentence}" for sentence in survey.sentences()]
        column = fields.get("handle_minutes", "")
        if column in self._durations:
            told += [f"{column}: {sentence}" for sentence in self._durations[column].sentences()]
        return told

    def _cells(self, block: Block, column: str) -> set[str]:
        spot = self._spots[column]
        cells = block.distinct(spot) - self._missing
        return {text for cell in cells if (text := cell.strip())}

    def _look_at(self, block: Block, column: str) -> None:
        spot, cells = self._spots[column], set()
        for cell in block.filled(spot):
            if cell not in self._missing:
                cells.add(cell)
                if len(cells) >= _LOOKED_AT:
                    break
        if not cells:
            return
        self._new.discard(column)
        short = [cell for cell in cells if len(cell) <= _LONGEST]
        if sum(_DATE_HEAD.match(cell) is not None for cell in short) >= _MOST * len(cells):
            self._others[column] = DateSurvey()
        elif sum(take_apart(cell) is not None for cell in short) >= _MOST * len(cells):
            self._others[column] = NumberSurvey(MEASURE)


def _shown(survey: IdSurvey, habit: IdHabit) -> str:
    return f"{survey.example} is taken as the id {habit.shown(survey.example)}."
