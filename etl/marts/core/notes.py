"""Notes on a number: why there is none, or what it rests on, kept as kinds and facts.

Code that needs to know what a note says asks for its kind. Sentences are made of notes where they are shown
(`etl.marts.core.note_words`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from string import Formatter
from typing import TypeAlias

from etl.marts.core.ratios import rounded

Fact: TypeAlias = "str | float | tuple[str | float, ...] | Notes"
"""A number, a name, several of them, or other notes."""


@dataclass(frozen=True)
class NoteKind:
    """Kind of note: called with the facts, it makes the note.

    Attributes
    ----------
    words
        Template of the sentence, as for `str.format`; `etl.marts.core.note_words` adds formats of its own.
    is_reason
        Whether it says why there is no number; other notes say what a number rests on, or add something to it.
    fields
        Names of the facts that the words need.
    """

    words: str
    is_reason: bool
    fields: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = frozenset(name for _, name, _, _ in Formatter().parse(self.words) if name is not None)
        object.__setattr__(self, "fields", names)

    def __call__(self, **facts: Fact) -> Note:
        """Make a note of this kind.

        Raises
        ------
        TypeError
            If facts are missing, or the words don't use them.
        """
        if facts.keys() != self.fields:
            raise TypeError(f"“{self.words}” takes {sorted(self.fields)}, not {sorted(facts)}")
        return Note(self, tuple((name, _stable(facts[name])) for name in sorted(facts)))


@dataclass(frozen=True)
class Note:
    """A statement beside one number.

    Attributes
    ----------
    facts
        Names and values that the words of its kind need, by name. Numbers are ``rounded``.
    """

    kind: NoteKind
    facts: tuple[tuple[str, Fact], ...] = ()


Notes: TypeAlias = tuple[Note, ...]


def reason(words: str) -> NoteKind:
    """Declare a kind of note that says why there is no number."""
    return NoteKind(words, is_reason=True)


def remark(words: str) -> NoteKind:
    """Declare a kind of note that says what a number rests on, or adds something to it."""
    return NoteKind(words, is_reason=False)


def reasons(notes: Iterable[Note]) -> Notes:
    """Those of the notes that say why there is no number."""
    return tuple(note for note in notes if note.kind.is_reason)


def _stable(fact: Fact) -> Fact:
    """The fact, the same in every run: databases add floating-point numbers in any order."""
    return rounded(fact) if isinstance(fact, float) else fact
