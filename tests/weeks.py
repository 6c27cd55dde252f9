"""Made-up weeks: complaints drawn at random, so that nothing in them changes but what is planted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import numpy as np

from tests.store_rows import Row, laid, run, ticket

FIRST = date(2026, 3, 2)
"""A Monday."""
RATES = {("Logistics", "Late"): 12.0, ("Logistics", "Broken"): 7.0, ("Finance", "Refund"): 9.0}
"""Complaints a week."""
WORDS = [
    "parcel",
    "courier",
    "street",
    "depot",
    "label",
    "window",
    "morning",
    "evening",
    "driver",
    "van",
    "box",
    "tape",
    "door",
    "bell",
    "neighbour",
    "basket",
    "order",
    "webshop",
    "account",
    "invoice",
    "refund",
    "amount",
    "bank",
    "receipt",
    "giftcard",
    "voucher",
    "discount",
    "price",
    "shirt",
    "lamp",
    "chair",
    "table",
    "shelf",
    "mattress",
    "kettle",
    "phone",
    "cable",
    "charger",
    "screen",
    "battery",
    "warranty",
    "manual",
    "screw",
    "hinge",
    "colour",
    "size",
    "fabric",
    "stain",
    "crack",
]


@dataclass(frozen=True)
class Planted:
    """What a week has beside the ordinary.

    Attributes
    ----------
    complaints
        More of them, by department and issue.
    word
        Written in so many complaints of a department, each by somebody else unless `by_one`.
    """

    complaints: Mapping[tuple[str, str], int] = field(default_factory=dict)
    word: tuple[str, str, int] | None = None
    by_one: bool = False


ORDINARY = Planted()


def weeks(count: int, planted: Mapping[int, Planted], seed: int = 7) -> dict[str, list[Row]]:
    """Rows of a store by table: so many whole weeks from `FIRST`, numbered from 0."""
    rng = np.random.default_rng(seed)
    rows: dict[str, list[Row]] = {"tickets": [], "attributions": [], "runs": [run()]}
    for week in range(count):
        extra = planted.get(week, ORDINARY)
        for (department, issue), rate in RATES.items():
            number = int(rng.poisson(rate)) + extra.complaints.get((department, issue), 0)
            for place in range(number):
                _add(rows, rng, week, (department, issue), _word(extra, (department, issue), place), extra.by_one)
    return rows


def monday(week: int) -> date:
    """First day of a week."""
    return FIRST + timedelta(days=7 * week)


def _word(extra: Planted, cause: tuple[str, str], place: int) -> str:
    if extra.word is None or extra.word[0] != cause[0] or cause[1] == "Broken" or place >= extra.word[2]:
        return ""
    return extra.word[1]


def _add(
    rows: dict[str, list[Row]], rng: np.random.Generator, week: int, cause: tuple[str, str], word: str, by_one: bool
) -> None:
    name = str(len(rows["tickets"]))
    at = datetime.combine(monday(week) + timedelta(days=int(rng.integers(7))), time(int(rng.integers(8, 20))))
    said = " ".join([*rng.choice(WORDS, size=8, replace=False), word]).strip()
    who = "one" if by_one and word else f"somebody {name}"
    rows["tickets"].append(ticket(name, at, subject=None, body=f"The {said}.", language="en", requester=who))
    rows["attributions"].append(laid(name, cause[0], issue=cause[1]))
