"""What attribution makes of a chunk of the store: a pure function, for any process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from etl import model
from etl.model.chunks import Attributed
from etl.store.base import Rows
from etl.store.parts import Part, as_part
from etl.store.stored_chunks import as_staged
from etl.system.worker import unpack

TABLES = {each.name: model.warehouse.tables[each.name] for each in fields(Attributed)}
"""Tables that a run fills, by the name of `Attributed`'s attribute."""


@dataclass(frozen=True)
class Chunk:
    """Rows of the store that are attributed together.

    Attributes
    ----------
    number
        0, 1, 2 ... in the order in which the store has them.
    """

    number: int
    rows: Rows


def numbered(chunks: Iterable[Rows]) -> Iterator[Chunk]:
    """Chunks with their numbers."""
    for number, rows in enumerate(chunks):
        yield Chunk(number, rows)


def attributed_part(chunk: Chunk, packed: bytes) -> dict[str, Part]:
    """Attribute a chunk.

    Parameters
    ----------
    packed
        Taxonomy, what was learnt, the habits of each load's file, the run's id and the shelf, packed.

    Returns
    -------
    dict
        Rows by name of the table.
    """
    taxonomy, learnt, habits, run_id, shelf = unpack(packed)
    from etl.attribution.scoring.engine import attribute  # takes a second to import

    answers = attribute(as_staged(chunk.rows, habits), taxonomy, learnt)
    parts = {}
    for name, table in TABLES.items():
        rows = as_part(table, getattr(answers, name).assign(run_id=run_id))
        parts[name] = shelf.keep(f"{name}-{chunk.number:06d}", [rows])
    return parts
