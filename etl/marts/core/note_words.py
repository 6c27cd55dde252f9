"""Sentences of notes: the one place where they are written.

Beside what `str.format` knows, a field of a note's words takes

* one of `FORMATS` by its name: ``{hours:count}``, ``{limits:interval}``;
* a format and two forms, singular and plural, chosen by the number as it is shown: ``{open:count/has|have}``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from string import Formatter
from typing import Any

from etl.locales import number
from etl.marts.core.formatting import count, interval, percent, whole_number
from etl.marts.core.notes import Note


def note_words(notes: Iterable[Note]) -> str:
    """Notes in plain sentences, one after the other; "" for none."""
    return " ".join(_WORDS.vformat(note.kind.words, (), dict(note.facts)) for note in notes)


FORMATS: dict[str, Callable[[Any], str]] = {
    "count": count,
    "whole": whole_number,
    "percent": percent,
    "interval": lambda limits: interval(*limits, in_sentence=True),
    "and": " and ".join,
    "notes": note_words,
}


class _Words(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        name, _, forms = format_spec.partition("/")
        told = FORMATS[name](value) if name in FORMATS else _formatted(value, name)
        if not forms:
            return told
        one, many = forms.split("|")
        return one if told == "1" else many


def _formatted(value: Any, form: str) -> str:
    return number(value, form) if form and isinstance(value, (int, float)) else format(value, form)


_WORDS = _Words()
