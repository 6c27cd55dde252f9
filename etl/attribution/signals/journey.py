"""Journey: the last team may be the one that fixed the problem. Weak evidence, and none for the frontline."""

from __future__ import annotations

import numpy as np

from etl.attribution.claims import Claims
from etl.attribution.matching.folded_chunk import Reading
from etl.taxonomy import Taxonomy

NAME = "journey"


def sources(taxonomy: Taxonomy) -> tuple[str, ...]:
    """Every department, in the taxonomy's order: its place is the `source` of a claim."""
    return taxonomy.names


def claim(reading: Reading) -> Claims:
    """Claims for the department of the last team, unless it is the frontline.

    That the frontline closes a ticket says nothing: it closes nearly all of them.
    """
    taxonomy = reading.taxonomy
    numbers = {d.name: number for number, d in enumerate(taxonomy.departments) if not d.is_frontline}
    team = reading.chunk.tickets["team"]
    by_team = {name: numbers.get(taxonomy.department_of_team(str(name)) or "", -1) for name in team.dropna().unique()}
    department = team.map(by_team).fillna(-1).to_numpy(np.int64)
    row = np.flatnonzero(department >= 0)
    department = department[row]
    unknown = np.full(len(row), -1, dtype=np.int64)
    field = np.full(len(row), "team", dtype=object)
    detail = team.to_numpy(object)[row]
    return Claims(NAME, row, department, unknown, department, np.ones(len(row), dtype=np.int64), field, detail)
