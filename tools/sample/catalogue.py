"""What Hazelwick sells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tools.sample.world import LANGUAGES


@dataclass(frozen=True)
class Article:
    """One article: its full name and its plain noun, by language."""

    names: dict[str, str]
    nouns: dict[str, str]


@dataclass(frozen=True)
class Group:
    """One product group.

    Attributes
    ----------
    share
        Part of the orders, 0 to 1.
    peak_month
        Month with most orders, 0 for none.
    price
        Lowest and highest order total, euro.
    """

    name: str
    share: float
    peak_month: int
    price: tuple[float, float]
    articles: tuple[Article, ...]


@cache
def groups() -> tuple[Group, ...]:
    """The product groups, in the order of the file."""
    data = yaml.safe_load((Path(__file__).parent / "products.yaml").read_text(encoding="utf-8"))
    return tuple(
        Group(name, d["share"], d["peak_month"], (d["price"][0], d["price"][1]), tuple(map(_article, d["articles"])))
        for name, d in data.items()
    )


def _article(row: list[str]) -> Article:
    model, nouns = row[0], dict(zip(LANGUAGES, row[1:], strict=True))
    # In English and German the noun follows the model; the Romance languages put it first, Dutch does either.
    names = {k: f"{noun} {model}" if k in ("fr", "es", "nl") else f"{model} {noun}" for k, noun in nouns.items()}
    return Article(names, nouns)
