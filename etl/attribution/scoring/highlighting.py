"""Finds the phrases of the evidence in a stored text, so that they can be marked."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from etl.attribution.matching.matcher import COMPOUNDING, matcher_of
from etl.attribution.matching.patterns import Phrase
from etl.attribution.matching.stop_words import are_weightless
from etl.text.comparable import fold, is_unspaced

_COMBINING = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b4-\u17d3\u3099\u309a"
"""Vowel and tone marks above and below the letters of scripts without spaces: they don't separate words."""
_TOKEN = re.compile(rf"e-mail|(?:[^\W_]|[{_COMBINING}])+(?:['’][^\W_]+)*", re.IGNORECASE)
LONGEST = 20_000
_OF_FORMS = ("re",
             "fw", "fwd", "aw", "tr", "xx", "xxx", "xxxx", "number", "numbers", "nr", "nummer", "nummern", "numero",
             "numeros", "transcript", "transcription", "name", "namen", "naam", "nom", "nombre")  # fmt: skip
_OF_TIME = ("day", "days", "dag", "dagen", "tag", "tage", "tagen", "jour", "jours", "dia", "dias", "week", "weeks",
            "weken", "woche", "wochen", "semaine", "semaines", "semana", "semanas", "month", "months", "maand",
            "maanden", "monat", "monate", "mois", "mes", "meses", "today", "heute", "vandaag")  # fmt: skip
FURNITURE = frozenset((*_OF_FORMS, *_OF_TIME))
"""Folded words from the helpdesk's own forms ("Voicemail transcript", "Re:"), masks and units of time. The engine may
use them, and the ticket's evidence lists them, but marking them in a quotation would convince nobody.
"""


def spans(text: str, phrase: str, language: str | None = None) -> list[tuple[int, int]]:
    """Places of a phrase in a text, matched as the signal matches it: ignoring case, accents, spelling variants and
    inflection.

    Parameters
    ----------
    text
        As it is stored.
    phrase
        As the taxonomy writes it, or a word of the model ("deliv*").
    language
        Language of the ticket, ISO 639-1; decides whether compounds are searched.

    Returns
    -------
    list of tuple
        First and last character of each place, in order. Places are whole words; in a script without spaces, only the
        characters of the phrase.
    """
    sought = Phrase.of(phrase)
    if not sought.variants:
        return []
    pieces, places = [], []
    for token in _TOKEN.finditer(text[:LONGEST]):
        if is_unspaced(token.group()):
            folded = _characters(token)
        else:
            folded = [(f"{word} ", token.span()) for word in fold(token.group()).split()]
        pieces += [piece for piece, _ in folded]
        places += [place for _, place in folded]
    ends = np.cumsum([len(piece.encode()) for piece in pieces])
    matcher = matcher_of((sought,))
    found = matcher.find(["".join(pieces).rstrip()], np.array([language in COMPOUNDING]), lambda _: [text[:LONGEST]])
    first = np.searchsorted(ends, found.start, side="right")
    last = np.searchsorted(ends, found.end - 1, side="right")
    return [(places[a][0], places[b][1]) for a, b in zip(first.tolist(), last.tolist(), strict=True)]


def _characters(token: re.Match[str]) -> list[tuple[str, tuple[int, int]]]:
    """Folded characters and their places; the last one of a word carries the space that ends it.

    A character that folds to nothing belongs to the one before it.
    """
    found: list[tuple[str, tuple[int, int]]] = []
    for at, character in enumerate(token.group(), token.start()):
        if folded := fold(character):
            found.append((folded, (at, at + 1)))
        elif found:
            found[-1] = (found[-1][0], (found[-1][1][0], at + 1))
    return [*found[:-1], *((f"{piece} ", place) for piece, place in found[-1:])]


def says_something(words: str) -> bool:
    """Whether some words mean something as evidence: they aren't just a number, a month, a day's name or a stop word.

    A run of an earlier version may have learnt from such a word, and a stem may match one ("march*"). Several words are
    always meaningful: somebody wrote them into the taxonomy as a phrase.
    """
    folded = fold(words).split()
    if len(folded) != 1:
        return True
    return folded[0] not in FURNITURE and not are_weightless(pa.array(folded, type=pa.string()))[0].as_py()


def places(text: str, pieces: Iterable[tuple[str, str]], language: str | None = None) -> list[tuple[int, int, str]]:
    """Stretches of a text to mark, without overlaps.

    Parameters
    ----------
    pieces
        Owner (a department) and phrase or word, heaviest first: where two overlap, the first is marked. Words that fail
        `says_something` are never marked.

    Returns
    -------
    list of tuple
        First and last character, and owner, of each stretch, in order.
    """
    taken: list[tuple[int, int, str]] = []
    for owner, phrase in pieces:
        for start, end in spans(text, phrase, language):
            is_free = all(end <= a or start >= b for a, b, _ in taken)
            if is_free and says_something(text[start:end]):
                taken.append((start, end, owner))
    return sorted(taken)
