"""Invented customers, and the personal data that they leave in their messages.

Nothing here can reach anyone: addresses end in example.com, example.org or example.net, telephone numbers come from
ranges kept for fiction or can't exist, card numbers are published test numbers, and no IBAN has the check digits 00.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import yaml

_DOMAINS = ("example.com", "example.org", "example.net")
CARDS = ("4111 1111 1111 1111", "4242424242424242", "5555 5555 5555 4444", "3782 822463 10005", "4012-8888-8888-1881")
IBANS = (
    "NL00 BANK 0123 4567 89", "DE00 1234 5678 0000 0000 00", "FR00 1234 5000 0100 0000 0000 000",
    "ES00 0000 0000 0000 0000 0000",
)  # fmt: skip
_COMPANIES = ("Ashdown Interiors", "Studio Wilgenpad", "Harbour View B&B", "Bureau Lindelaan", "De Otter kindercentrum")
_ASCII = str.maketrans("äöüéèêëïíìóòôúáàâñçß", "aoueeeeiiiooouaaancs")
_LISTS: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (Path(__file__).parent / "people.yaml").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Person:
    """A customer; everything follows from the number and the language."""

    number: int
    language: str
    first: str
    last: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"

    @property
    def email(self) -> str:
        """Address in a domain that is kept for examples."""
        plain = f"{self.first}.{self.last}".lower().translate(_ASCII).replace(" ", "")
        return f"{plain}{self.number % 97 or ''}@{_DOMAINS[self.number % 3]}"


def person(number: int, language: str) -> Person:
    """Customer of a number; the same number always gives the same customer."""
    mixed = (number * 2_654_435_761) & 0xFFFFFFFF
    firsts, lasts = _LISTS["first"][language], _LISTS["last"][language]
    return Person(number, language, firsts[mixed % len(firsts)], lasts[(mixed >> 10) % len(lasts)])


def phone(language: str, draw: random.Random) -> str:
    """A telephone number that nobody has."""
    form = _one("phones", language, draw)
    return form.format(f"{int(draw.random() * 1000):03d}", f"{int(draw.random() * 100):02d}")


def street(language: str, draw: random.Random) -> str:
    """Street and house number."""
    return f"{_one('streets', language, draw)} {1 + int(draw.random() * 180)}"


def city(language: str, draw: random.Random) -> str:
    """A town."""
    return _one("cities", language, draw)


def company(draw: random.Random) -> str:
    """A small firm."""
    return _COMPANIES[int(draw.random() * len(_COMPANIES))]


def _one(table: str, language: str, draw: random.Random) -> str:
    choices = _LISTS[table][language]
    return choices[int(draw.random() * len(choices))]
