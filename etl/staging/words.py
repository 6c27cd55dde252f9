"""Maps the sources' words for channel, status and satisfaction to canonical ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from etl.values.arrow import mapped
from etl.values.vocabulary import WORDS

SERVICENOW_STATES = {"1": False, "2": False, "3": False, "4": False, "5": False, "6": True, "7": True, "8": True}
"""Incident states of ServiceNow's table interface: 1 new ... 6 resolved, 7 closed, 8 cancelled."""

_GOOD_STARS = 4
_STARS = re.compile(r"([1-5])(?:[.,]0+)?(?: ?(?:/ ?5|stars?|sterren|sterne|etoiles|estrellas))?")


def plain(text: str) -> str:
    """Lower case without accents, with single spaces in place of other characters than letters and digits."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in letters if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", kept).strip()


def channels(text: pd.Series[Any]) -> pd.Series[Any]:
    """Channel of each cell: email, chat, phone, web, social, in_person, api or other; missing where the cell is."""
    return mapped(text, _channel)


def solved_states(status: pd.Series[Any], source_format: str) -> pd.Series[Any]:
    """Whether a status means solved (``boolean``); missing where the cell is missing or the word is unknown."""
    reader: Callable[[str], str | None] = lambda cell: _solved(cell, source_format)  # noqa: E731
    return mapped(status, reader).map({"yes": True, "no": False}).astype("boolean")


def satisfaction(text: pd.Series[Any]) -> pd.Series[Any]:
    """Satisfaction of each cell: good (4 or 5 stars), bad (1 to 3 stars), offered; missing where nothing was asked."""
    return mapped(text, _satisfaction)


def tags(text: pd.Series[Any]) -> pd.Series[Any]:
    """Tags joined by "; ", each once and in the order given.

    Separators are commas, semicolons and bars; without any, white space if every part looks like a tag (small letters,
    digits, `_`, `-`, `:`), as helpdesks write them.
    """
    return mapped(text, _tags)


def language_codes(text: pd.Series[Any]) -> pd.Series[Any]:
    """Declared languages as two letters ("nl-NL", "NL" -> "nl"); missing where the cell doesn't begin with a code."""
    return mapped(text, lambda cell: code.group(1).lower() if (code := _CODE.match(cell)) else None)


_CODE = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z]{2,4})?$")
_TAGS_BY_SPACE = re.compile(r"[a-z0-9_:\-/.]+(?:\s+[a-z0-9_:\-/.]+)*")


def _has_word(cell: str, words: Iterable[str]) -> bool:
    padded = f" {cell} "
    return any(f" {word} " in padded for word in words)


def _channel(cell: str) -> str:
    words = plain(cell)
    found = (str(channel) for channel, names in WORDS["channels"].items() if _has_word(words, names))
    return next(found, "other")


def _solved(cell: str, source_format: str) -> str | None:
    words = plain(cell)
    if source_format.startswith("servicenow") and cell.strip() in SERVICENOW_STATES:
        return "yes" if SERVICENOW_STATES[cell.strip()] else "no"
    # "Not resolved" and "waiting for closed order" are open: such words take precedence.
    if _has_word(words, WORDS["open"]):
        return "no"
    return "yes" if _has_word(words, WORDS["solved"]) else None


def _satisfaction(cell: str) -> str | None:
    words = plain(cell)
    stars = _STARS.fullmatch(words.replace(" 5", "/5") if "/" in cell else cell.strip().casefold())
    if stars:
        return "good" if int(stars.group(1)) >= _GOOD_STARS else "bad"
    if words in WORDS["good"]:
        return "good"
    if words in WORDS["bad"]:
        return "bad"
    return "offered" if words in ("offered", "sent", "requested", "asked") else None


def _tags(cell: str) -> str | None:
    if re.search(r"[,;|]", cell):
        parts = re.split(r"\s*[,;|]\s*", cell)
    elif _TAGS_BY_SPACE.fullmatch(cell.strip()):
        parts = cell.split()
    else:
        parts = [cell]
    return "; ".join(dict.fromkeys(part.strip() for part in parts if part.strip())) or None
