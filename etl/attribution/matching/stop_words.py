"""Words that carry no weight in the model: they say nothing about where a complaint starts, however frequent.

Pages show as evidence exactly what the engine used. So numbers, months and names aren't hidden there: they are never
learnt from.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from etl.text.comparable import fold

WORDS = Path(__file__).parent / "stop_words.yaml"
_NUMBER = r"^(\d+\p{L}{0,2}|\p{L}{0,3}\d{4,}\w*|.*\d{5,}.*)$"
"""Amounts, ordinals, times, references ("13", "2nd", "24h", "hw9491059"); "win10", "a4" and "iphone15" are things."""


@lru_cache(maxsize=1)
def weightless_words() -> pa.Array:
    """Folded words of `stop_words.yaml`, all languages together."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    listed: dict[str, str] = yaml.load(WORDS.read_text(encoding="utf-8"), Loader=loader)
    return pa.array(sorted(set(fold(" ".join(listed.values())).split())), type=pa.string())


def are_weightless(words: pa.Array) -> pa.Array:
    """Whether each folded word says nothing by itself: a word of one letter, a listed one, or a number.

    Parameters
    ----------
    words
        Strings.

    Returns
    -------
    Boolean array of the same length
    """
    listed = pc.is_in(words, value_set=weightless_words())
    is_short = pc.less_equal(pc.utf8_length(words), 1)
    return pc.or_(pc.or_(listed, is_short), pc.match_substring_regex(words, _NUMBER))
