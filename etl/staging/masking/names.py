"""Recognises names of persons by their shape and by known first names."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module

from etl.values.vocabulary import WORDS

_LOCALES = (
    "cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "en_GB", "en_IE", "en_IN", "en_US", "es_AR", "es_CO", "es_ES", "es_MX",
    "fi_FI", "fr_BE", "fr_CH", "fr_FR", "hr_HR", "hu_HU", "it_IT", "nl_BE", "nl_NL", "no_NO", "pl_PL", "pt_BR", "pt_PT",
    "ro_RO", "sv_SE", "tr_TR",
)  # fmt: skip
_LISTS = ("first_names", "first_names_male", "first_names_female")
_GROUPS = frozenset(WORDS["groups"])
_LETTER = "[A-Za-z\u00c0-\u024f]"
_CAPITAL = "[A-Z\u00c0-\u00de\u0100-\u0130\u0141\u015a\u0160\u017b\u017d]"
_PARTICLE = "(?:al|bin|d'|da|de|del|della|den|der|di|do|dos|e|el|la|las|le|los|ten|ter|van|vom|von|y|zu|zum|zur)"
_PART = rf"(?:{_CAPITAL}(?:{_LETTER}|['\u2019\-])+\.?|{_CAPITAL}\.?|{_PARTICLE})"
_SHAPE = re.compile(rf"{_PART},?(?: {_PART}){{1,4}}")
_IN_TEXT = re.compile(rf"\b{_CAPITAL}{_LETTER}+(?: {_PARTICLE}){{0,2}}(?: {_CAPITAL}{_LETTER}+)+")
_LONGEST = 60


@cache
def first_names() -> frozenset[str]:
    """First names in lower case, in the languages of Europe and the Americas, from Faker."""
    found: set[str] = set()
    for locale in _LOCALES:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        for name in _LISTS:
            found.update(part.casefold() for part in getattr(provider, name, ()))
    return frozenset(found)


def has_shape_of_name(cell: str) -> bool:
    """Whether a cell could be a full name: two to five capitalised words, none of which denotes a group."""
    if len(cell) > _LONGEST or not _SHAPE.fullmatch(cell):
        return False
    return not any(word.strip(",.").casefold() in _GROUPS for word in cell.split())


def is_name(cell: str) -> bool:
    """Whether a cell is a person's full name: of that shape, with a known first name."""
    if not has_shape_of_name(cell):
        return False
    last, comma, first = cell.partition(",")
    given = (first if comma else last).split()[0].strip(".")
    return all(part.casefold() in first_names() for part in given.split("-")) and len(given) > 1


def without_full_names(text: str) -> str:
    """Mask full names anywhere in a cell of a damaged row, whose column is unknown."""
    return _IN_TEXT.sub(lambda found: "[name]" if is_name(found.group()) else found.group(), text)
