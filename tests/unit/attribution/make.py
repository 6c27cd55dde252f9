"""Small staged chunks, taxonomies and claims for the tests of attribution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from etl import model
from etl.attribution.claims import Claims
from etl.model.chunks import StagedChunk
from etl.taxonomy import Department, Issue, Taxonomy


def staged(
    texts: Sequence[str | None], fields: Mapping[str, Sequence[Any]] | None = None, **columns: Any
) -> StagedChunk:
    """Chunk of one ticket per text (its body); other columns of the tickets by keyword."""
    count = len(texts)
    empty = model.empty_frame(model.tickets, without=("load_id", "run_id"))
    tickets = empty.reindex(range(count))
    values: dict[str, Any] = {
        "source": "test",
        "ticket_id": [str(number) for number in range(1, count + 1)],
        "body": list(texts),
        "kind": "complaint",
        "language": "en",
        **columns,
    }
    for name, value in values.items():
        given = pd.Series(value if isinstance(value, list) else [value] * count, index=tickets.index)
        is_text = str(empty[name].dtype) == "str" or name in ("source", "ticket_id", "body", "kind", "language")
        tickets[name] = given.astype("str") if is_text else given
    own = pd.DataFrame({k: pd.Series(list(v), dtype="str") for k, v in (fields or {}).items()}, index=tickets.index)
    return StagedChunk(tickets, own, model.empty_frame(model.events), pd.DataFrame(index=tickets.index))


def taxonomy(departments: Mapping[str, Sequence[Issue]], frontline: str | None = None) -> Taxonomy:
    """Taxonomy of these departments; the first is the frontline unless another is named."""
    first = frontline or next(iter(departments))
    made = tuple(
        Department(name, is_frontline=name == first, issues=tuple(issues)) for name, issues in departments.items()
    )
    return Taxonomy(1, "Test", "UTC", "EUR", 38.0, {"default": 6.0}, made)


def claims(signal: str, row: list[int], department: list[int], weight: list[float] | None = None) -> Claims:
    """Claims of a signal: the row and the department of each, and its weight where one is given."""
    count = len(row)
    words = np.full(count, "", dtype=object)
    ones, unknown = np.ones(count, dtype=np.int64), np.full(count, -1)
    made = Claims(
        signal, np.array(row), np.array(department), unknown, np.zeros(count, dtype=np.int64), ones, words, words
    )
    return made.weighted(np.array(weight)) if weight else made
