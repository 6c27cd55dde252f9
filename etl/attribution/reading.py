"""A chunk as the signals read it: the customer's own words folded once, for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from etl.attribution.claims import Classes
from etl.attribution.own_words import own_words_all
from etl.attribution.text import fold_all
from etl.chunks import StagedChunk
from etl.taxonomy import Taxonomy


@dataclass(frozen=True)
class Reading:
    """A chunk, the taxonomy, and the folded texts.

    Attributes
    ----------
    is_day_first
        For the export's own date columns that facts read; see `signals.facts.day_first`.
    """

    chunk: StagedChunk
    taxonomy: Taxonomy
    is_day_first: Mapping[str, bool] = field(default_factory=dict)

    @cached_property
    def classes(self) -> Classes:
        """Departments and issues by number."""
        return Classes.of(self.taxonomy)

    @cached_property
    def subjects(self) -> list[str]:
        """Folded subjects, one per ticket."""
        return fold_all(own_words_all(self.chunk.tickets["subject"]))

    @cached_property
    def bodies(self) -> list[str]:
        """Folded own words of the bodies, one per ticket."""
        return fold_all(own_words_all(self.chunk.tickets["body"]))

    @cached_property
    def texts(self) -> list[str]:
        """Subject and body together, folded."""
        return [f"{subject} {body}" for subject, body in zip(self.subjects, self.bodies, strict=True)]

    @property
    def count_rows(self) -> int:
        """Tickets in the chunk."""
        return len(self.chunk.tickets)
