"""Tells the language of short texts by the words that each language can't do without.

Own lines rather than a library: the fast ones have no wheels for every machine that Headwater is installed on, and
those that have take more time than the rest of a load.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from numpy.typing import NDArray

from etl.staging.finder import Folded, fold

WORDS = Path(__file__).parent / "language_words.yaml"
LANGUAGES = ("en", "de", "fr", "es", "pt", "nl")

_CHARACTERS = 240
"""Characters read of a text: enough words to be sure, and what follows is often a signature or a quoted reply."""
_LETTERS = 8
"""Letters of a word that count: they fit one 64-bit number."""
_ENOUGH = 1.0
"""Evidence wanted: one word that no other language has, or several shared ones."""
_LEAD = 1.25
"""How many times the evidence of the second language the first must have."""


def languages(text: pd.Series) -> pd.Series:
    """Language of each text.

    Parameters
    ----------
    text
        The customer's words.

    Returns
    -------
    Series of str
        en, de, fr, es, pt or nl; missing where too few words speak, two languages speak alike, or another
        language speaks. Index as `text`.
    """
    if not len(text):
        return pd.Series(dtype="str", name="language", index=text.index)
    keys, weights, names = _table()
    folded = fold([value[:_CHARACTERS] if isinstance(value, str) else "" for value in text.tolist()])
    words, starts = _words(folded)
    place = np.minimum(np.searchsorted(keys, words), len(keys) - 1)
    known = keys[place] == words
    rows = np.searchsorted(folded.starts, starts[known], side="right") - 1
    scores = np.empty((len(text), len(names)))
    for column in range(len(names)):
        scores[:, column] = np.bincount(rows, weights[place[known], column], minlength=len(text))
    order = np.partition(scores, -2, axis=1)
    told = (order[:, -1] >= _ENOUGH) & (order[:, -1] >= _LEAD * order[:, -2])
    found = np.array([name if name in LANGUAGES else None for name in names], dtype=object)[scores.argmax(axis=1)]
    return pd.Series(np.where(told, found, None), index=text.index, dtype="str", name="language")


def _words(folded: Folded) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """First letters of each word as a number, and where the word starts."""
    content = np.frombuffer(folded.content + b" " * _LETTERS, np.uint8)
    is_letter = content >= ord("a")
    starts = np.flatnonzero(is_letter[1:] & ~is_letter[:-1]) + 1
    letters = np.lib.stride_tricks.sliding_window_view(content, _LETTERS)[starts]
    inside = np.logical_and.accumulate(letters >= ord("a"), axis=1)
    return np.where(inside, letters, 0).astype(np.uint8).view(np.uint64).ravel(), starts


@lru_cache(maxsize=1)
def _table() -> tuple[NDArray[np.uint64], NDArray[np.float64], tuple[str, ...]]:
    """Keys of the known words in order, what each says for each language, and the languages."""
    listed = yaml.load(WORDS.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    owners: dict[int, set[int]] = {}
    for column, text in enumerate(listed.values()):
        for key in _words(fold([str(text)]))[0].tolist():
            owners.setdefault(key, set()).add(column)
    keys = np.array(sorted(owners), dtype=np.uint64)
    weights = np.zeros((len(keys), len(listed)))
    for number, key in enumerate(keys.tolist()):
        weights[number, list(owners[key])] = 1 / len(owners[key])
    return keys, weights, tuple(listed)
