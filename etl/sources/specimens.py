"""Samples rows from all over a file, to detect columns of personal data by their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from etl.sources.layout import Layout
from etl.sources.table import Block, Cell

_ROWS_OF_A_BLOCK = 250
_MOST_ROWS = 2_000


@dataclass
class Specimens:
    """Rows sampled at even distances from each block, more from the first blocks."""

    _rows: list[Sequence[Cell]] = field(default_factory=list)

    def take(self, block: Block) -> None:
        """Sample a block's rows."""
        wanted = min(_ROWS_OF_A_BLOCK, _MOST_ROWS - len(self._rows))
        if wanted > 0 and len(block.lines):
            self._rows += block.every(-(-len(block.lines) // wanted))

    def by_column(self, layout: Layout) -> Mapping[str, Sequence[Cell]]:
        """Cells of the rows kept, by column."""
        cells = layout.arrange(Block(lines=[0] * len(self._rows), rows=self._rows))
        return dict(zip(layout.columns, cells, strict=True))
