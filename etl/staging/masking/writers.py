"""Masks the author's name in the author's own text: whole, in parts, with initials or without accents."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from etl.values.arrow import to_arrow, to_mask

_SHORTEST_PART = 4
_LONGEST_NAME = 60
_WORD = re.compile(r"\w+")
_CAPITALISED = re.compile(r"\b[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]")
_WITH_LETTERS = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "ß": "ss"}
_IN_LETTERS = str.maketrans(
    _WITH_LETTERS | {sign.upper(): by.title() for sign, by in _WITH_LETTERS.items() if sign != "ß"}
)
_BARE = str.maketrans("øØłŁđĐı", "oOlLdDi", "") | str.maketrans({"ß": "ss", "æ": "ae", "Æ": "Ae"})


def without_names(cells: Any, names: pd.Series[Any], common: frozenset[str] = frozenset()) -> Any:
    """Mask the full name in any spelling, and each part of four or more letters as a whole word.

    A part alone matches as spelt or in capitals ("mark the parcel" isn't Mark), unless no word of the text is
    capitalised, so that case means nothing. Accents may be missing. A value made of common words of other people's
    texts (`common`) isn't a name: "Late parcel", "Customer".
    """
    people = to_arrow(names)
    # A value with an @ or a digit is an address or an id and no name.
    is_name = to_mask(pc.match_substring_regex(people, r"^[^\d@_/:;]+$"))
    is_name &= to_mask(pc.less_equal(pc.utf8_length(people), _LONGEST_NAME))
    texts, lowered = cells.to_pylist(), pc.utf8_lower(cells).to_pylist()
    changed, values = np.zeros(len(cells), dtype=bool), []
    known: dict[str, _Name | None] = {}
    for place, name in zip(np.flatnonzero(is_name), people.filter(pa.array(is_name)).to_pylist(), strict=True):
        if name not in known:
            words = [word for word in _WORD.findall(name.casefold()) if len(word) >= _SHORTEST_PART]
            known[name] = None if words and common.issuperset(words) else _Name.of(name)
        who = known[name]
        low = lowered[place]
        if low is None or who is None:
            continue
        for part in who.lowered:
            if part in low:
                break
        else:
            continue
        masked = who.masked_in(texts[place])
        if masked != texts[place]:
            changed[place] = True
            values.append(masked)
    return pc.replace_with_mask(cells, pa.array(changed), pa.array(values, pa.large_string())) if values else cells


@dataclass(frozen=True)
class _Name:
    """Spellings of an author's name, whole and in parts; patterns are compiled only for texts that contain it."""

    whole: list[str]
    parts: list[str]
    words: list[str]
    lowered: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> _Name:
        words = name.replace(",", " ").split()
        long = [word for word in words if len(word) >= _SHORTEST_PART]
        parts = _spellings(long or [name])
        return cls(_spellings([name]), parts, words if long else [], tuple(part.lower() for part in parts))

    @cached_property
    def _as_written(self) -> re.Pattern[str]:
        exact = _any_of([*self.parts, *(part.upper() for part in self.parts)])
        return re.compile(rf"\b(?i:{_any_of(self.whole)})\b|{self._in_a_row(exact)}")

    @cached_property
    def _in_any_case(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{_any_of(self.whole)})\b|{self._in_a_row(_any_of(self.parts))}", re.IGNORECASE)

    def _in_a_row(self, part: str) -> str:
        """Pattern of consecutive parts, with the name's initials and short words next to them."""
        small = [f"{re.escape(word)} " for word in self.words if len(word) < _SHORTEST_PART]
        initials = [rf"{re.escape(word[0])}\. ?" for word in self.words]
        before = rf"(?:(?<!\w)(?i:{'|'.join([*small, *initials])}))*" if self.words else ""
        behind = rf"(?:,? (?:{'|'.join(initials)})(?!\w))?" if self.words else ""
        one = rf"{before}\b(?:{part})\b"
        return rf"{one}(?: {one})*{behind}"

    def masked_in(self, text: str) -> str:
        pattern = self._as_written if _CAPITALISED.search(text) else self._in_any_case
        return pattern.sub("[name]", text)


def _any_of(words: list[str]) -> str:
    return "|".join(map(re.escape, words))


def _spellings(words: list[str]) -> list[str]:
    """Spellings of the words: with accents, without them, or with letters in their place."""
    if all(word.isascii() for word in words):
        return words
    composed = [unicodedata.normalize("NFC", word) for word in words]
    in_letters = [word.translate(_IN_LETTERS) for word in composed]
    bare = (unicodedata.normalize("NFKD", word.translate(_BARE)) for word in words)
    plain = ["".join(sign for sign in word if not unicodedata.combining(sign)) for word in bare]
    return list(dict.fromkeys([*words, *plain, *in_letters, *(word.replace("ß", "ss") for word in composed)]))
