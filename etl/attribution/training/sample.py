"""The training sample of a run: a bounded number of tickets, their claims, and a matrix of their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from etl.attribution.claims import Claims, Floats, Integers
from etl.attribution.matching.folded_chunk import Reading
from etl.attribution.matching.vocabulary import Vocabulary, learn_vocabulary
from etl.attribution.scoring.combine import add_up, damped
from etl.attribution.scoring.reliability import log_odds
from etl.attribution.signals import SIGNALS
from etl.attribution.training.classifier import meanings
from etl.attribution.training.copies import copies, worth_of
from etl.attribution.training.ruled_tickets import Ruled, ruled
from etl.model.chunks import StagedChunk
from etl.taxonomy import Taxonomy

MOST_TICKETS = 10_000


@dataclass(frozen=True, slots=True)
class Sample:
    """The training sample.

    Attributes
    ----------
    reading
        The tickets, folded, and the taxonomy.
    spoken
        Claims of each signal of `SIGNALS`, without their weights.
    vocabulary, matrix
        Units of the texts, and the texts by units.
    text
        Number of each ticket's text, the same for copies, shape (tickets,).
    worth
        Weight of each ticket, shape (tickets,): copies of a text together count once.
    meaning
        Meanings of the units, as `classifier.meanings` gives them.
    known
        The tickets that people ruled on.
    """

    reading: Reading
    spoken: tuple[Claims, ...]
    vocabulary: Vocabulary
    matrix: sp.csr_matrix
    text: Integers
    worth: Floats
    meaning: Floats
    known: Ruled

    @property
    def tickets(self) -> pd.DataFrame:
        """Staged tickets."""
        return self.reading.chunk.tickets

    @property
    def count_departments(self) -> int:
        """Number of departments in the taxonomy."""
        return len(self.reading.taxonomy.departments)

    def weighed(self, reliabilities: dict[str, Floats]) -> list[Claims]:
        """Claims of each signal, weighted by the reliability of each source."""
        count = self.count_departments
        return [damped(c.weighted(log_odds(reliabilities[c.signal], count)[c.source] * c.sign)) for c in self.spoken]

    def by_signal(self, reliabilities: dict[str, Floats]) -> Floats:
        """Log-odds that each signal gives each department, shape (tickets, departments, signals)."""
        rows, count = self.reading.count_rows, self.count_departments
        return stack([add_up([claims], rows, count) for claims in self.weighed(reliabilities)])


def stack(scores: Sequence[Floats]) -> Floats:
    """Stack scores of shape (tickets, departments) to shape (tickets, departments, signals)."""
    return np.stack(scores, axis=2)


def read_sample(chunk: StagedChunk, taxonomy: Taxonomy, rulings: pd.DataFrame | None, seed: int) -> Sample:
    """Read a sample of at most `MOST_TICKETS` tickets, the ruled ones among them.

    Parameters
    ----------
    chunk, taxonomy, rulings, seed
        As `etl.attribution.training.train.learn` takes them.
    """
    chunk = _bounded(chunk, ruled(chunk.tickets, rulings, taxonomy), seed)
    reading = Reading(chunk, taxonomy)
    vocabulary = learn_vocabulary(reading.for_model)
    matrix = vocabulary.matrix(reading.for_model)
    text = copies(matrix, vocabulary)
    return Sample(
        reading=reading,
        spoken=tuple(signal.claim(reading) for signal in SIGNALS),
        vocabulary=vocabulary,
        matrix=matrix,
        text=text,
        worth=worth_of(text),
        meaning=meanings(matrix[np.unique(text, return_index=True)[1]], seed),
        known=ruled(chunk.tickets, rulings, taxonomy),
    )


def _bounded(sample: StagedChunk, known: Ruled, seed: int) -> StagedChunk:
    """All ruled tickets, and others up to `MOST_TICKETS`: more would improve little and cost as much again."""
    count = len(sample.tickets)
    if count <= MOST_TICKETS:
        return sample
    others = np.setdiff1d(np.arange(count), known.row)
    drawn = np.random.default_rng(seed).permutation(others)[: max(MOST_TICKETS - len(known), 0)]
    return sample.select(sample.tickets.index[np.sort(np.concatenate([known.row, drawn]))])
