"""Columns derived from a file's own: ids of its rows, and times joined from a day and a clock column."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

from etl.sources.column_names import meanings_of
from etl.sources.messages import Messages
from etl.sources.table import Cell, as_lines, text_array

_CHANGING = ("status", "solved_at", "updated_at", "priority", "team", "agent", "tags", "satisfaction", "language")
_CHANGING_MEANINGS = frozenset(("solved", "updated", "status", "assigned", "agent", "replies", "reopens", "spent"))
_LETTERS = 12
"""Hexadecimal digits of an id: 48 bits, a collision in 1 of 500 files of a million distinct rows."""
_ID = "Id made of the row"


@dataclass(frozen=True)
class Derived:
    """Derived columns of a file.

    Attributes
    ----------
    id_columns
        Columns that row ids are hashed from; empty where the file has ids.
    clocks
        New column -> the columns of the day and the time of day that it joins.
    messages
        How messages of agents are distinguished from those of customers, where each row is a message.
    """

    id_columns: tuple[str, ...] = ()
    clocks: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    messages: Messages | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the new columns."""
        parted = self.messages.columns if self.messages else ()
        return (*self.clocks, *parted, *((_ID,) if self.id_columns else ()))

    def extend(self, frame: pd.DataFrame, seen: Counter[str]) -> pd.DataFrame:
        """Add the new columns to a frame.

        Parameters
        ----------
        seen
            How often each id occurred in earlier frames: identical rows are numbered.
        """
        for name, (day, clock) in self.clocks.items():
            frame = frame.assign(**{name: frame[day].str.cat(frame[clock], sep=" ").fillna(frame[day])})
        if self.messages:
            frame = self.messages.part(frame)
        if self.id_columns:
            frame = frame.assign(**{_ID: pd.Series(self._ids(frame, seen), index=frame.index, copy=False)})
        return frame

    def extend_cells(self, cells: Mapping[str, Sequence[Cell]]) -> Mapping[str, Sequence[Cell]]:
        """Add the new columns to some cells of each column."""
        if not self.columns:
            return cells
        wide = self.extend(pd.DataFrame(dict(cells), dtype="str"), Counter())
        return {str(name): pa.array(wide[name].array, pa.large_string()).to_pylist() for name in wide.columns}

    def _ids(self, frame: pd.DataFrame, seen: Counter[str]) -> pd.api.extensions.ExtensionArray:
        found = []
        for line in as_lines(frame[list(self.id_columns)]):
            key = hashlib.sha256(line.encode()).hexdigest()[:_LETTERS]
            seen[key] += 1
            found.append(f"row-{key}" if seen[key] == 1 else f"row-{key}-{seen[key]}")
        return text_array(pa.array(found, pa.large_string()))


def derive(
    columns: Sequence[str], fields: dict[str, str], clocks: Mapping[str, str], messages: Messages | None = None
) -> Derived:
    """Decide which columns to derive for a table; updates `fields` (field to column) to use them.

    Parameters
    ----------
    clocks
        Field of a day -> column with its time of day.
    messages
        How messages are distinguished; None where a row is a ticket.
    """
    if messages:
        messages.settle(fields)
    joined = {}
    for name, clock in clocks.items():
        if name in fields and clock not in fields.values():
            made = f"{fields[name]} + {clock}"
            joined[made] = (fields[name], clock)
            fields[name] = made
    if "ticket_id" in fields or "changed_at" in fields:
        return Derived(clocks=joined, messages=messages)
    changing = {fields[name] for name in _CHANGING if name in fields}
    stays = tuple(c for c in columns if c not in changing and not meanings_of(c) & _CHANGING_MEANINGS)
    fields["ticket_id"] = _ID
    return Derived(stays or tuple(columns), joined)
