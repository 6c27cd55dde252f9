"""Facts: rules of the taxonomy over the export's columns, such as a delivery after its promised date."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from etl.attribution.claims import Claims, Integers, join, no_claims
from etl.attribution.matching.folded_chunk import Reading
from etl.facts.evaluation import Columns, MissingColumnError, holds
from etl.facts.expressions import columns_of, parse_fact
from etl.taxonomy import Taxonomy

NAME = "facts"

_parse = lru_cache(maxsize=2_000)(parse_fact)


def sources(taxonomy: Taxonomy) -> tuple[str, ...]:
    """Every fact, in the taxonomy's order: its place is the `source` of a claim."""
    return tuple(fact for d in taxonomy.departments for issue in d.issues for fact in issue.facts)


def claim(reading: Reading) -> Claims:
    """Claims of the facts that hold; a fact on a column that the export lacks makes none."""
    columns = Columns(reading.chunk.tickets, reading.chunk.fields, reading.chunk.habits, reading.taxonomy.timezone)
    parts = []
    source = issue_number = -1
    for number, department in enumerate(reading.taxonomy.departments):
        for issue in department.issues:
            issue_number += 1
            for fact in issue.facts:
                source += 1
                try:
                    rows = np.flatnonzero(holds(_parse(fact), columns))
                except MissingColumnError:
                    continue
                parts.append(_claims(rows, number, issue_number, source, fact))
    return join(NAME, parts) if parts else no_claims(NAME)


def _claims(rows: Integers, department: int, issue: int, source: int, fact: str) -> Claims:
    def same(number: int) -> Integers:
        return np.full(len(rows), number, dtype=np.int64)

    field = np.full(len(rows), ", ".join(columns_of(_parse(fact))), dtype=object)
    detail = np.full(len(rows), fact, dtype=object)
    return Claims(NAME, rows, same(department), same(issue), same(source), same(1), field, detail)
