"""What carelessness, phones and mail programs do to a text."""

from __future__ import annotations

import random
import re

_SPACES = re.compile(r"[ ]{2,}")
_BEFORE_STOP = re.compile(r" +([.,?])")
_DOUBLE_STOP = re.compile(r"([.?!])\.(?!\.)")
_WORD_BEFORE = re.compile(r"\S+\Z")
# A stop at the end of a word; those inside addresses and amounts stay.
_STOP = re.compile(r"[.,](?=\s|\Z)")
_SPACE = re.compile(r"\s")
_AN = re.compile(r"\b([Aa]) (?=Orla|Ember|Otter|Oxbow)")
_NEIGHBOURS = {
    "a": "s", "e": "r", "i": "o", "o": "p", "t": "y", "n": "m", "r": "t",
    "s": "d", "l": "k", "d": "f", "u": "i", "c": "v", "m": "n",
}  # fmt: skip


def soil(subject: str, body: str, is_mail: bool, draw: random.Random) -> tuple[str, str]:
    """Subject and body as they arrive: mostly clean, some mistyped, without capitals, or with remains of HTML."""
    subject, body = tidy(subject), tidy(body)
    if draw.random() < 0.25:
        body = _mistype(body, 1 + int(draw.random() * 4), draw)
    care = draw.random()
    if care < 0.07:
        subject, body = subject.lower(), body.lower()
    elif care < 0.11:
        body = _STOP.sub("", body.lower())
    elif care < 0.13:
        subject, body = subject.upper(), _shout(body, draw)
    elif care < 0.17:
        body = body.replace(". ", "!! " if care < 0.15 else " ... ", 2)
    elif care < 0.19:
        body = body.replace("'", "").replace("’", "")
    if is_mail and draw.random() < 0.05:
        body = _as_html(body, draw)
    return subject, body


def tidy(text: str) -> str:
    """Mend what choosing words at random leaves: double blanks, a blank before a stop, "a Otter"."""
    text = _BEFORE_STOP.sub(r"\1", _SPACES.sub(" ", text))
    return _AN.sub(r"\1n ", _DOUBLE_STOP.sub(r"\1", text)).strip()


def _mistype(text: str, errors: int, draw: random.Random) -> str:
    for _ in range(errors):
        place = int(draw.random() * max(1, len(text) - 1))
        if not text[place : place + 1].islower() or _is_address(text, place):
            continue
        letter, after, kind = text[place], text[place + 1 : place + 2], draw.random()
        if kind < 0.35 and after.isalpha():
            typed = after + letter
        elif kind < 0.65:
            typed = after
        elif kind < 0.85:
            typed = letter * 2 + after
        else:
            typed = _NEIGHBOURS.get(letter, letter) + after
        text = text[:place] + typed + text[place + 2 :]
    return text


def _is_address(text: str, place: int) -> bool:
    """Whether the place lies in an address or a number: one letter off, and it could be a real person's."""
    word = _WORD_BEFORE.search(text, 0, place)
    start = word.start() if word else place
    end = _SPACE.search(text, place)
    return any(sign in "@/0123456789" for sign in text[start : end.start() if end else len(text)])


def _shout(text: str, draw: random.Random) -> str:
    if draw.random() < 0.4:
        return text.upper()
    first, stop, rest = text.partition(". ")
    return first.upper() + stop + rest


def _as_html(text: str, draw: random.Random) -> str:
    text = text.replace("&", "&amp;")
    kind = draw.random()
    if kind < 0.4:
        return text.replace("\n", "<br>\n")
    if kind < 0.75:
        return "<div>" + text.replace("\n", "</div><div>") + "</div>"
    return "<p>" + text.replace("\n", "</p>\n<p>").replace(". ", ".&nbsp; ", 2) + "</p>"
