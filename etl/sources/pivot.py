"""Denominators in a pivot table: a row per channel and a column per week, month or quarter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from etl.sources.table import Block, Table
from etl.sources.volumes import are_channels, counts_all
from etl.values.periods import parse_period

_LEAST_PERIODS = 2
_LOOKED_AT = 200


class UnpivotedTable:
    """A pivot unpivoted to channel, day and orders: a row per channel and period.

    Rows and columns of totals are left out, because they would count everything twice.

    Parameters
    ----------
    table
        The table as it stands in the file.
    periods
        Positions of the columns that are periods.
    """

    def __init__(self, table: Table, periods: Sequence[int]) -> None:
        self._table, self._periods = table, periods
        self.header = ["channel", "day", "orders"]
        self.place = getattr(table, "place", "")
        self.encoding, self.delimiter = table.encoding, table.delimiter
        names = [table.header[at] for at in periods]
        told = f"A pivot of channels by periods, {names[0]} to {names[-1]}; its totals are left out."
        self.notes = [*table.notes, told]

    def blocks(self, count_rows: int) -> Iterator[Block]:
        """Rows in blocks, each from at most `count_rows` rows of the pivot, whose line numbers they keep."""
        for block in self._table.blocks(count_rows):
            laid = Block(misfits=block.misfits)
            for line, row in zip(block.lines, block.rows, strict=True):
                if row[0] and not counts_all(row[0]):
                    for at in self._periods:
                        if row[at]:
                            laid.lines.append(line)
                            laid.rows.append((row[0], self._table.header[at], row[at]))
            yield laid


def without_pivot(table: Table) -> Table:
    """Unpivot a table that is a pivot; any other table is returned unchanged."""
    periods = [at for at, name in enumerate(table.header) if at and parse_period(name)]
    others = [name for at, name in enumerate(table.header) if at and at not in periods]
    if len(periods) < _LEAST_PERIODS or not all(counts_all(name) for name in others):
        return table
    block = next(table.blocks(_LOOKED_AT), Block())
    named = [row[0] for row in block.rows if row[0] and not counts_all(row[0])]
    return UnpivotedTable(table, periods) if len(named) > 1 and are_channels(named) else table
