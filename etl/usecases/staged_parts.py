"""What staging and validation make of a piece of an export: a pure function, for any process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import pandas as pd

from etl.model.chunks import RawChunk
from etl.staging import StagingContext, stage, without_people
from etl.store import incoming
from etl.store.parts import Part, Shelf, as_part
from etl.system.worker import Answer, Executor, unpack
from etl.validation import Counts
from etl.validation.judges import Judged, ask, judge
from etl.validation.split import split

_JUDGED_TOGETHER = 2
"""Chunks in a piece: four fifths of the time of a judgement don't depend on the number of rows."""


@dataclass(frozen=True)
class Piece:
    """Chunks that are worked on together.

    Attributes
    ----------
    number
        0, 1, 2 ... in the order of the file.
    """

    number: int
    raws: Sequence[RawChunk]


@dataclass(frozen=True)
class Shared:
    """What the work on every piece of a file needs.

    Attributes
    ----------
    latest
        Latest time that isn't in the future, UTC.
    kind
        What a row of the file is, "tickets" or "events".
    """

    context: StagingContext
    latest: datetime
    kind: str
    shelf: Shelf


@dataclass(frozen=True)
class StagedPart:
    """What a piece became.

    Attributes
    ----------
    tickets, events
        Rows of `etl.store.incoming.rows` and of `etl.store.incoming.events`.
    rejects
        Columns of the table rejects without load_id and file; lines as in the chunk, people left out.
    counts
        What validation found.
    count_read
        Input rows.
    """

    tickets: Part
    events: Part
    rejects: pd.DataFrame
    counts: Counts
    count_read: int


def pieces_of(chunks: Iterable[RawChunk]) -> Iterator[Piece]:
    """Chunks gathered into numbered pieces."""
    chunks, number = iter(chunks), 0
    while raws := list(islice(chunks, _JUDGED_TOGETHER)):
        yield Piece(number, raws)
        number += 1


def staged_part(piece: Piece, packed: bytes) -> StagedPart:
    """Stage and judge a piece.

    Parameters
    ----------
    packed
        `Shared`, packed.
    """
    (shared,) = unpack(packed)
    return _part(piece, judge([stage(raw, shared.context) for raw in piece.raws], shared.latest), shared)


class StagedHere:
    """A piece that is staged in this process and judged in a worker, so that only workers load Great Expectations."""

    def __init__(self, piece: Piece, shared: Shared, executor: Executor) -> None:
        self._piece, self._shared = piece, shared
        self._staged = [stage(raw, shared.context) for raw in piece.raws]
        self._answer: Answer = ask(executor, self._staged, shared.latest)

    def done(self) -> bool:
        """Whether it has been judged."""
        return self._answer.done()

    def result(self) -> StagedPart:
        """The same as `staged_part` makes."""
        answers = self._answer.result()
        judged = [Judged(staged, *answer) for staged, answer in zip(self._staged, answers, strict=True)]
        return _part(self._piece, judged, self._shared)


def _part(piece: Piece, judged: Sequence[Judged], shared: Shared) -> StagedPart:
    counts, tickets, events, rejects = Counts(), [], [], []
    for raw, one in zip(piece.raws, judged, strict=True):
        validated, found = split(raw, one, shared.kind)
        counts.add(found)
        accepted = validated.accepted
        behind = 1 if raw.row_counts is None else raw.row_counts.loc[accepted.tickets.index]
        tickets.append(as_part(incoming.rows, accepted.tickets.assign(count_rows=behind)))
        events.append(as_part(incoming.events, accepted.events))
        rejects.append(validated.rejects)
    told = pd.concat([each for each in rejects if len(each)] or rejects[:1], ignore_index=True)
    return StagedPart(
        shared.shelf.keep(f"tickets-{piece.number:06d}", tickets),
        shared.shelf.keep(f"events-{piece.number:06d}", events),
        without_people(told, shared.context.people),
        counts,
        sum(raw.count_read for raw in piece.raws),
    )
