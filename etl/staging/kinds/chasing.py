"""Detects chasing: customers who ask what became of something that they wrote, ordered or were promised.

It looks like a request, and is often counted as one; but it is failure demand (Seddon), because nobody chases what came
in time.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from etl.staging.finder import Finder, Folded
from etl.staging.kinds.lexicon import lexicon

WORDS = Path(__file__).parent / "chasing.yaml"


@lru_cache(maxsize=1)
def _words() -> tuple[Finder, NDArray[np.bool_]]:
    """All phrases, and for each language of the lexicon which belong to it; the last row is for unknown languages."""
    listed: dict[str, Any] = yaml.load(WORDS.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    numbers = {
        phrase: number for number, phrase in enumerate(dict.fromkeys(p for each in listed.values() for p in each))
    }
    languages = lexicon().languages
    table = np.zeros((len(languages) + 1, len(numbers)), dtype=np.bool_)
    for row, language in enumerate(languages):
        table[row, [numbers[phrase] for phrase in listed[language]]] = True
    table[-1] = True
    return Finder(numbers), table


def chasing_in(folded: Folded, language: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each text chases, shape (texts,).

    Parameters
    ----------
    folded
        The authors' own words.
    language
        Row of `kind_words.lexicon` for each text; the last row is for an unknown language.
    """
    result = np.zeros(len(language), dtype=np.bool_)
    if len(language):
        finder, table = _words()
        found = finder.find(folded)
        result[found.row[table[language[found.row], found.pattern]]] = True
    return result
