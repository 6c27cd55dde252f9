"""Arranges a file's header into columns of a frame: unique names, unwrapped names, joined lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from etl.sources.format import Format
from etl.sources.names import make_unique, normalise
from etl.sources.table import Block, Cell


@dataclass(frozen=True)
class Layout:
    """Columns of a frame, and the header positions of their cells.

    Attributes
    ----------
    columns
        Unique names.
    positions
        For each column, the positions in the header of its cells: more than one where a list is joined.
    separators
        For each column, the separator of joined cells.
    """

    columns: tuple[str, ...]
    positions: tuple[tuple[int, ...], ...]
    separators: tuple[str, ...]

    def arrange(self, block: Block) -> list[Sequence[Cell]]:
        """Cells of a block by column."""
        cells = block.columns()
        if not cells:
            return [()] * len(self.columns)
        return [
            cells[spots[0]] if len(spots) == 1 else _join([cells[spot] for spot in spots], separator)
            for spots, separator in zip(self.positions, self.separators, strict=True)
        ]


def lay_out(header: Sequence[str], format_: Format) -> Layout:
    """Arrange the columns of a header as a format wants them."""
    names = _own_names(header, format_)
    if not format_.joins_repeated:
        unique = make_unique(names)
        return Layout(tuple(unique), tuple((spot,) for spot in range(len(unique))), ("",) * len(unique))
    spots: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        spots.setdefault(name, []).append(position)
    texts = {normalise(name) for name in format_.lists_of_texts}
    separators = ("\n\n" if normalise(name) in texts else "; " for name in spots)
    return Layout(tuple(spots), tuple(tuple(found) for found in spots.values()), tuple(separators))


def _own_names(header: Sequence[str], format_: Format) -> list[str]:
    own = [format_.own_name(name) for name in header]
    native = {name for name, short in zip(header, own, strict=True) if name == short}
    # A custom column with the name of one of the format's own keeps its wrapping, so that both stay distinct.
    return [name if short in native else short for name, short in zip(header, own, strict=True)]


def _join(cells: list[Sequence[Cell]], separator: str) -> list[Cell]:
    told = (each.to_pylist() if isinstance(each, pa.Array) else each for each in cells)
    return [separator.join(filter(None, values)) or None for values in zip(*told, strict=True)]
