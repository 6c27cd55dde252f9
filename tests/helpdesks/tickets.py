"""Generated tickets, the same for every helpdesk; each puts them into its own shape."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime

START = int(datetime(2026, 3, 2, 8, tzinfo=UTC).timestamp())
GROUPS = {91: "Support", 92: "Warehouse", 93: "Billing", 94: "Web shop"}
PEOPLE = {7: ("Ida Holm", "ida@staff.example"), 8: ("Ole Berg", "ole@staff.example")}
_CAUSES = (
    ("Parcel is late", "My parcel has not arrived. I am still waiting for it, and nobody tells me where it is.", 92),
    ("Charged twice", "I was charged twice for my order. Please pay one of them back, this is annoying.", 93),
    ("Page fails", "The page gives an error when I want to pay. I tried three times and it is broken.", 94),
    ("No answer", "I wrote a week ago and nobody answers. I am disappointed by your service.", 91),
    ("Question", "Could you please tell me which sizes you have of the blue coat?", 91),
)


@dataclass(frozen=True)
class Ticket:
    """A ticket; times are seconds of Unix time."""

    number: int
    subject: str
    text: str
    group: int
    agent: int
    customer: int
    created: int
    updated: int
    solved: int | None

    def changed(self, at: int) -> Ticket:
        """The ticket after a change: solved."""
        return replace(self, updated=at, solved=at)


def generated(count: int, seed: int = 1) -> dict[int, Ticket]:
    """Tickets by number, a few minutes apart; of some the last change has the same time."""
    chance = random.Random(seed)
    tickets = {}
    for number in range(1, count + 1):
        subject, text, group = chance.choice(_CAUSES)
        created = START + number * 300
        updated = created + 600 - created % 600 if number % 3 else created + chance.randrange(60, 90_000)
        solved = updated if number % 2 else None
        customer = chance.randrange(1_000, 1_000 + count)
        words = f"{text} It is about order {chance.randrange(10_000, 99_999)}."
        tickets[number] = Ticket(number, subject, words, group, 7 + number % 2, customer, created, updated, solved)
    return tickets


def name_of(customer: int) -> str:
    """A made-up customer's name."""
    return f"Customer {customer}"


def iso(seconds: int) -> str:
    """A time as most APIs write it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
