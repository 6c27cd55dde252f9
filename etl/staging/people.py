"""People as stable pseudonyms: one person has one in every load, and without the key nobody can turn it back."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pandas as pd

from etl.staging.arrow import mapped

_DIGITS = 12
"""48 bits: among a million people the chance that any two share a pseudonym is below 1 in 500."""


def pseudonym(value: str, role: str, key: bytes) -> str:
    """Pseudonym of one person, such as "agent-7f3a91c2d4e5"; letter case and outer white space make no difference."""
    digest = hmac.digest(key, value.strip().casefold().encode(), hashlib.sha256)
    return f"{role}-{digest.hex()[:_DIGITS]}"


def pseudonyms(values: pd.Series[Any], role: str, key: bytes) -> pd.Series[Any]:
    """Pseudonyms of a column of people; a missing cell stays missing."""
    return mapped(values, lambda value: pseudonym(value, role, key))
