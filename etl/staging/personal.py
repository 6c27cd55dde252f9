"""Personal data in texts: e-mail addresses, phone, card and account numbers, and the writer's own name.

Whole columns are searched by Arrow's RE2 for texts that could hold any; only those are looked at one by one.
"""

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

from etl.staging.arrow import to_arrow, to_mask, to_text
from etl.staging.phones import mask_phones

_EMAIL = r"[\pL\d._%+'\-]+@[\pL\d\-]+(?:\.[\pL\d\-]+)+"
_MANY_DIGITS = r"\d(?:[ ()./\-\x{a0}]{0,3}\d){6}"
_RUN = re.compile(r"\d(?:[ ()./\-\u00a0]{0,3}\d){6,}")
_AROUND = 48
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{1,4}){3,8}", re.IGNORECASE)
_CARD = re.compile(r"(?<![\w.,])\d(?:[ \-]?\d){12,18}(?![\w]|[.,]\d)")
_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|3(?:0[0-5]|[68]\d)\d{11}|(?:6011|64[4-9]\d|65\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}|(?:50|5[6-9]|6\d)\d{10,17}"
)
"""First digits and lengths of the card issuers, so that other long numbers that happen to pass the check stay."""
_SHORTEST_NAME_PART = 4
_LONGEST_NAME = 60
_CAPITALISED = re.compile(r"\b[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]")


def mask(text: pd.Series[Any], names: list[pd.Series[Any]] | None = None) -> pd.Series[Any]:
    """Text with personal data replaced by [email], [iban], [card], [phone] and [name].

    Parameters
    ----------
    text
        Text column.
    names
        Columns on the same index with names of the writer, to be masked in the writer's own text.
    """
    cells = _without_emails(to_arrow(text))
    with_numbers = to_mask(pc.match_substring_regex(cells, _MANY_DIGITS))
    if with_numbers.any():
        masked = [mask_numbers(one) for one in cells.filter(pa.array(with_numbers)).to_pylist()]
        cells = _replaced(cells, with_numbers, pa.array(masked, type=pa.large_string()))
    for column in names or []:
        cells = _without_names(cells, column)
    return to_text(cells, text.index)


def mask_emails(text: pd.Series[Any]) -> pd.Series[Any]:
    """References with e-mail addresses masked: a long number is what they are made of and stays."""
    return to_text(_without_emails(to_arrow(text)), text.index)


def mask_numbers(text: str) -> str:
    """One text with its account, card and phone numbers masked."""
    runs = [found.span() for found in _RUN.finditer(text)]
    if not runs:
        return text
    # The words around the numbers are all that the rules look at; the rest of a long text is left alone.
    start, end = max(0, runs[0][0] - _AROUND), runs[-1][1] + _AROUND
    part = _IBAN.sub(_mask_iban, text[start:end])
    part = _CARD.sub(lambda found: "[card]" if _is_card(found.group()) else found.group(), part)
    return text[:start] + mask_phones(part) + text[end:]


def _without_emails(cells: Any) -> Any:
    with_at = to_mask(pc.match_substring(cells, "@"))
    if not with_at.any():
        return cells
    return _replaced(cells, with_at, pc.replace_substring_regex(cells.filter(pa.array(with_at)), _EMAIL, "[email]"))


def _replaced(cells: Any, where: Any, values: Any) -> Any:
    return pc.replace_with_mask(cells, pa.array(where), values)


def _mask_iban(found: re.Match[str]) -> str:
    text = found.group()
    ends = [
        place
        for place in range(len(text), 14, -1)
        if place == len(text) or not (text[place - 1] + text[place]).isalnum()
    ]
    for end in ends:
        if _is_iban(text[:end]):
            return "[iban]" + text[len(text[:end].rstrip()) :]
    return text


def _is_iban(text: str) -> bool:
    """ISO 13616: moved round and with letters as numbers, the remainder by 97 is 1."""
    plain = re.sub(r"\s", "", text).upper()
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def _is_card(text: str) -> bool:
    """ISO/IEC 7812: an issuer's first digits, and the check digit of Luhn."""
    digits = re.sub(r"\D", "", text)
    if not _ISSUERS.fullmatch(digits):
        return False
    doubled = [int(d) if place % 2 == 0 else sum(divmod(2 * int(d), 10)) for place, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _without_names(cells: Any, names: pd.Series[Any]) -> Any:
    """The full name however it is written, and each part of four letters or more as a whole word.

    A part alone is taken as it is spelt or in capitals ("mark the parcel" isn't Mark), unless no word of the text is
    capitalised: then its case tells nothing. Accents may be left out.
    """
    people = to_arrow(names)
    # A value with an @ or a digit is an address or an id and no name.
    is_name = to_mask(pc.match_substring_regex(people, r"^[^\d@_/:;]+$"))
    is_name &= to_mask(pc.less_equal(pc.utf8_length(people), _LONGEST_NAME))
    texts, lowered = cells.to_pylist(), pc.utf8_lower(cells).to_pylist()
    changed, values = np.zeros(len(cells), dtype=bool), []
    known: dict[str, _Name] = {}
    for place, name in zip(np.flatnonzero(is_name), people.filter(pa.array(is_name)).to_pylist(), strict=True):
        if name not in known:
            known[name] = _Name.of(name)
        low = lowered[place]
        if low is None:
            continue
        for part in known[name].lowered:
            if part in low:
                break
        else:
            continue
        masked = known[name].masked_in(texts[place])
        if masked != texts[place]:
            changed[place] = True
            values.append(masked)
    return _replaced(cells, changed, pa.array(values, type=pa.large_string())) if values else cells


@dataclass(frozen=True)
class _Name:
    """A writer's name, whole and in parts, as it may be spelt; patterns are made for the few texts that hold it."""

    whole: list[str]
    parts: list[str]
    lowered: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> _Name:
        parts = _spellings([part for part in name.split() if len(part) >= _SHORTEST_NAME_PART] or [name])
        return cls(_spellings([name]), parts, tuple(part.lower() for part in parts))

    @cached_property
    def _as_written(self) -> re.Pattern[str]:
        exact = _any_of([*self.parts, *(part.upper() for part in self.parts)])
        return re.compile(rf"\b(?:(?i:{_any_of(self.whole)})|{exact})\b")

    @cached_property
    def _in_any_case(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{_any_of([*self.whole, *self.parts])})\b", re.IGNORECASE)

    def masked_in(self, text: str) -> str:
        pattern = self._as_written if _CAPITALISED.search(text) else self._in_any_case
        return pattern.sub("[name]", text)


def _any_of(words: list[str]) -> str:
    return "|".join(map(re.escape, words))


def _spellings(words: list[str]) -> list[str]:
    """The words, and those with accents without them, too."""
    if all(word.isascii() for word in words):
        return words
    plain = ("".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)) for word in words)
    return list(dict.fromkeys([*words, *plain]))
