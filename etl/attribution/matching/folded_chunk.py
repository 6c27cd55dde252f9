"""A chunk as the signals read it: the customer's own words, folded once for all signals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from etl.attribution.claims import Classes, Integers
from etl.attribution.matching.vocabulary import as_unit
from etl.model.chunks import StagedChunk
from etl.taxonomy import Taxonomy
from etl.text.comparable import MAX_CHARACTERS, fold, fold_all, in_pairs
from etl.text.own_words import own_words_all
from etl.text.wrapping import without_wrapping
from etl.values.reasons import parts_of

_LONG_SUBJECT = 8
"""Words from which a subject is taken to be written by hand: it won't occur again."""
_DECLARED = ("reason", "product", "tags")
"""Fields whose values people pick."""


@dataclass(frozen=True)
class Reading:
    """A chunk, the taxonomy, and the folded texts."""

    chunk: StagedChunk
    taxonomy: Taxonomy

    @cached_property
    def classes(self) -> Classes:
        """Departments and issues by number."""
        return Classes.of(self.taxonomy)

    @cached_property
    def subjects(self) -> list[str]:
        """Folded subjects, one per ticket."""
        return fold_all(map(without_wrapping, own_words_all(self.chunk.tickets["subject"])))

    @cached_property
    def bodies(self) -> list[str]:
        """Folded own words of the bodies, one per ticket."""
        return fold_all(map(without_wrapping, own_words_all(self.chunk.tickets["body"])))

    def written(self, column: str, rows: Integers) -> list[str]:
        """The customer's own words in subject or body of some tickets, as they were written."""
        return [(text or "")[:MAX_CHARACTERS] for text in own_words_all(self.chunk.tickets[column].iloc[rows])]

    @cached_property
    def texts(self) -> list[str]:
        """Subject and body together, folded."""
        return [f"{subject} {body}" for subject, body in zip(self.subjects, self.bodies, strict=True)]

    @cached_property
    def for_model(self) -> list[str]:
        """Texts for the model, one per ticket: its words, then each short subject and declared value as one unit.

        Scripts without spaces are split into pairs of characters. A form's subject and the values that people pick say
        more as a whole than word by word ("Late" in a list of reasons isn't "late" in a sentence). Their weights are
        learnt like those of any word.
        """
        texts = map(in_pairs, self.texts)
        return [" ".join(filter(None, parts)) for parts in zip(texts, *self._declared(), strict=True)]

    def _declared(self) -> Iterator[list[str]]:
        """Units of the subjects and of the declared values, one list per column; empty where a ticket has none."""
        yield [as_unit("subject", text) if text.count(" ") < _LONG_SUBJECT else "" for text in self.subjects]
        for name in _DECLARED:
            codes, distinct = pd.factorize(self.chunk.tickets[name])  # few values, many tickets
            if len(distinct):
                units = [*(_units(name, str(cell)) for cell in distinct), ""]
                yield [units[code] for code in codes]

    @property
    def count_rows(self) -> int:
        """Number of tickets in the chunk."""
        return len(self.chunk.tickets)


def _units(field: str, cell: str) -> str:
    values = dict.fromkeys(fold(value) for value in parts_of(cell))
    return " ".join(filter(None, (as_unit(field, value) for value in values)))
