"""Stable pseudonyms: a person has the same one in every load, and it can't be reversed without the key."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pandas as pd

from etl.staging.context import StagingContext
from etl.values.arrow import mapped, missing_text

_DIGITS = 12
"""48 bits: among a million people the chance that any two share a pseudonym is below 1 in 500."""


def pseudonym(value: str, role: str, key: bytes) -> str:
    """Pseudonym of one person, such as "agent-7f3a91c2d4e5"; letter case and outer white space make no difference."""
    digest = hmac.digest(key, value.strip().casefold().encode(), hashlib.sha256)
    return f"{role}-{digest.hex()[:_DIGITS]}"


def pseudonyms(values: pd.Series[Any], role: str, key: bytes) -> pd.Series[Any]:
    """Pseudonyms of a column of people; a missing cell stays missing."""
    return mapped(values, lambda value: pseudonym(value, role, key))


def persons_of_team(cells: pd.Series[Any], field: str, context: StagingContext) -> pd.Series[Any]:
    """The cells of a team column that are persons; the others are missing."""
    column = context.mapping.get(field, "")
    if column not in context.people.teams:
        return missing_text(cells.index)
    return mapped(cells, lambda cell: cell if context.people.is_person(column, cell) else None)


def without_persons(cells: pd.Series[Any], field: str, context: StagingContext) -> pd.Series[Any]:
    """The cells of a team column that aren't persons; the others are missing."""
    persons = persons_of_team(cells, field, context)
    return cells.where(persons.isna()) if persons.notna().any() else cells
