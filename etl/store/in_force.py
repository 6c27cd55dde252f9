"""The taxonomy in force: that of the last run, whatever files came since."""

from __future__ import annotations

from functools import lru_cache

import sqlalchemy as sa

from etl import model
from etl.taxonomy import Taxonomy, parse_taxonomy

_parsed = lru_cache(maxsize=8)(parse_taxonomy)
"""Parses a taxonomy once: a page runs some thirty queries, and parsing takes longer than most of them."""


def last_taxonomy(connection: sa.Connection) -> Taxonomy | None:
    """Taxonomy of the last run, as it was then; None where no ticket has been attributed."""
    last = sa.select(model.runs.c.taxonomy_text).order_by(model.runs.c.run_id.desc()).limit(1)
    text = connection.execute(last).scalar()
    return None if text is None else _parsed(text)
