"""Detects the language of short texts by each language's most common words.

Own code instead of a library: the fast ones have no wheels for every platform that Headwater runs on, and the others
take longer than the rest of a load.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import yaml
from numpy.typing import NDArray

from etl.staging.finder import Folded, fold
from etl.values.arrow import to_arrow

WORDS = Path(__file__).parent / "language_words.yaml"
LANGUAGES = ("en", "de", "fr", "es", "pt", "nl")

CHARACTERS = 200
"""Characters read of a text: they hold enough words, and what follows is often a signature or a quoted reply."""
_LETTERS = 8
"""Letters of a word that are compared: they fit one 64-bit number."""
_MASKS = np.array([(1 << (8 * count)) - 1 for count in range(_LETTERS + 1)], dtype=np.uint64)
_THREE_LETTERS = 1 << 16
_SHORT = 0.7
"""Evidence of a word of one or two letters, which may also be a code."""
_ENOUGH = 1.0
"""Minimum evidence: one word that no other language has, or several shared ones."""
_LEAD = 1.25
"""Minimum ratio of the best language's evidence to the second's."""


@dataclass(frozen=True)
class _Table:
    """Known words as numbers, and for each its range in `owners`, the languages that have it."""

    keys: pd.Index
    weight: NDArray[np.float64]
    count_owners: NDArray[np.int64]
    first_owner: NDArray[np.int64]
    owners: NDArray[np.int64]
    names: tuple[str, ...]


def languages(text: pd.Series) -> pd.Series:
    """Language of each text.

    Parameters
    ----------
    text
        The customer's words.

    Returns
    -------
    Series of str
        en, de, fr, es, pt or nl; missing where too few words are known, two languages score alike, or it is another
        language. Index as `text`.
    """
    if not len(text):
        return pd.Series(dtype="str", name="language", index=text.index)
    table = _table()
    folded = fold(pc.fill_null(pc.utf8_slice_codeunits(to_arrow(text), 0, CHARACTERS), ""))
    words, starts = _words(folded)
    rows = np.repeat(np.arange(len(text)), np.diff(np.searchsorted(starts, folded.starts)))
    place = table.keys.get_indexer(pd.Index(words))
    known = place >= 0
    place, rows = place[known], rows[known]
    count = table.count_owners[place]
    owner = np.repeat(table.first_owner[place], count) + _within(count)  # a word counts once for each of its owners
    cell = np.repeat(rows, count) * len(table.names) + table.owners[owner]
    size = len(text) * len(table.names)
    scores = np.bincount(cell, np.repeat(table.weight[place] / count, count), minlength=size).reshape(len(text), -1)
    order = np.partition(scores, -2, axis=1)
    told = (order[:, -1] >= _ENOUGH) & (order[:, -1] >= _LEAD * order[:, -2])
    found = np.array([name if name in LANGUAGES else None for name in table.names], dtype=object)[scores.argmax(axis=1)]
    return pd.Series(np.where(told, found, None), index=text.index, dtype="str", name="language")


@lru_cache(maxsize=1)
def small_words() -> frozenset[str]:
    """First eight letters of the words that identify languages: stop words, courtesies, common topics."""
    return frozenset(word[:_LETTERS] for words in _listed().values() for word in words.split())


def _words(folded: Folded) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """First letters of each word as a number, and where the word starts."""
    content = np.frombuffer(folded.content + b" " * _LETTERS, np.uint8)
    is_letter = content >= ord("a")
    turns = np.flatnonzero(is_letter[1:] != is_letter[:-1]) + 1  # a line begins and ends with a space
    starts, ends = turns[::2], turns[1::2]
    letters = np.lib.stride_tricks.sliding_window_view(content, _LETTERS)[starts]
    numbers: NDArray[np.uint64] = letters.view("<u8").ravel() & _MASKS[np.minimum(ends - starts, _LETTERS)]
    return numbers, starts


def _within(count: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, 2 ... within each run of the given lengths, one after the other."""
    ends = np.cumsum(count)
    steps: NDArray[np.int64] = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - count, count)
    return steps


def _listed() -> dict[str, str]:
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    listed: dict[str, str] = yaml.load(WORDS.read_text(encoding="utf-8"), Loader=loader)
    return listed


@lru_cache(maxsize=1)
def _table() -> _Table:
    listed = _listed()
    owners: dict[int, set[int]] = {}
    for column, text in enumerate(listed.values()):
        for key in _words(fold([text]))[0].tolist():
            owners.setdefault(key, set()).add(column)
    keys = sorted(owners)
    count = np.array([len(owners[key]) for key in keys])
    return _Table(
        keys=pd.Index(np.array(keys, dtype=np.uint64)),
        weight=np.where(np.array(keys, dtype=np.uint64) < _THREE_LETTERS, _SHORT, 1.0),
        count_owners=count,
        first_owner=np.cumsum(count) - count,
        owners=np.array([column for key in keys for column in sorted(owners[key])]),
        names=tuple(listed),
    )
