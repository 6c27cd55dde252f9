"""Lookup tables of the words in `lexicon.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from etl.staging.finder import Finder

WORDS = Path(__file__).parent / "lexicon.yaml"
COMPLAINT, REQUEST, PRAISE = range(3)
NO_KIND = -1
NAMES = ("complaint", "request", "praise")
SETTLES = 2.0
"""Strength at which a kind is decided."""

_KINDS = (("complaint", COMPLAINT), ("request", REQUEST), ("praise", PRAISE))
_ROLES = ("expected", "own", "before", "after", "if", "but", "other")


@dataclass(frozen=True)
class Lexicon:
    """Meaning of each word in each language; the last row is for texts of unknown language.

    Attributes
    ----------
    finder
        Finds the words; its pattern numbers are the columns of the tables.
    languages
        ISO 639-1 code of each row but the last.
    kind, strength
        Kind that a word indicates (`NO_KIND` for none) and how strongly; shape (languages + 1, words).
    roles
        By role, whether a word has it: ``expected`` (ought to have happened), ``own`` (the writer's doing), ``before``
        and ``after`` (denies what follows or precedes), ``if`` (supposes), ``but`` (turns), ``other`` (papers, notes,
        mailings); same shape.
    """

    finder: Finder
    languages: tuple[str, ...]
    kind: NDArray[np.int64]
    strength: NDArray[np.float64]
    roles: dict[str, NDArray[np.bool_]]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Words of all languages, read once."""
    listed: dict[str, Any] = yaml.load(
        WORDS.read_text(encoding="utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    )
    numbers: dict[str, int] = {}
    for sections in listed.values():
        for words in sections.values():
            for phrase in (p for group in words.values() for p in group) if isinstance(words, dict) else words:
                numbers.setdefault(phrase, len(numbers))
    shape = (len(listed) + 1, len(numbers))
    kind, strength = np.full(shape, NO_KIND, dtype=np.int64), np.zeros(shape)
    roles = {role: np.zeros(shape, dtype=bool) for role in _ROLES}
    for row, sections in enumerate(listed.values()):
        for name, number in _KINDS:
            for level, phrases in sections[name].items():
                columns = [numbers[phrase] for phrase in phrases]
                kind[row, columns], strength[row, columns] = number, float(level)
        for role in _ROLES:
            roles[role][row, [numbers[phrase] for phrase in sections.get(role, ())]] = True
    best = strength[:-1].argmax(axis=0)  # unknown language: the strongest reading of a word
    kind[-1], strength[-1] = kind[best, np.arange(shape[1])], strength[:-1].max(axis=0)
    for role in _ROLES:
        roles[role][-1] = roles[role][:-1].any(axis=0)
    return Lexicon(Finder(numbers), tuple(listed), kind, strength, roles)
