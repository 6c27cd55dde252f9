"""How a file's columns write their values: determined once over the whole file, and the same for every chunk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from etl.values.durations import DurationHabit
from etl.values.ids import IdHabit
from etl.values.numbers import NumberHabit


@dataclass(frozen=True)
class Habits:
    """Habits, by column name.

    Attributes
    ----------
    numbers
        Habits of columns of numbers.
    durations
        Habits of columns of durations.
    ids
        Habits of columns whose ids have something around them.
    date_orders
        "dmy" or "mdy", for columns whose own dates decide it.
    """

    numbers: Mapping[str, NumberHabit] = field(default_factory=dict)
    durations: Mapping[str, DurationHabit] = field(default_factory=dict)
    ids: Mapping[str, IdHabit] = field(default_factory=dict)
    date_orders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FileHabits:
    """What is needed to read a file's own columns again, long after it was loaded.

    Attributes
    ----------
    time_zone
        Zone of times that state no offset; empty for the business zone.
    date_order
        "dmy", "mdy" or "ymd"; empty where no date can be read in two ways.
    columns
        Habits by name of the column.
    """

    time_zone: str = ""
    date_order: str = ""
    columns: Habits = field(default_factory=Habits)

    def as_json(self) -> str:
        """Text to be kept with the load; `from_json` reads it."""
        numbers = {name: [habit.dot, habit.comma, habit.currency] for name, habit in self.columns.numbers.items()}
        orders = dict(self.columns.date_orders)
        kept = {"time_zone": self.time_zone, "date_order": self.date_order, "numbers": numbers, "date_orders": orders}
        return json.dumps(kept, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | None) -> FileHabits:
        """Habits of a load; empty ones if the load stored none."""
        kept = json.loads(text or "{}")
        numbers = {name: NumberHabit(*parts) for name, parts in kept.get("numbers", {}).items()}
        columns = Habits(numbers=numbers, date_orders=kept.get("date_orders", {}))
        return cls(kept.get("time_zone", ""), kept.get("date_order", ""), columns)
