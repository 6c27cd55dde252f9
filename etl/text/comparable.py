"""Prepares texts for comparison beyond `etl.text.folding`: signs, and scripts without spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable

from etl.text.folding import fold as fold
from etl.text.folding import fold_many
from etl.text.folding import key as key

MAX_CHARACTERS = 20_000
"""Maximum characters read of a customer's own words, so that an endless text can't stall a load."""

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese."""
_SIGNS = re.compile(r"[+#%@$€£¢¥₹₽₩₺₫₴]|(?<!\S)\.(?=[^\W\d])")
"""Signs that distinguish words: c++, #1, 100%, $100, .net. All others only separate words."""


def with_signs(text: str) -> str:
    """A text with its signs as words, so that folding keeps them; unchanged if it has none.

    >>> fold(with_signs("C++"))
    'c sign43 sign43'
    """
    return _SIGNS.sub(lambda found: f" sign{ord(found.group())} ", text)


def is_unspaced(text: str) -> bool:
    """Whether the text has a script without spaces, and so without word boundaries."""
    return not text.isascii() and _UNSPACED.search(text) is not None


def in_pairs(folded: str) -> str:
    """A folded text with scripts without spaces split into overlapping pairs of characters instead of words.

    >>> in_pairs("parcel 未到着")
    'parcel 未到 到着'
    """
    if not is_unspaced(folded):
        return folded
    return " ".join(_UNSPACED.sub(_pairs, folded).split())


def _pairs(found: re.Match[str]) -> str:
    run = found.group()
    return f" {' '.join(run[place : place + 2] for place in range(max(len(run) - 1, 1)))} "


def fold_all(texts: Iterable[str | None]) -> list[str]:
    """Fold many texts; a missing one folds to the empty text."""
    return fold_many([text[:MAX_CHARACTERS] if isinstance(text, str) else "" for text in texts])
