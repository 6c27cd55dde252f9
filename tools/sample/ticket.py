"""One ticket, before it has words and a way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import pandas as pd

from tools.sample.world import LANGUAGES, VIA

LIKE_COMPLAINT = ("complaint", "merged", "duplicate")
"""Kinds that are complaints; a merged or duplicate ticket is one that came twice."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What is drawn for one ticket.

    Attributes
    ----------
    kind
        A key of `tickets.KINDS`.
    cause, second
        Numbers in `world.CAUSES`, -1 for none; `share` is the first one's part.
    clue
        Number in `tickets.CLUES`: how much the text gives away.
    parent
        Row of the ticket that this one follows or repeats, -1 for none.
    created
        Minute of `clock`.
    order_day, promised, delivered, refund_requested, refunded
        Day numbers of `clock`; `facts.NONE` for an empty cell.
    """

    id: int
    kind: str
    cause: int
    second: int
    share: float
    clue: int
    parent: int
    created: int
    via: int
    language: int
    group: int
    article: int
    customer: int
    order_day: int
    order_serial: int
    amount: float
    is_linked: bool
    promised: int
    delivered: int
    refund_requested: int
    refunded: int

    @property
    def is_complaint(self) -> bool:
        """A complaint, also one that came twice."""
        return self.kind in LIKE_COMPLAINT

    @property
    def tongue(self) -> str:
        """Language as ISO 639-1."""
        return LANGUAGES[self.language]

    @property
    def channel(self) -> str:
        """Channel as the export names it."""
        return VIA[self.via]

    @property
    def is_spoken(self) -> bool:
        """By telephone or chat: somebody answers at once."""
        return self.channel == "Chat" or self.channel.startswith("Phone")

    @property
    def order(self) -> str:
        """Order number."""
        return f"HW{100 + self.order_day % 900:03d}{self.order_serial:04d}"


def tickets_of(drawn: pd.DataFrame) -> Iterator[Ticket]:
    """The rows of a frame with the columns of `Ticket`, one by one."""
    columns = [drawn[field.name].tolist() for field in fields(Ticket)]
    return (Ticket(*row) for row in zip(*columns, strict=True))
