"""Tickets for the benchmark: generated, of a given length, with the columns of a Zendesk view export."""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path

HEADER = [
    "Id", "Requester", "Requester email", "Assignee", "Group", "Subject", "Description", "Tags", "Status", "Priority",
    "Via", "Created at", "Updated at", "Solved at", "Group stations", "Reopens", "Replies", "Satisfaction Score",
]  # fmt: skip
STARTS_IN = {
    "my order has not arrived": "Logistics", "the parcel is late": "Logistics", "you charged me twice": "Finance",
    "the refund is missing": "Finance", "i can't log in": "Webshop and IT",
    "the checkout shows an error": "Webshop and IT", "it came broken": "Warehouse",
    "the size is wrong": "Buying and Quality", "nobody answers the phone": "Customer Support",
    "how do i return this": None, "thank you for the quick help": None, "the courier left it outside": "Logistics",
}  # fmt: skip
"""What a ticket says, and the department of the retail taxonomy where that starts; None: it isn't a complaint."""
SAID = list(STARTS_IN)
TEAMS = ["Support", "Logistics", "Billing", "Webshop"]
MINUTES_BETWEEN, DAYS_AT_MOST = 5, 600
"""Arrivals are so far apart; more tickets come closer together, because a ticket from the future is refused."""


def write_tickets(path: Path, count: int, words: int, random: random.Random) -> None:
    """Write `count` tickets of about `words` words; a vocabulary of 20,000 words, the frequent ones first."""
    vocabulary = ["".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=random.randint(3, 10))) for _ in range(20_000)]
    weights = list(accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))
    start = datetime(2025, 1, 1)
    between = timedelta(minutes=min(MINUTES_BETWEEN, DAYS_AT_MOST * 24 * 60 / count))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(count):
            said = random.choice(SAID)
            filling = random.choices(vocabulary, cum_weights=weights, k=words - len(said.split()))
            middle = random.randint(0, len(filling))
            text = " ".join([*filling[:middle], said, *filling[middle:]])
            created = start + between * number
            solved = created + timedelta(minutes=random.randint(5, 5_000))
            person = random.randint(1, count // 3 + 1)
            writer.writerow(
                [
                    1000 + number,
                    f"Person {person}",
                    f"person{person}@example.com",
                    f"Agent {random.randint(1, 20)}",
                    random.choice(TEAMS),
                    said,
                    text,
                    "web",
                    "Solved",
                    "Normal",
                    random.choice(["Mail", "Chat", "Web"]),
                    f"{created:%Y-%m-%d %H:%M}",
                    f"{solved:%Y-%m-%d %H:%M}",
                    f"{solved:%Y-%m-%d %H:%M}",
                    random.randint(1, 3),
                    random.choice([0, 0, 0, 1]),
                    random.randint(1, 6),
                    random.choice(["Good", "Bad", ""]),
                ]
            )


def write_rulings(export: Path, path: Path, count: int, random: random.Random) -> None:
    """Write rulings on `count` random complaints of an export, as somebody would import them."""
    with export.open(encoding="utf-8", newline="") as file:
        complaints = [(row["Id"], STARTS_IN[row["Subject"]]) for row in csv.DictReader(file)]
    complaints = [(ticket, department) for ticket, department in complaints if department is not None]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["ticket_id", "department", "sample"])
        writer.writerows((*ruled, "random") for ruled in random.sample(complaints, count))
