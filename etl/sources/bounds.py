"""How much of anything an export may have. What is larger is damaged, made to do harm, or no export of tickets.

A message names the bound that a file exceeds, and what to do. A file that isn't packed has no bound on its size: it is
read in a stream, whatever its length.
"""

from __future__ import annotations

from etl.errors import InputError

MAX_COLUMNS = 2_000
"""Most columns of a table, or different fields of a file of JSON: each costs time in every step of a load."""

_CELLS_OF_A_BLOCK = 1_000_000
"""Most cells that are worked on at a time: of a wide table fewer rows."""

MAX_LOG_COLUMNS = 500
"""Most columns of an event log: its rows are sorted on disk, with a bounded memory that each column takes a part of."""

MAX_UNPACKED_MB = 4_000
"""Most megabytes that a packed file may unpack to."""

MAX_FILES = 1_000
"""Most files of a folder that one load reads: each is opened several times."""

MAX_RATIO, RATIO_FROM_MB = 100, 100
"""Most bytes that a packed one may become, from this many megabytes on: those of tables become five to fifty."""

MAX_PART_MB = 400
"""Most megabytes that a part of a workbook, such as a sheet, may unpack to."""

MAX_TEXTS_MB = 250
"""The same of the part that holds all texts of a workbook: it is kept in memory whole, several times over."""

MAX_NESTING = 50
"""Most levels of an object of JSON; tickets have a few."""

MAX_DIGITS = 4_300
"""Most digits of a whole number: Python's own bound, for longer ones take ever longer to read."""


def rows_of_a_block(count_rows: int, width: int) -> int:
    """Rows to work on at a time: as many as asked, fewer of a table so wide that they would fill the memory."""
    return max(1, min(count_rows, _CELLS_OF_A_BLOCK // max(width, 1)))


class TooManyColumnsError(InputError):
    """A table is wider than any export: whatever else could be read from it doesn't matter."""


def megabytes_allowed(size_packed: int, most: int) -> int:
    """Megabytes that `size_packed` bytes may unpack to, at most `most`."""
    return min(most, max(RATIO_FROM_MB, MAX_RATIO * size_packed // 1_000_000))


def refuse_many_columns(count: int, shown: str, bound: int = MAX_COLUMNS) -> None:
    """Raise TooManyColumnsError if a table named `shown` has more columns than are read."""
    if count > bound:
        what = "table" if bound == MAX_COLUMNS else "event log"
        raise TooManyColumnsError(
            f"{shown} has {count:,} columns; {'an' if what[0] == 'e' else 'a'} {what} may have at most {bound:,}. "
            "Export fewer, or delete the empty ones."
        )
