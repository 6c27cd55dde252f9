"""Rows on their way from a file to a frame."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from typing_extensions import override

from etl import model
from etl.sources.bounds import rows_of_a_block

MISFIT = "row_has_the_headers_columns"
"""Expectation under which rows with more or fewer cells than the header are refused."""

Cell = str | None
Event = tuple[str, int, Cell, str, Cell, Cell, Cell]
"""A change: ticket_id, sequence, changed_at, field, old_value, new_value, actor."""

Misfit = tuple[int, Sequence[Cell], str]
"""A row that doesn't fit the header: line, cells, and the reason in plain words."""

BLOCK_BYTES = 32_000_000
"""Text from which a block isn't extended, so that long texts don't fill the memory."""

_TEXT = pd.StringDtype(na_value=np.nan)
_LINE_END = "\r\n"
"""Line end of the CSV writer: it quotes cells that contain one of these characters."""


@dataclass
class Block:
    """Some rows of a file.

    Attributes
    ----------
    lines
        Line at which each row starts.
    rows
        Cells of each row, as many as the header has.
    misfits
        Rows that don't fit the header: line, cells, and the reason in plain words.
    events
        Changes that come with the rows.
    """

    lines: list[int] = field(default_factory=list)
    rows: list[Sequence[Cell]] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def __len__(self) -> int:
        """Number of rows, including misfits."""
        return len(self.rows) + len(self.misfits)

    def filled(self, spot: int) -> Iterator[str]:
        """Cells of a column that aren't empty, in order."""
        return (cell for row in self.rows if (cell := row[spot]))

    def distinct(self, spot: int) -> set[str]:
        """Different cells of a column that aren't empty."""
        return set(self.filled(spot))

    def columns(self) -> list[Sequence[Cell]]:
        """Cells by column; none where there are no rows."""
        return list(zip(*self.rows, strict=True))

    def every(self, step: int) -> list[Sequence[Cell]]:
        """Every so manieth row, the first included."""
        return self.rows[::step]

    def moved(self, before: int) -> Block:
        """The same rows, `before` lines further down."""
        misfits = [(before + line, cells, reason) for line, cells, reason in self.misfits]
        return Block([before + line for line in self.lines], self.rows, misfits, self.events)

    def arranged(self, places: Sequence[int]) -> Block:
        """The same rows with the columns at these places; -1 for a missing one."""
        rows: list[Sequence[Cell]] = [[None if place < 0 else row[place] for place in places] for row in self.rows]
        return Block(self.lines, rows, self.misfits, self.events)


class ColumnBlock(Block):
    """Rows that were read column by column; they become Python's objects only where something asks for them.

    Parameters
    ----------
    lines
        Line at which each row starts, int64.
    arrays
        Cells by column of the header: large strings, as many as `lines`. Empty where there are no rows.
    """

    def __init__(self, lines: npt.NDArray[np.int64], arrays: list[pa.Array], misfits: Sequence[Misfit]) -> None:
        self.lines, self.misfits, self.events = lines.tolist(), list(misfits), []
        self.arrays, self._lines = arrays, lines

    @property
    def rows(self) -> list[Sequence[Cell]]:  # type: ignore[override]
        """Cells of each row, made anew each time."""
        return self.every(1)

    def __len__(self) -> int:
        """Number of rows, including misfits."""
        return len(self.lines) + len(self.misfits)

    @property
    def nbytes(self) -> int:
        """Bytes of the cells."""
        return sum(array.nbytes for array in self.arrays)

    @override
    def filled(self, spot: int) -> Iterator[str]:
        return (cell for cell in self.arrays[spot].to_pylist() if cell) if self.arrays else iter(())

    @override
    def distinct(self, spot: int) -> set[str]:
        return set(filter(None, pc.unique(self.arrays[spot]).to_pylist())) if self.arrays else set()

    @override
    def columns(self) -> list[Sequence[Cell]]:
        return list(self.arrays)

    @override
    def every(self, step: int) -> list[Sequence[Cell]]:
        places = pa.array(range(0, len(self.lines), step), pa.int64())
        return list(zip(*(array.take(places).to_pylist() for array in self.arrays), strict=True))

    @override
    def moved(self, before: int) -> Block:
        misfits = [(before + line, cells, reason) for line, cells, reason in self.misfits]
        return ColumnBlock(self._lines + before, self.arrays, misfits)

    @override
    def arranged(self, places: Sequence[int]) -> Block:
        empty = pa.nulls(len(self.lines), pa.large_string())
        arrays = [empty if place < 0 else self.arrays[place] for place in places] if self.arrays else []
        return ColumnBlock(self._lines, arrays, self.misfits)

    def part(self, start: int, stop: int) -> ColumnBlock:
        """Rows from one number to before another, misfits counted in order."""
        if not self.misfits:
            return ColumnBlock(self._lines[start:stop], [array[start:stop] for array in self.arrays], [])
        bad = np.array([line for line, _, _ in self.misfits], dtype=np.int64)
        order = np.sort(np.concatenate([self._lines, bad]))[start:stop]
        first, last = np.searchsorted(self._lines, order[0]), np.searchsorted(self._lines, order[-1], side="right")
        misfits = [misfit for misfit in self.misfits if order[0] <= misfit[0] <= order[-1]]
        return ColumnBlock(self._lines[first:last], [array[first:last] for array in self.arrays], misfits)


def joined(blocks: Sequence[ColumnBlock]) -> ColumnBlock:
    """Blocks one after the other, as one."""
    if len(blocks) == 1:
        return blocks[0]
    filled = [block.arrays for block in blocks if block.arrays]
    arrays = [pa.concat_arrays(parts) for parts in zip(*filled, strict=True)]
    misfits = [misfit for block in blocks for misfit in block.misfits]
    return ColumnBlock(np.concatenate([np.array(block.lines, dtype=np.int64) for block in blocks]), arrays, misfits)


def in_blocks(parts: Iterable[ColumnBlock], count_rows: int, most_bytes: int) -> Iterator[ColumnBlock]:
    """Rows read in parts, in blocks of at most `count_rows`; a block also ends where its text exceeds `most_bytes`."""
    held: list[ColumnBlock] = []
    count = size = 0
    for part in parts:
        held.append(part)
        count += len(part)
        size += part.nbytes
        if count < count_rows and size < most_bytes:
            continue
        whole = joined(held)
        bytes_of_a_row = size / count
        at_once = max(1, min(count_rows, int(most_bytes / max(bytes_of_a_row, 1))))
        start = 0
        while count - start >= at_once:
            yield whole.part(start, start + at_once)
            start += at_once
        held = [whole.part(start, count)] if start < count else []
        count, size = count - start, int(bytes_of_a_row * (count - start))
    if count:
        yield joined(held)


def blocks_of(rows: Iterable[tuple[int, Sequence[Cell]]], width: int, count_rows: int) -> Iterator[Block]:
    """Numbered rows in blocks of at most `count_rows`; rows of another width are misfits."""
    count_rows = rows_of_a_block(count_rows, width)
    block = Block()
    for line, cells in rows:
        if len(cells) == width:
            block.lines.append(line)
            block.rows.append(cells)
        else:
            block.misfits.append((line, cells, misfit_reason(len(cells), width)))
        if len(block) >= count_rows:
            yield block
            block = Block()
    if len(block):
        yield block


class Table(Protocol):
    """A file that can be read as a table, repeatedly from its start."""

    header: list[str]
    encoding: str
    delimiter: str
    notes: list[str]

    def blocks(self, count_rows: int) -> Iterator[Block]:
        """Rows in blocks of at most `count_rows`."""
        ...


def to_frame(
    lines: Sequence[int], columns: Sequence[str], cells: Sequence[Sequence[Cell]], missing: Sequence[frozenset[str]]
) -> pd.DataFrame:
    """Frame of text.

    Parameters
    ----------
    lines
        Line at which each row starts: the index, named ``line``.
    columns
        Unique names.
    cells
        For each column, its cells: as many as lines.
    missing
        For each column, the cells that mean missing, besides empty ones.

    Returns
    -------
    pandas.DataFrame
        Every column ``str``.
    """
    index = pd.Index(np.asarray(lines, dtype="int64"), name="line")
    series = {
        name: pd.Series(_text(values, empty), index=index, copy=False)
        for name, values, empty in zip(columns, cells, missing, strict=True)
    }
    return pd.DataFrame(series, index=index, copy=False)


def _text(values: Sequence[Cell], missing: frozenset[str]) -> pd.api.extensions.ExtensionArray:
    try:
        array = values if isinstance(values, pa.Array) else pa.array(values, pa.large_string())
    except UnicodeEncodeError:  # An unpaired surrogate, which JSON may spell.
        array = pa.array([cell and cell.encode("utf-8", "replace").decode() for cell in values], pa.large_string())
    is_missing = pc.is_in(array, value_set=pa.array(["", *sorted(missing)], pa.large_string()))
    return text_array(pc.if_else(is_missing, pa.scalar(None, pa.large_string()), array))


def to_rejects(misfits: Sequence[tuple[int, Sequence[Cell], str]], expectation: str) -> pd.DataFrame:
    """Frame of refused rows with the columns of the table rejects, without load_id and file."""
    empty = model.empty_frame(model.rejects, without=("load_id", "file"))
    if not misfits:
        return empty
    return pd.DataFrame(
        {
            "line": [line for line, _, _ in misfits],
            "raw": [as_line(cells) for _, cells, _ in misfits],
            "expectation": expectation,
            "reason": [reason for _, _, reason in misfits],
        },
    ).astype(empty.dtypes.to_dict())


def misfit_reason(count: int, width: int) -> str:
    """Why a row of `count` cells doesn't fit a header of `width`, in plain words."""
    if count < width:
        return f"The row has {count} of the header's {width} cells: it was cut short, or a quote is not closed."
    return f"The row has {count} cells and the header {width}: a text holds a comma, a quote or a line end unquoted."


def text_array(values: object) -> pd.api.extensions.ExtensionArray:
    """Pandas string array from an Arrow array, without a Python object per cell: far faster than the constructor."""
    text: pd.api.extensions.ExtensionArray = _TEXT.__from_arrow__(values)  # type: ignore[attr-defined]
    return text


def as_lines(frame: pd.DataFrame) -> list[str]:
    """Rows of a frame of text, each as one line of CSV without its line end."""
    lines: list[str] = []
    writer = csv.writer(_Lines(lines), lineterminator=_LINE_END)
    writer.writerows(zip(*(pa.array(frame[name].array).to_pylist() for name in frame.columns), strict=True))
    return lines


class _Lines:
    """File-like target of a CSV writer, called once per row."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def write(self, row: str) -> None:
        """Keep a row without its line end."""
        self._lines.append(row.removesuffix(_LINE_END))


def as_line(cells: Sequence[Cell]) -> str:
    """Cells as one line of CSV, without its line end."""
    lines: list[str] = []
    csv.writer(_Lines(lines), lineterminator=_LINE_END).writerow(["" if cell is None else cell for cell in cells])
    return lines[0]


def cells_of_line(line: str) -> list[str]:
    """Inverse of `as_line`, with missing cells empty; a line that isn't CSV is one cell.

    A cell may be of any length and hold line ends.
    """
    csv.field_size_limit(max(csv.field_size_limit(), len(line)))
    try:
        return next(csv.reader([line]), []) if line else []
    except csv.Error:  # a bare line break, as a damaged file may have
        return [line]
