"""Which columns of an export hold personal data, told by their names."""

from __future__ import annotations

import re

from etl.staging.vocabulary import WORDS
from etl.staging.words import plain

_CONTACT_DETAILS = frozenset(WORDS["contact_details"])
_PEOPLE = frozenset(WORDS["people"])
_FILLERS = frozenset(WORDS["people_fillers"])
_NAMES = frozenset(WORDS["names"])
_WRITER = frozenset(WORDS["writer"])


def words_of(header: str) -> str:
    """Words of a header in small letters: "SuppliedEmail" and "supplied_email" alike give "supplied email"."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return re.sub(r" \d+$", "", plain(parted))


def is_personal(header: str) -> bool:
    """Whether a column holds people or ways to reach them, and not something about them such as "Contact reason"."""
    name = words_of(header)
    words = set(name.split())
    if words & _CONTACT_DETAILS or name in _NAMES or name in ("e mail", "work phone"):
        return True
    return bool(words & _PEOPLE) and words <= _PEOPLE | _FILLERS and not _is_time_or_count(name)


def names_writer(header: str) -> bool:
    """Whether a column can hold the name of the person who wrote the ticket."""
    return words_of(header) in _WRITER


def _is_time_or_count(name: str) -> bool:
    """Past participles alone ("created", "closed") are times and flags; with "by" they are people."""
    participles = {"opened", "closed", "resolved", "created", "updated", "reopened"}
    words = set(name.split())
    return bool(words & participles) and "by" not in words
