"""The frames that pass from one step to the next; all share one index, the input line.

Each step is a pure function of the chunk and of what was learnt before, so chunks can be worked on in any
order and in any process.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from etl import model


@dataclass(frozen=True)
class RawChunk:
    """Rows of an export as they were read.

    Attributes
    ----------
    frame
        One row per input row; every column text (pandas ``str``), named as in the header, a repeated name
        suffixed " #2", " #3". Empty cells are missing values. The index is the line of the file at which
        the row starts.
    malformed
        Rows that don't fit the header: columns line, raw, expectation, reason (the table rejects without load_id).
    events
        Changes that the export carries beside its rows (audits): columns of the table events without source,
        people still in clear. None where it has none.
    row_counts
        Input rows behind each row of `frame` (more than 1 where an event log was folded); index as `frame`.
    raw_lines
        One row per input row behind a folded row of `frame`: columns index (line of the folded row), line, raw.
        None where each row stands for itself.
    """

    frame: pd.DataFrame
    malformed: pd.DataFrame = field(default_factory=lambda: empty_rejects())
    events: pd.DataFrame | None = None
    row_counts: pd.Series[int] | None = None
    raw_lines: pd.DataFrame | None = None

    @property
    def count_read(self) -> int:
        """Input rows in this chunk."""
        behind = len(self.frame) if self.row_counts is None else int(self.row_counts.sum())
        return behind + len(self.malformed)


@dataclass(frozen=True)
class StagedChunk:
    """Rows in canonical form.

    Attributes
    ----------
    tickets
        Columns of the table tickets without load_id and run_id.
    fields
        The export's own columns as read (text), for declared reasons and facts; same index.
    events
        Columns of the table events; people are pseudonyms.
    problems
        One row per ticket, same index: what staging noticed and an expectation asks about (text and boolean
        columns such as created_at_text, is_shifted, is_id_damaged).
    habits
        For each ticket, `FileHabits` of the file that it came from; None where nothing is known of them.
    """

    tickets: pd.DataFrame
    fields: pd.DataFrame
    events: pd.DataFrame
    problems: pd.DataFrame
    habits: pd.Series[Any] | None = None

    def select(self, keep: pd.Index) -> StagedChunk:
        """Only the rows whose index is in `keep`."""
        tickets = self.tickets.loc[keep]
        events = self.events
        if len(events):
            events = events[events["ticket_id"].isin(tickets["ticket_id"])]
        habits = None if self.habits is None else self.habits.loc[keep]
        return StagedChunk(tickets, self.fields.loc[keep], events, self.problems.loc[keep], habits)


@dataclass(frozen=True)
class Attributed:
    """Origin of each ticket of a chunk.

    Attributes
    ----------
    attributions
        Columns of the table attributions without run_id; the shares of one ticket sum to 1.
    evidence
        Columns of the table evidence without run_id.
    outcomes
        Columns of the table outcomes without run_id; the probabilities of one ticket sum to 1.
    """

    attributions: pd.DataFrame
    evidence: pd.DataFrame
    outcomes: pd.DataFrame


def empty_rejects() -> pd.DataFrame:
    """Frame of no rows with the columns of the table rejects, without load_id."""
    return model.empty_frame(model.rejects, without=("load_id", "file"))
