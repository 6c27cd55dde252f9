"""Names of columns: how they are compared, cleaned and made unique."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

_BETWEEN_WORDS = re.compile(r"[\s_.\-]+")
_KIND_SUFFIX = re.compile(r"\s*\[(list|txt|text|int|dec|flg|date|cbx|mlt|tag)\]\s*$", re.IGNORECASE)
_KEPT_NAMES = 4096
"""Size of the cache: recognising a file compares its columns with every format's many times."""
_INVISIBLE = re.compile("[\ufeff\u200b\u00a0\\s]+")


@lru_cache(maxsize=_KEPT_NAMES)
def normalise(name: str) -> str:
    """Form for comparing names: case folded, with one blank for blanks, underscores, dots and hyphens."""
    composed = unicodedata.normalize("NFC", name)
    return _BETWEEN_WORDS.sub(" ", composed).strip().casefold()


def without_kind(name: str) -> str:
    """Name of a custom column without the type suffix of view exports, as in ``Reason [list]``."""
    return _KIND_SUFFIX.sub("", name)


def clean_header(cells: Sequence[object], numbers: Sequence[int] | None = None) -> list[str]:
    """Names of the columns of a header row: trimmed, unnamed ones numbered, trailing unnamed ones kept.

    Parameters
    ----------
    cells
        The header row.
    numbers
        Numbers of the columns, where they aren't 1, 2, 3 and so on.

    Returns
    -------
    list of str
        As many names as cells. They may repeat: see `make_unique`.
    """
    texts = [_INVISIBLE.sub(" ", "" if cell is None else str(cell)).strip() for cell in cells]
    return [text or f"Column {number}" for number, text in zip(numbers or range(1, len(texts) + 1), texts, strict=True)]


def make_unique(names: Iterable[str]) -> list[str]:
    """Suffix repeated names " #2", " #3" and so on, leaving the first as it is."""
    seen: Counter[str] = Counter()
    taken: set[str] = set()
    unique = []
    for name in names:
        seen[name] += 1
        candidate = name if seen[name] == 1 else f"{name} #{seen[name]}"
        while candidate in taken:
            seen[name] += 1
            candidate = f"{name} #{seen[name]}"
        taken.add(candidate)
        unique.append(candidate)
    return unique


def find_column(wanted: str, columns: Sequence[str]) -> str | None:
    """Column matching a name: exactly, else when normalised, else without its type suffix."""
    if wanted in columns:
        return wanted
    for form in (normalise, lambda name: normalise(without_kind(name))):
        found = next((column for column in columns if form(column) == form(wanted)), None)
        if found is not None:
            return found
    return None
