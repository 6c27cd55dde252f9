"""Texts made comparable: one folding for the taxonomy's phrases and for what customers write.

A folded text is lower case, without accents or punctuation, its words parted by single spaces: `Não chegou!` and
`nao  chegou` fold alike. Umlauts fold to their vowel; phrases carry the variants with ae, oe and ue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_CHARACTERS = 20_000
"""Characters of a customer's own words that are read; a text without end can't hold up a load."""

_ELISIONS = re.compile(r"'(t|s|re|ve|ll|d|m)\b")
_LETTERS = {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}


_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese."""
_SIGNS = re.compile(r"[+#%@$€£¢¥₹₽₩₺₫₴]|(?<!\S)\.(?=[^\W\d])")
"""Signs that make another word of a word: c++, #1, 100%, $100, .net. All others only part or end words."""


class _Folding(dict[int, str]):
    """Translation table that works out a character the first time it is met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _LETTERS:
            folded = _LETTERS[character]
        elif unicodedata.category(character).startswith("M"):
            folded = ""  # an accent that stands by itself belongs to the letter before it
        else:
            parts = unicodedata.normalize("NFKD", character)
            bare = "".join(c for c in parts if not unicodedata.combining(c)).lower()
            folded = "".join(c if c.isalnum() else " " for c in bare) if bare else " "
        self[code] = folded
        return folded


_TABLE = _Folding()
for _code in range(128):
    _TABLE[_code] = chr(_code).lower() if chr(_code).isalnum() else " "
_TABLE[ord("’")] = "'"
_ASCII = bytes(ord(_TABLE[code]) for code in range(128)) + bytes(128)
"""The same for texts of ASCII letters alone, which a table of bytes folds several times faster."""


def fold(text: str) -> str:
    """Fold one text.

    Parameters
    ----------
    text
        Anything, of any length.

    Returns
    -------
    str
        Words parted by single spaces, none at the ends; empty where nothing is left.
    """
    lowered = text.lower()
    if "’" in lowered:
        lowered = lowered.replace("’", "'")
    if "'" in lowered:
        lowered = _ELISIONS.sub(r"\1", lowered)  # don't -> dont; d'argent -> d argent
    if "-" in lowered:
        lowered = lowered.replace("e-mail", "email")
    if lowered.isascii():
        return " ".join(lowered.encode().translate(_ASCII).decode().split())
    return " ".join(lowered.translate(_TABLE).split())


def with_signs(text: str) -> str:
    """A text with its signs as words, so that folding keeps them; it has none where nothing changed.

    >>> fold(with_signs("C++"))
    'c sign43 sign43'
    """
    return _SIGNS.sub(lambda found: f" sign{ord(found.group())} ", text)


def is_unspaced(text: str) -> bool:
    """Whether a script in it is written without spaces, so that words have no edges."""
    return not text.isascii() and _UNSPACED.search(text) is not None


def in_pairs(folded: str) -> str:
    """A folded text in which scripts without spaces stand as overlapping pairs of characters, in place of words.

    >>> in_pairs("parcel 未到着")
    'parcel 未到 到着'
    """
    if not is_unspaced(folded):
        return folded
    return " ".join(_UNSPACED.sub(_pairs, folded).split())


def _pairs(found: re.Match[str]) -> str:
    run = found.group()
    return f" {' '.join(run[place : place + 2] for place in range(max(len(run) - 1, 1)))} "


def fold_all(texts: Iterable[str | None]) -> list[str]:
    """Fold many texts; a missing one folds to the empty text."""
    return [fold(text[:MAX_CHARACTERS]) if isinstance(text, str) else "" for text in texts]


def key(name: str) -> str:
    """Name of a column or value reduced to its letters and digits, for comparing."""
    return fold(name).replace(" ", "")
