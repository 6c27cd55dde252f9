"""The signals, one module each. A new one is a module with NAME, `sources` and `speak`, and one line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from etl.attribution.claims import Claims
from etl.attribution.matching.folded_chunk import Reading
from etl.attribution.signals import declared, facts, journey, phrases
from etl.taxonomy import Taxonomy


class Signal(NamedTuple):
    """A signal that needs no learning.

    Attributes
    ----------
    name
        As in the table evidence.
    sources
        What of the taxonomy can speak: texts of phrases, declared values, facts.
    speak
        Claims on a chunk, without their weights.
    """

    name: str
    sources: Callable[[Taxonomy], tuple[str, ...]]
    speak: Callable[[Reading], Claims]


SIGNALS = tuple(Signal(m.NAME, m.sources, m.speak) for m in (declared, facts, phrases, journey))
