"""Reads from a column's name what it holds, word by word in seven languages.

A name is split into words ("FechaCierre", "Datum afgehandeld", "fields.status.name", "Zuweisungsgruppe"), and each word
has meanings (`column_words.yaml`). A column may hold a field if its name has a word for it and no word for anything
else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from etl.sources.names import without_kind
from etl.text.folding import fold
from etl.values.yaml_loader import LOADER

_FILE = Path(__file__).parent / "column_words.yaml"
CUSTOM_FIELD = re.compile(
    r"(?:custom fields?|benutzerdefinierte[sr]? feld(?:er)?|champs? personnalisés?|(?:aangepaste?|eigen) veld(?:en)?|"
    r"campos? (?:personalizados?|customizados?)|camp[oi] personalizzat[oi])\s*\((.+)\)",
    re.IGNORECASE,
)
"""Jira's prefix for custom fields, in the languages of its interface."""
_NOT_TO_BE_CHANGED = re.compile(r"^\(do not modify\) ", re.IGNORECASE)
"""Prefix of the hidden columns in worksheets from Dynamics."""
_NUMBER_SIGN = re.compile(r"№|\bn[°º]|\bn[ro]\.(?!\w)|#", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][a-zà-ÿ])")
_LINKS = ("", "s", "n", "en", "es", "e")
"""Linking letters between the parts of German and Dutch compounds."""
_ENDINGS = tuple(
    (ending, tuple(others.split("|")))
    for ending, others in (
        ("as", "o|a|"), ("os", "o|a|"), ("es", "|e"), ("is", "e"), ("i", "o|e"), ("e", "|a"), ("a", "o|"), ("o", "a"),
        ("s", ""), ("er", ""), ("en", "|e"), ("em", ""), ("n", ""),
    )
)  # fmt: skip
"""Inflected endings in the seven languages, and the endings that the listed form may have instead."""
_SHORTEST_STEM = 4
_SHORTEST_PART = 3
_LONGEST_WORD = 40
_UNKNOWN_WORD, _EACH_WORD, _DROPPED_PART = 0.3, 0.01, 0.05
_NEUTRAL = frozenset({"ticket", "filler", "body", "channel", "first", "product", "customer", "time"})
"""Meanings of a path's part that may be skipped to judge the rest: source.body, fields.created."""


def _words() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for meaning, words in yaml.load(_FILE.read_text(encoding="utf-8"), LOADER).items():
        for word in words:
            found.setdefault(str(word), set()).add(meaning)
    return {word: frozenset(meanings) for word, meanings in found.items()}


MEANINGS: Mapping[str, frozenset[str]] = _words()
"""Word, lower case without accents -> its meanings."""


@dataclass(frozen=True)
class Naming:
    """How columns of a field are named.

    Attributes
    ----------
    cores
        Sets of meanings, each with the score of a name that has a word for all of them; the first match counts.
    beside
        Meanings that the name's other words may have.
    """

    cores: tuple[tuple[float, frozenset[str]], ...]
    beside: frozenset[str]


def _naming(*cores: tuple[float, str], beside: str = "") -> Naming:
    return Naming(
        tuple((score, frozenset(words.split())) for score, words in cores),
        frozenset(("filler", "ticket", *beside.split())),
    )


NAMINGS: Mapping[str, Naming] = {
    "ticket_id": _naming((0.95, "ticket number"), (0.78, "number"), (0.6, "ticket")),
    "created_at": _naming((0.95, "created"), (0.8, "ticket time"), (0.7, "time"), beside="created time"),
    "solved_at": _naming((0.95, "solved"), beside="solved time last first"),
    "updated_at": _naming((0.95, "updated"), beside="updated time last"),
    "subject": _naming((0.95, "subject"), (0.9, "short body"), (0.85, "ticket name"), beside="subject short name body"),
    "body": _naming((0.95, "body"), (0.6, "customer ticket"), (0.55, "ticket"), beside="body customer first"),
    "status": _naming((0.95, "status"), beside="status name assigned last reason"),
    "priority": _naming((0.95, "priority"), beside="priority name"),
    "channel": _naming((0.95, "channel"), beside="channel name customer created reason first"),
    "team": _naming(
        (0.95, "team"), (0.95, "service assigned"), (0.52, "service"), beside="team assigned agent name by"
    ),
    "agent": _naming(
        (0.95, "agent"),
        (0.9, "assigned"),
        (0.8, "assigned by"),
        (0.7, "solved by"),
        beside="by agent assigned name email number customer body",
    ),
    "requester": _naming(
        (0.95, "customer"),
        (0.7, "email"),
        (0.7, "created by"),
        (0.6, "whole name"),
        beside="customer name email number body",
    ),
    "order_ref": _naming((0.95, "order number"), (0.8, "order"), beside="order number name customer"),
    "product": _naming((0.9, "product"), beside="product name reason"),
    "tags": _naming((0.95, "tags"), beside="tags"),
    "reason": _naming((0.9, "reason"), beside="reason customer name first"),
    "satisfaction": _naming((0.95, "satisfaction"), beside="satisfaction customer"),
    "language": _naming((0.95, "language"), beside="customer number"),
    "replies": _naming((0.9, "replies"), beside="replies agent other unit number"),
    "reopens": _naming((0.9, "reopens"), beside="reopens other unit number"),
    "handle_minutes": _naming((0.9, "spent"), beside="spent duration unit time agent"),
    "goodwill_amount": _naming((0.9, "goodwill"), beside="goodwill sum customer other"),
}
"""By field of `etl.model.fields.FIELDS`; fields not listed are recognised by whole names only."""


@cache
def parts_of(column: str) -> tuple[tuple[str, ...], ...]:
    """Words of a column's name, lower case without accents, one tuple for each part of a dotted path."""
    name = unicodedata.normalize("NFC", without_kind(column).strip())
    found = CUSTOM_FIELD.fullmatch(name)
    name = _NOT_TO_BE_CHANGED.sub("", found.group(1) if found else name)
    segments = name.split(".") if re.fullmatch(r"\w+(?:\.\w+)+", name) else [name]
    return tuple(words for segment in segments if (words := _words_of(segment)))


def name_score(field: str, column: str) -> float:
    """How well the name of a column fits a field: 0 for not at all, at most 1."""
    naming, parts = NAMINGS.get(field), parts_of(column)
    if naming is None or not parts:
        return 0.0
    scores = []
    for start in range(len(parts)):
        passed = (MEANINGS.get(word, frozenset()) for part in parts[:start] for word in part)
        if all(meanings & _NEUTRAL for meanings in passed):
            words = tuple(word for part in parts[start:] for word in part)
            scores.append(_score(naming, words) - _DROPPED_PART * start)
    return max(0.0, *scores)


def readings_of(column: str) -> list[tuple[str, frozenset[str]]]:
    """Words of a column's name, each with its possible meanings; an empty set for an unknown word."""
    return [(word, MEANINGS.get(word, frozenset())) for part in parts_of(column) for word in part]


def meanings_of(column: str) -> frozenset[str]:
    """All meanings of the words of a column's name."""
    return frozenset().union(*(meanings for _, meanings in readings_of(column)))


def _score(naming: Naming, words: tuple[str, ...]) -> float:
    meanings = [MEANINGS.get(word, frozenset()) for word in words]
    for score, core in naming.cores:
        allowed = core | naming.beside
        if all(any(wanted in each for each in meanings) for wanted in core):
            if any(each and not each & allowed for each in meanings):
                continue
            count_unknown = sum(not each for each in meanings)
            return max(0.0, score - _UNKNOWN_WORD * count_unknown - _EACH_WORD * (len(words) - 1))
    return 0.0


def _words_of(text: str) -> tuple[str, ...]:
    parted = _CAMEL.sub(" ", _NUMBER_SIGN.sub(" hashsign ", text).replace("_", " "))
    words = ["#" if word == "hashsign" else word for word in fold(parted).split()]
    return tuple(part for word in words for part in _unpacked(word))


def _unpacked(word: str) -> tuple[str, ...]:
    """Parts of a compound if all are known, else the word in a known form, else the word itself."""
    if word in MEANINGS or len(word) > _LONGEST_WORD:
        return (word,)
    return _compound(word) or (_known_form(word) or word,)


@cache
def _known_form(word: str) -> str:
    """Known form of an inflected or numbered word (zuständiges, asignadas, category2); empty if there is none."""
    for ending, others in _ENDINGS:
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= _SHORTEST_STEM:
            known = next((form for other in others if (form := bare + other) in MEANINGS), "")
            if known:
                return known
    bare = word.rstrip("0123456789")
    return bare if bare != word and bare in MEANINGS else ""


@cache
def _compound(word: str) -> tuple[str, ...]:
    for at in range(len(word) - 2, _SHORTEST_PART - 1, -1):
        head, rest = word[:at], word[at:]
        known = next((head.removesuffix(link) for link in _LINKS if _is_known(head, link)), None)
        if known is None:
            continue
        tail = (rest,) if rest in MEANINGS else _compound(rest)
        if tail:
            return (known, *tail)
    return ()


def _is_known(head: str, link: str) -> bool:
    bare = head.removesuffix(link)
    return head.endswith(link) and len(bare) >= _SHORTEST_PART and bare in MEANINGS
