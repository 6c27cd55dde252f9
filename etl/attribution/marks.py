"""Where the phrases of the evidence stand in a text as it is stored, so that they can be marked."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from etl.attribution.matcher import COMPOUNDING, matcher_of
from etl.attribution.patterns import Phrase
from etl.attribution.text import fold

_TOKEN = re.compile(r"e-mail|[^\W_]+(?:['’][^\W_]+)*", re.IGNORECASE)
LONGEST = 20_000


def spans(text: str, phrase: str, language: str | None = None) -> list[tuple[int, int]]:
    """Places of a phrase in a text, as the signal finds it: whatever its case, accents, spelling and inflection.

    Parameters
    ----------
    text
        As it is stored.
    phrase
        As the taxonomy writes it, or a word of the model ("deliv*").
    language
        Of the ticket, ISO 639-1; decides whether compounds are looked into.

    Returns
    -------
    list of tuple
        First and last character of each place, in order; whole words.
    """
    sought = Phrase.of(phrase)
    if not sought.variants:
        return []
    words, places = [], []
    for token in _TOKEN.finditer(text[:LONGEST]):
        for word in fold(token.group()).split():
            words.append(word)
            places.append(token.span())
    ends = np.cumsum([len(word.encode()) + 1 for word in words])
    matcher = matcher_of((sought,))
    found = matcher.find([" ".join(words)], np.array([language in COMPOUNDING]), lambda _: [text[:LONGEST]])
    first = np.searchsorted(ends, found.start, side="right")
    last = np.searchsorted(ends, found.end - 1, side="right")
    return [(places[a][0], places[b][1]) for a, b in zip(first.tolist(), last.tolist(), strict=True)]


def places(text: str, pieces: Iterable[tuple[str, str]], language: str | None = None) -> list[tuple[int, int, str]]:
    """Stretches of a text to mark, none over another.

    Parameters
    ----------
    pieces
        Owner (a department) and phrase or word, the weightiest first: of two that meet, the first is marked.

    Returns
    -------
    list of tuple
        First and last character and owner of each stretch, in order.
    """
    taken: list[tuple[int, int, str]] = []
    for owner, phrase in pieces:
        for start, end in spans(text, phrase, language):
            if all(end <= a or start >= b for a, b, _ in taken):
                taken.append((start, end, owner))
    return sorted(taken)
