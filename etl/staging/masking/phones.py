"""Finds phone numbers in running text, as opposed to order numbers, dates and amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.values.vocabulary import WORDS

_NUMBER = r"(?:\+ ?|\()?\d(?:[ ().\-/]{0,3}\d){6,18}(?![\w%])(?![.,:]\d)"
_CANDIDATE = re.compile(r"(?<![\w#=&@/])(?<!\d[.,\-])" + _NUMBER)
_SECOND = re.compile(r" ?/ ?(" + _NUMBER + ")")
"""A number after the slash behind another."""
_DATE = re.compile(r"(?:\d{1,2}([-/.])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}([-/.])\d{1,2}\2\d{1,2})(?![-/.]?\d)")
_PHONE_WORDS = frozenset(WORDS["phone"])
_OTHER_WORDS = tuple(WORDS["other_number"])
_FILLERS = frozenset(WORDS["number_fillers"])
_WORD = re.compile(r"\w+")
_AMERICAN = re.compile(
    r"(?:1[ .\-])?(?:\(?[2-9]\d{2}\)?(?:[.\-]|\) ?| )[2-9]\d{2}[ .\-]\d{4}|\([2-9]\d{2}\) ?\d{3}[ .\-]\d{4}"
    r"|[2-9]\d{2}([.\-])\d{3}\1\d{4})"
)
"""US numbers in parentheses or with one separator, including unassigned ones: people invent them."""
_NINE_DIGITS = re.compile(r"[6-9]\d{2}([ \-])\d{3}\1\d{3}|[6-9]\d{2}(?: \d{2}){3}|[289]\d \d{3} \d{2} \d{2}")
_BRAZILIAN = re.compile(r"\(\d{2}\) ?9?\d{4}[\- ]\d{4}|[1-9]\d 9\d{4}-\d{4}")
_CURRENCY_BEFORE = re.compile(r"(?:[€$£¥]|eur|usd|gbp|chf)\s*$", re.IGNORECASE)
_CURRENCY_AFTER = re.compile(r"\s*(?:[€$£¥]|eur\b|usd\b|gbp\b|chf\b|euros?\b)", re.IGNORECASE)
_LOOK_BACK = 30
_SHORTEST_OF_TWO = 9


def find_phones(text: str) -> Iterator[tuple[int, int]]:
    """Spans of phone numbers in a text with plain blanks and dashes."""
    at = 0
    while found := _CANDIDATE.search(text, at):
        first, at = found.start(), found.end()
        before = text[max(0, first - _LOOK_BACK) : first]
        start, length = _phone_at(text, first, _end_of_first(text, first, at), before)
        while length:
            at = start + length
            yield start, at
            second = _SECOND.match(text, at)
            start, length = _phone_at(text, *second.span(1), before) if second else (0, 0)


def _end_of_first(text: str, start: int, end: int) -> int:
    """End of the first of two numbers separated by a slash, unless it is a date's; else the given end."""
    slash = text.find("/", start, end + 1)
    second = _SECOND.match(text, slash) if slash > 0 else None
    numbers = (text[start:slash], second.group() if second else "")
    return slash if min(sum(map(str.isdigit, number)) for number in numbers) >= _SHORTEST_OF_TWO else end


def _phone_at(text: str, start: int, end: int, before: str) -> tuple[int, int]:
    skipped, length = _phone_in(text[start:end].rstrip(), before, text[end : end + 8])
    return start + skipped, length


def _phone_in(candidate: str, before: str, after: str) -> tuple[int, int]:
    """Start and length of the phone number in a run of digits and separators; length 0 if there isn't one."""
    if _CURRENCY_BEFORE.search(before) or _CURRENCY_AFTER.match(after):
        return 0, 0
    start, rest = 0, candidate
    first = re.match(r"\S+\s+", rest)
    # "4501234567 0612345678": the first number is skipped, and the second examined alone.
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
    return any(shape.fullmatch(text) for shape in (_AMERICAN, _NINE_DIGITS, _BRAZILIAN))


def _announced(before: str) -> bool | None:
    """Whether the words before a number say that it is a phone number; None if they don't tell."""
    for word in reversed(_WORD.findall(before.casefold())):
        if word in _PHONE_WORDS:
            return True
        if word not in _FILLERS:
            return False if word.startswith(_OTHER_WORDS) else None
    return None
