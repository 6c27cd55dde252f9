"""Phone numbers in running text, told from order numbers, dates and amounts."""

from __future__ import annotations

import re

from etl.staging.vocabulary import WORDS

_CANDIDATE = re.compile(
    r"(?<![\w#=&@/])(?<!\d[.,\-])(?:\+ ?|\()?\d(?:[ ().\-/\u00a0]{0,3}\d){6,18}(?![\w%])(?![.,:]\d)"
)
_DATE = re.compile(r"(?:\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}([-/.])\d{1,2}\2\d{1,2})(?![-/.]?\d)")
_PHONE_WORDS = frozenset(WORDS["phone"])
_OTHER_WORDS = tuple(WORDS["other_number"])
_FILLERS = frozenset(WORDS["number_fillers"])
_WORD = re.compile(r"\w+")
_AMERICAN = re.compile(
    r"(?:1[ .\-])?(?:\(?[2-9]\d{2}\)?(?:[.\-]|\) ?| )[2-9]\d{2}[ .\-]\d{4}|\([2-9]\d{2}\) ?\d{3}[ .\-]\d{4}"
    r"|[2-9]\d{2}([.\-])\d{3}\1\d{4})"
)
"""In parentheses, or with one mark throughout, also numbers that no exchange gives out: people invent them."""
_NINE_DIGITS = re.compile(r"[6-9]\d{2}([ \-])\d{3}\1\d{3}|[6-9]\d{2}(?: \d{2}){3}")
_CURRENCY_BEFORE = re.compile(r"(?:[€$£¥]|eur|usd|gbp|chf)\s*$", re.IGNORECASE)
_CURRENCY_AFTER = re.compile(r"\s*(?:[€$£¥]|eur\b|usd\b|gbp\b|chf\b|euros?\b)", re.IGNORECASE)
_LOOK_BACK = 30


def mask_phones(text: str) -> str:
    """One text with its phone numbers replaced by [phone]."""
    pieces, end = [], 0
    for found in _CANDIDATE.finditer(text):
        before = text[max(0, found.start() - _LOOK_BACK) : found.start()]
        after = text[found.end() : found.end() + 8]
        start, length = _phone_in(found.group(), before, after)
        if length:
            pieces.append(text[end : found.start() + start] + "[phone]")
            end = found.start() + start + length
    return "".join(pieces) + text[end:] if pieces else text


def _phone_in(candidate: str, before: str, after: str) -> tuple[int, int]:
    """Start and length of the phone number in a run of digits and separators; length 0 where there is none."""
    if _CURRENCY_BEFORE.search(before) or _CURRENCY_AFTER.match(after):
        return 0, 0
    start, rest = 0, candidate
    first = re.match(r"\S+\s+", rest)
    # "4501234567 0612345678": the first number stands alone, the second is looked at without it.
    if first and (_DATE.match(rest) or len(re.sub(r"\D", "", first.group())) >= 8) and not _is_phone(rest, before):
        start, rest, before = first.end(), rest[first.end() :], before + first.group()
    while rest:
        if _is_phone(rest, before):
            return start, len(rest)
        shorter = re.sub(r"\s+\S+$", "", rest)
        if shorter == rest:
            break
        rest = shorter
    return 0, 0


def _is_phone(text: str, before: str) -> bool:
    digits = re.sub(r"\D", "", text)
    count = len(digits)
    if count < 7 or count > 15 or _DATE.match(text):
        return False
    if text.startswith("+"):
        return count >= 8
    announced = _announced(before)
    if announced is not None:
        return announced
    if digits.startswith("00"):
        return count >= 10 and digits[2] != "0"
    if digits.startswith("0"):
        return digits[1] != "0" and 9 <= count <= (11 if text.isdigit() else 12)
    return bool(_AMERICAN.fullmatch(text) or _NINE_DIGITS.fullmatch(text))


def _announced(before: str) -> bool | None:
    """Whether the words before a number call it a phone number; None where they say nothing."""
    for word in reversed(_WORD.findall(before.casefold())):
        if word in _PHONE_WORDS:
            return True
        if word not in _FILLERS:
            return False if word.startswith(_OTHER_WORDS) else None
    return None
