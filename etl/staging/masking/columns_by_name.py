"""Detects columns of personal data by their names."""

from __future__ import annotations

import re

from etl.sources.column_names import readings_of
from etl.staging.words import plain
from etl.values.vocabulary import WORDS

_CONTACT_DETAILS = frozenset(WORDS["contact_details"])
_PHRASES = tuple(WORDS["personal_phrases"])
_PEOPLE = frozenset(WORDS["people"])
_FILLERS = frozenset(WORDS["people_fillers"])
_NAMES = frozenset(WORDS["names"])
_THINGS = frozenset(WORDS["named_after_people"])
_WRITER = frozenset(WORDS["writer"])
_BESIDE_PERSONS = frozenset(("name", "email", "filler", "assigned", "first", "last", "agent", "customer"))
_DEEDS = frozenset(("created", "solved", "updated", "assigned"))
_BY = frozenset(("von", "da", "by"))
_ACTS = frozenset(WORDS["deeds_of_people"])
_PARTICIPLES = frozenset(("opened", "closed", "resolved", "created", "updated", "reopened", "escalated", "approved"))


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
    if any(f" {phrase} " in f" {name} " for phrase in _PHRASES):
        return True
    is_listed = bool(words & _PEOPLE) and words <= _PEOPLE | _FILLERS and not _is_time_or_count(words)
    return is_listed or _names_person(header)


def may_be_title(header: str) -> bool:
    """Whether a column is named just "name": a person's, or a title."""
    return words_of(header) in ("name", "nom", "nombre", "nome", "naam")


def names_thing(header: str) -> bool:
    """Whether a column holds things often named after people: brands, products, towns."""
    return bool(set(words_of(header).split()) & _THINGS)


def names_writer(header: str) -> bool:
    """Whether a column can hold the name of the person who wrote the ticket."""
    return words_of(header) in _WRITER or _reads_as(header, {"customer"}, _BESIDE_PERSONS)


def _names_person(header: str) -> bool:
    """Whether a name means a person word by word: "Nom de l'agent", "Case owner", "Geschlossen von", "Creato da"."""
    if _reads_as(header, {"customer"}, _BESIDE_PERSONS) or _reads_as(header, {"agent"}, _BESIDE_PERSONS | {"ticket"}):
        return True
    readings = readings_of(header)
    has_by = any(word in _BY or "by" in meanings for word, meanings in readings[1:])
    acts = [word in _ACTS or bool(meanings & _DEEDS) for word, meanings in readings]
    beside = (word in _BY or bool(meanings & {"by", "last", "filler", "customer"}) for word, meanings in readings)
    return has_by and any(acts) and all(act or known for act, known in zip(acts, beside, strict=True))


def _reads_as(header: str, wanted: set[str], beside: frozenset[str]) -> bool:
    """Whether a name has a word with a wanted meaning, and otherwise only words with allowed meanings."""
    meanings = [meanings for _, meanings in readings_of(header)]
    return any(each & wanted for each in meanings) and all(each & (wanted | beside) for each in meanings)


def _is_time_or_count(words: set[str]) -> bool:
    """Past participles alone ("created", "closed") are times and flags; with "by" or "to" they are people."""
    return bool(words & _PARTICIPLES) and not words & {"by", "to"}
