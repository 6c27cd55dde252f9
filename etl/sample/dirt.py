"""What carelessness, phones and mail programs do to a text."""

from __future__ import annotations

import random
import re

_SPACES = re.compile(r"[ ]{2,}")
_BEFORE_STOP = re.compile(r" +([.,?])")
_DOUBLE_STOP = re.compile(r"([.?!])\.(?!\.)")
_AN = re.compile(r"\b([Aa]) (?=Orla|Ember|Otter|Oxbow)")
_NEIGHBOURS = {
    "a": "s", "e": "r", "i": "o", "o": "p", "t": "y", "n": "m", "r": "t", "s": "d", "l": "k", "d": "f", "u": "i", "c": "v", "m": "n",
}  # fmt: skip


def soil(subject: str, body: str, is_mail: bool, draw: random.Random) -> tuple[str, str]:
    """Subject and body as they arrive: mostly clean, some with typing errors, no capitals, no stops, or remains of HTML."""
    subject, body = tidy(subject), tidy(body)
    if draw.random() < 0.25:
        body = _mistype(body, 1 + int(draw.random() * 4), draw)
    care = draw.random()
    if care < 0.07:
        subject, body = subject.lower(), body.lower()
    elif care < 0.11:
        body = body.lower().replace(".", "").replace(",", "")
    elif care < 0.13:
        subject, body = subject.upper(), _shout(body, draw)
    elif care < 0.17:
        body = body.replace(".", "!!" if care < 0.15 else " ...", 2)
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
    letters = list(text)
    if len(letters) < 8:
        return text
    for _ in range(errors):
        place = int(draw.random() * (len(letters) - 1))
        if not (letters[place].isalpha() and letters[place].islower()):
            continue
        kind = draw.random()
        if kind < 0.35 and letters[place + 1].isalpha():
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        elif kind < 0.65:
            letters[place] = ""
        elif kind < 0.85:
            letters[place] *= 2
        else:
            letters[place] = _NEIGHBOURS.get(letters[place], letters[place])
        letters = list("".join(letters))
    return "".join(letters)


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
