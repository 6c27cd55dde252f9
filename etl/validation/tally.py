"""Counts over a file's chunks, for the expectations on the whole file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields

import pandas as pd

from etl.model.chunks import StagedChunk

ENOUGH_FOR_SPREAD = 20
"""Tickets below which being created on one day, or in an unknown language, says nothing."""


@dataclass
class Tally:
    """Counts over the chunks so far.

    Attributes
    ----------
    count_read, count_rejected
        Input rows.
    count_tickets, count_with_text, count_with_team, count_with_requester, count_with_state
        Accepted tickets, and those of them that have it.
    count_understood
        Accepted tickets with a text whose language is known, or that are complaints by other signs.
    days
        Accepted tickets by local day of creation.
    """

    count_read: int = 0
    count_rejected: int = 0
    count_tickets: int = 0
    count_with_text: int = 0
    count_with_team: int = 0
    count_with_requester: int = 0
    count_with_state: int = 0
    count_understood: int = 0
    days: Counter[object] = field(default_factory=Counter)

    def add(self, accepted: StagedChunk, count_read: int, count_rejected: int) -> None:
        """Count a chunk."""
        tickets = accepted.tickets
        self.count_read += count_read
        self.count_rejected += count_rejected
        self.count_tickets += len(tickets)
        has_text = (accepted.problems["text_length"] > 0).to_numpy(dtype=bool, na_value=False)
        is_understood = (tickets["language"].notna() | (tickets["kind"] == "complaint")).to_numpy(dtype=bool)
        self.count_with_text += int(has_text.sum())
        self.count_understood += int((has_text & is_understood).sum())
        self.count_with_team += int(tickets["team"].notna().sum())
        self.count_with_requester += int(tickets["requester"].notna().sum())
        self.count_with_state += int(tickets["is_solved"].notna().sum())
        self.days.update(tickets["created_date"].value_counts().to_dict())

    def join(self, others: Tally) -> None:
        """Add the counts of later chunks."""
        for each in fields(self):
            if each.name != "days":
                setattr(self, each.name, getattr(self, each.name) + getattr(others, each.name))
        self.days.update(others.days)

    def frame(self) -> pd.DataFrame:
        """One row: the columns of the suite file.

        `share_on_busiest_day` is 0, and `share_understood` 1, below `ENOUGH_FOR_SPREAD` tickets.
        """
        busiest = max(self.days.values(), default=0)
        is_enough = self.count_tickets >= ENOUGH_FOR_SPREAD
        has_texts = self.count_with_text >= ENOUGH_FOR_SPREAD
        return pd.DataFrame(
            {
                "count_read": [self.count_read],
                "count_accepted": [self.count_read - self.count_rejected],
                "share_rejected": [self.count_rejected / self.count_read if self.count_read else 0.0],
                "share_on_busiest_day": [busiest / self.count_tickets if is_enough else 0.0],
                "count_with_text": [self.count_with_text],
                "share_understood": [self.count_understood / self.count_with_text if has_texts else 1.0],
                "count_with_team": [self.count_with_team],
                "count_with_requester": [self.count_with_requester],
                "count_with_state": [self.count_with_state],
            }
        )
