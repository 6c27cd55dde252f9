"""Upper bounds on the size of an export. Anything larger is damaged, malicious, or no export of tickets.

A message names the bound that a file exceeds, and what to do. An uncompressed file may have any size: it is streamed.
"""

from __future__ import annotations

from etl.errors import InputError

MAX_COLUMNS = 2_000
"""Maximum columns of a table, or distinct fields of a JSON file: each costs time in every step of a load."""

_CELLS_OF_A_BLOCK = 1_000_000
"""Maximum cells processed at a time: a wide table is read in blocks of fewer rows."""

MAX_LOG_COLUMNS = 500
"""Maximum columns of an event log: its rows are sorted on disk in bounded memory, of which each column takes a part."""

MAX_UNPACKED_MB = 4_000
"""Maximum megabytes that a compressed file may unpack to."""

MAX_FILES = 1_000
"""Maximum files of a folder that one load reads: each is opened several times."""

MAX_RATIO, RATIO_FROM_MB = 100, 100
"""Maximum compression ratio, checked from this many megabytes on: tables reach five to fifty."""

MAX_PART_MB = 400
"""Maximum megabytes that a part of a workbook, such as a sheet, may unpack to."""

MAX_TEXTS_MB = 250
"""The same for the part with all texts of a workbook: all of it is held in memory, several times over."""

MAX_NESTING = 50
"""Maximum nesting of a JSON object; tickets have a few levels."""

MAX_DIGITS = 4_300
"""Maximum digits of an integer: Python's own bound, because parsing time grows faster than the length."""


def rows_of_a_block(count_rows: int, width: int) -> int:
    """Rows to process at a time: `count_rows`, or fewer where a wide table would fill the memory."""
    return max(1, min(count_rows, _CELLS_OF_A_BLOCK // max(width, 1)))


class TooManyColumnsError(InputError):
    """A table has more columns than any export; nothing else is read from it."""


def megabytes_allowed(size_packed: int, most: int) -> int:
    """Megabytes that `size_packed` compressed bytes may unpack to, at most `most`."""
    return min(most, max(RATIO_FROM_MB, MAX_RATIO * size_packed // 1_000_000))


def refuse_many_columns(count: int, shown: str, bound: int = MAX_COLUMNS) -> None:
    """Raise TooManyColumnsError if a table named `shown` has more columns than are read."""
    if count > bound:
        what = "table" if bound == MAX_COLUMNS else "event log"
        raise TooManyColumnsError(
            f"{shown} has {count:,} columns; {'an' if what[0] == 'e' else 'a'} {what} may have at most {bound:,}. "
            "Export fewer, or delete the empty ones."
        )
