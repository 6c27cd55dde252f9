"""Any other table: its columns are mapped by ``--map`` or by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from etl.model.fields import ALL_FIELDS
from etl.sources.format import Format
from etl.sources.names import normalise

TABLE = Format(
    name="table",
    label="Table mapped by its columns",
    required=(),
    columns={field.name: field.aliases for field in ALL_FIELDS},
    missing=frozenset(
        ("NULL", "Null", "null", "None", "none", "N/A", "n/a", "#N/A", "NaN", "nan", "NaT", "-", "--", "—", "(empty)",
         "(none)", "[]", "{}")
    ),
    missing_in={
        name: frozenset(("Not set", "not set", "Never", "never", "0", "0000-00-00", "0000-00-00 00:00:00"))
        for name in ("solved_at", "updated_at", "changed_at")
    },
    may_lack_ids=True,
    roles={"actor": ("actor", "changed by", "updated by", "modified by", "author", "user")},
)  # fmt: skip
"""Format of every table that no other format recognises; its column names are guesses in the supported languages."""

_NAMES = tuple(map(normalise, ("name", "ticket name", "card name", "task name", "nom", "nombre", "nome", "naam")))
_WORDS_OF_A_NAME = 4


def title_among(cells: Mapping[str, Sequence[str | None]]) -> str | None:
    """Find a column called "name" that holds titles: sentences of several words, like the cards of a board.

    Parameters
    ----------
    cells
        Some cells of each column.
    """
    for column, values in cells.items():
        counts = [len(value.split()) for value in values if value]
        if normalise(column) in _NAMES and counts and sum(counts) > _WORDS_OF_A_NAME * len(counts):
            return column
    return None
