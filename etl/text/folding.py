"""Folds texts for comparing the taxonomy's phrases and values with an export.

A folded text is lower case, without accents or punctuation, its words separated by single spaces: `Não chegou!` and
`nao  chegou` fold alike. Umlauts fold to their vowel; phrases carry the variants with ae, oe and ue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from etl.text.spaces import stripped_lines

_ELISIONS = re.compile(r"'(t|s|re|ve|ll|d|m)\b")
_LETTERS = {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}


class _Folding(dict[int, str]):
    """Translation table that computes a character on first use."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _LETTERS:
            folded = _LETTERS[character]
        elif unicodedata.category(character).startswith("M"):
            folded = ""  # a combining accent belongs to the letter before it
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
_END = "\0"
_ASCII_TEXTS = _ASCII.replace(b" ", b"\n", 1)
"""The same, where `_END` parts the texts: they become lines."""


def fold(text: str) -> str:
    """Fold one text.

    Parameters
    ----------
    text
        Anything, of any length.

    Returns
    -------
    str
        Words separated by single spaces, stripped; empty if nothing is left.
    """
    simple = _simplified(text)
    if simple.isascii():
        return " ".join(simple.encode().translate(_ASCII).decode().split())
    return " ".join(simple.translate(_TABLE).split())


def fold_many(texts: Sequence[str]) -> list[str]:
    """`fold` of each text; pure ASCII texts are folded together."""
    are_plain = [text.isascii() and _END not in text for text in texts]
    plain = iter(_fold_plain([text for text, is_plain in zip(texts, are_plain, strict=True) if is_plain]))
    return [next(plain) if is_plain else fold(text) for text, is_plain in zip(texts, are_plain, strict=True)]


def _fold_plain(texts: Sequence[str]) -> list[str]:
    lines = _simplified(_END.join(texts)).encode().translate(_ASCII_TEXTS)
    return stripped_lines(lines).decode().split("\n")


def _simplified(text: str) -> str:
    """Lower case, with spellings that differ only in punctuation unified."""
    lowered = text.lower()
    if "’" in lowered:
        lowered = lowered.replace("’", "'")
    if "'" in lowered:
        lowered = _ELISIONS.sub(r"\1", lowered)  # don't -> dont; d'argent -> d argent
    if "-" in lowered:
        lowered = lowered.replace("e-mail", "email")
    return lowered


def key(name: str) -> str:
    """Name of a column or value reduced to its letters and digits, for comparing."""
    return fold(name).replace(" ", "")
