"""Finds account, card and national id numbers, by their check digits or the word before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from stdnum import iban, luhn
from stdnum.br import cpf
from stdnum.es import nie
from stdnum.fr import nir
from stdnum.it import codicefiscale
from stdnum.us import ssn

from etl.values.arrow import to_mask
from etl.values.vocabulary import WORDS

Span = tuple[int, int]


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FK FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK", 21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HU LB NI PL SV",
        29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
"""Length of an account number by country, from the registry of ISO 13616; what follows is the next word."""
_IBAN_START = re.compile(r"(?<![A-Z0-9])([A-Z]{2})[ .\-]?\d[ .\-]?\d(?=[ .\-]{0,2}[A-Z0-9])", re.IGNORECASE)
_CARD_GROUPS = re.compile(
    r"(?<![\w#])(?<!\d[.,\-])"
    r"(?:\d{13,19}|\d{4}([ .\-])\d{4}\1\d{4}\1\d{1,7}|3\d{3}([ .\-])\d{6}\2\d{5})(?!\w|[.,]\d)"
)
"""A card number in its printed groups, so that a following expiry date isn't taken for its last digits."""
_CARD = re.compile(r"(?<![\w.,])\d(?:[ \-]?\d){12,18}(?![\w]|[.,]\d)")
_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|3(?:0[0-5]|[68]\d)\d{11}|(?:6011|64[4-9]\d|65\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}|(?:50|5[6-9]|6\d)\d{10,17}"
)
"""First digits and lengths of the card issuers, so that other long numbers that happen to pass the check stay."""
_WITH_CHECK_DIGITS = (
    (re.compile(r"(?<![\w.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)"), cpf.is_valid),
    (re.compile(r"(?<![\w\-.])\d{3}-\d{2}-\d{4}(?![\w\-])"), ssn.is_valid),
    (re.compile(r"\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b", re.IGNORECASE), codicefiscale.is_valid),
    (re.compile(r"(?<![\w.\-])[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}(?![\w.]\w)"), nir.is_valid),
    (re.compile(r"\b[XYZ]-?\d{7}-?[A-Z]\b"), nie.is_valid),
)
"""Of Brazil, the United States, Italy, France and Spain: forms that hardly anything else has, and a check on top."""
_OF_A_PERSON = re.compile(
    r"(?<!\w)(?:\d{2} ?\d{6} ?[A-Z] ?\d{3}|(?:[A-Z]{1,3}[ \-]?)?\d(?:[ .\-/]?\d){4,14}(?:-?[A-Za-z]|[ \-][A-Z])?)(?!\w)"
)
_ANNOUNCING = re.compile(
    rf"(?<!\w)(?:{_any_of(WORDS['national_id'])})(?:[\s:.#=()]|\b(?:{_any_of(WORDS['number_fillers'])})\b){{1,12}}$",
    re.IGNORECASE,
)
_LOOK_BACK = 48
_GAP = r"[^\pL\d]{0,2}"
_STARTS_LIKE_AN_IBAN = rf"(?i:{_any_of(list(_IBAN_LENGTHS))}){_GAP}\d{_GAP}\d"
_COULD_BE_AN_IBAN = rf"{_STARTS_LIKE_AN_IBAN}(?:{_GAP}[A-Za-z]){{0,5}}{_GAP}\d(?:{_GAP}[A-Za-z\d]){{7}}"
"""Country, check digits, at most five letters of a bank and a digit, and more."""
_COULD_BE_ANOTHER = (
    # four groups of a card, a card in one piece
    r"\d{4}\D\d{4}\D\d{4}|3\d{3}\D\d{6}|\d{13}"
    r"|\d{3}\.\d{3}\.\d{3}-|\d{3}-\d{2}-\d{4}|\d\d[A-Za-z]\d\d[A-Za-z]\d{3}[A-Za-z]|[XYZ]-?\d{7}"
    r"|[12] ?\d\d ?\d\d ?\d[\dAB] ?\d{3} ?\d{3}"
    rf"|(?i:{_any_of(WORDS['national_id'])})\PL"
)


def could_hold_any(cells: Any) -> npt.NDArray[np.bool_]:
    """Prefilter by RE2: texts that could contain one of these numbers, because the exact search is slow.

    Parameters
    ----------
    cells
        Arrow array of texts; null for none.
    """
    # The whole pattern of an account number is too large for RE2's fast matcher: it is tried only where the beginning
    # matches.
    found = to_mask(pc.match_substring_regex(cells, f"{_STARTS_LIKE_AN_IBAN}|{_COULD_BE_ANOTHER}"))
    few = pc.match_substring_regex(cells.filter(pa.array(found)), f"{_COULD_BE_AN_IBAN}|{_COULD_BE_ANOTHER}")
    found[found] = to_mask(few)
    return found


def find_ibans(text: str) -> Iterator[Span]:
    """Spans of account numbers: of their country's length, with a valid remainder modulo 97."""
    for found in _IBAN_START.finditer(text):
        length = _IBAN_LENGTHS.get(found.group(1).upper(), 0)
        end = _end_of(text, found.start(), length) if length else None
        if end and iban.is_valid(text[found.start() : end], check_country=False):
            yield found.start(), end


def _end_of(text: str, start: int, length: int) -> int | None:
    """End of `length` letters and digits with at most two separators between any two; None if there are fewer."""
    count = gap = 0
    for place in range(start, min(len(text), start + 3 * length)):
        sign = text[place]
        if sign.isascii() and sign.isalnum():
            count, gap = count + 1, 0
            if count == length:
                return None if text[place + 1 : place + 2].isalnum() else place + 1
        elif sign in " .-" and gap < 2:
            gap += 1
        else:
            return None
    return None


def find_cards(text: str) -> Iterator[Span]:
    """Spans of card numbers: an issuer's first digits, and a valid Luhn check digit (ISO/IEC 7812)."""
    for pattern in (_CARD_GROUPS, _CARD):
        for found in pattern.finditer(text):
            if _is_card(found.group()):
                yield found.span()


def _is_card(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return bool(_ISSUERS.fullmatch(digits)) and bool(luhn.is_valid(digits))


def find_national_ids(text: str) -> Iterator[Span]:
    """Spans of national id numbers: by form and check digits, or by the word before them."""
    for pattern, is_valid in _WITH_CHECK_DIGITS:
        for found in pattern.finditer(text):
            if is_valid(found.group()):
                yield found.span()
    for found in _OF_A_PERSON.finditer(text):
        if _ANNOUNCING.search(text[max(0, found.start() - _LOOK_BACK) : found.start()]):
            yield found.span()
