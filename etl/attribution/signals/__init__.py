"""The signals: each is a module of this folder, and one entry here that says all that others need to know of it.

A module has ``sources(taxonomy)``, the parts of the taxonomy that can make claims, and ``claim(reading)``, its claims
on a chunk without weights. It is imported on first use: pages read these declarations, and must not wait for the
matcher.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from etl.attribution.claims import Claims
    from etl.attribution.matching.folded_chunk import Reading
    from etl.taxonomy import Taxonomy


@dataclass(frozen=True)
class Signal:
    """One signal.

    Attributes
    ----------
    name
        As in the table evidence; also the module's name.
    prior
        Share of claims assumed to be right before anything is learnt; 0 where the signal itself is learnt.
    title, help
        Its name and explanation on the page Method.
    piece
        A piece of its evidence within a sentence: "without the declared reason ... it would be unattributed".
    basis
        What an attribution is said to rest on where this signal weighs most.
    is_text
        Whether it reads the customer's text. Signals that don't can check those that do.
    is_open
        Whether it rests on something a person can point at; it can then make a second cause clear by itself.
    recurs
        Whether it makes the same claim, with the same weight, on every ticket that has the same value.
    """

    name: str
    prior: float
    title: str
    help: str
    piece: str
    basis: str
    is_text: bool = False
    is_open: bool = False
    recurs: bool = True

    def sources(self, taxonomy: Taxonomy) -> tuple[str, ...]:
        """Parts of the taxonomy that can make claims: texts of phrases, declared values, facts."""
        return tuple(self._module().sources(taxonomy))

    def claim(self, reading: Reading) -> Claims:
        """Claims on a chunk, without their weights."""
        claims: Claims = self._module().claim(reading)
        return claims

    def _module(self) -> Any:
        return import_module(f"{__name__}.{self.name}")


SIGNALS = (
    Signal(
        "declared",
        0.93,
        "Declared",
        "reason codes, tags and custom fields that the taxonomy maps to an issue",
        "the declared reason",
        "a reason picked in the export",
        is_open=True,
    ),
    Signal(
        "facts",
        0.93,
        "Facts",
        "comparisons over columns, such as delivered after promised",
        "the fact",
        "facts of the export",
        is_open=True,
    ),
    Signal(
        "phrases",
        0.9,
        "Phrases",
        "the taxonomy's words, in the customer's own text; not in quoted replies, and not where denied",
        "the phrase",
        "the customer's words",
        is_text=True,
        is_open=True,
    ),
    Signal(
        "journey",
        0.4,
        "Journey",
        "the team that repaired it in the end; weak",
        "the team that repaired it,",
        "who held it",
    ),
)
"""Signals that need no learning, in the order of their learnt weights."""

MODEL = Signal(
    "model",
    0.0,
    "Model",
    "a text classifier, where a run has taught one",
    "the words",
    "the customer's words",
    is_text=True,
    recurs=False,
)
"""The text classifier's signal. Its claims need weights learnt on the export, so it isn't in `SIGNALS`."""

BY_NAME = {signal.name: signal for signal in (*SIGNALS, MODEL)}
