"""Words and parts of words of an export as columns of a matrix, counted at the speed of Arrow.

A unit is a word, or the first five letters of a longer one written as a stem (`deliv*`): inflections and compounds that
share these letters share their weight, even words that the sample doesn't have. A short subject or a declared value is
one unit, written with its field (`reason=late_delivery`). Weightless words are no units: see
`stop_words.are_weightless`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp

from etl.attribution.claims import Floats, Integers, Objects
from etl.attribution.matching.stop_words import are_weightless

_STEM = 5
_MOST_UNITS = 40_000
_OF = "="
_TYPICAL = 0.33
"""Share of a typical text's units at which a text has half the weight of the longest ones."""


@dataclass(frozen=True)
class Vocabulary:
    """Known units with their inverse document frequency.

    Attributes
    ----------
    units
        Words, and stems with a trailing asterisk, sorted.
    idf
        ``ln((1 + n) / (1 + df)) + 1`` of each unit (Spärck Jones 1972, smoothed), shape (units,).
    typical
        Mean number of units per text of the sample.
    """

    units: pa.Array
    idf: Floats
    typical: float

    def __len__(self) -> int:
        return len(self.units)

    @cached_property
    def names(self) -> Objects:
        """The units as people read them, shape (units,)."""
        return np.array([unit_in_words(unit) for unit in self.units.to_pylist()], dtype=object)

    @cached_property
    def are_words(self) -> npt.NDArray[np.bool_]:
        """Whether each unit is a word or a stem, and not a whole subject or a declared value; shape (units,)."""
        return ~np.asarray(pc.match_substring(self.units, _OF), dtype=bool)

    def matrix(self, texts: Sequence[str]) -> sp.csr_matrix:
        """Texts as rows of ``(1 + ln tf) idf``, a typical one of length 1 (all zero where no unit is known).

        A text of few words gets a shorter row, because few words are weaker evidence; the longest reach 1.15.

        Parameters
        ----------
        texts
            Folded.

        Returns
        -------
        float32 matrix of shape (texts, units)
        """
        starts, words, distinct = _tokens(texts)
        unit_of_word, unit_of_stem = (self._numbers(units) for units in (distinct, _stems(distinct)))
        columns = np.column_stack([unit_of_word[words], unit_of_stem[words]]).ravel()  # text by text, as CSR has them
        known = columns >= 0
        starts = _count_before(known)[2 * starts]
        ones = np.ones(starts[-1], dtype=np.float32)
        shape = (len(texts), max(len(self.units), 1))
        counts = sp.csr_matrix((ones, columns[known], starts), shape=shape)
        counts = counts.tocsc().tocsr()  # counts into columns and back sort a row faster than sorting does
        counts.sum_duplicates()
        counts.data = (1 + np.log(counts.data)) * self.idf.astype(np.float32)[counts.indices]
        return _evened(counts, self.typical)

    def _numbers(self, units: pa.Array) -> Integers:
        return np.asarray(pc.fill_null(pc.index_in(units, value_set=self.units), -1), dtype=np.int32)


def learn_vocabulary(texts: Sequence[str]) -> Vocabulary:
    """Units that occur in enough of the texts: in 3, or fewer where there are few texts; at most 40,000.

    Parameters
    ----------
    texts
        Folded.
    """
    starts, words, distinct = _tokens(texts)
    row = np.repeat(np.arange(len(texts)), np.diff(starts))
    names = pa.concat_arrays([distinct, _stems(distinct)]).dictionary_encode()
    codes = np.asarray(pc.fill_null(names.indices, -1), dtype=np.int64)
    unit = np.concatenate([codes[: len(distinct)][words], codes[len(distinct) :][words]])
    known = unit >= 0
    shape = (len(texts), max(len(names.dictionary), 1))
    seen = sp.csr_matrix((known[known], (np.concatenate([row, row])[known], unit[known])), shape=shape)
    frequency = np.bincount(seen.indices, minlength=shape[1])
    fewest = 3 if len(texts) >= 1000 else 2 if len(texts) >= 100 else 1
    kept = np.flatnonzero(frequency >= fewest)
    if len(kept) > _MOST_UNITS:
        kept = np.sort(kept[np.argsort(-frequency[kept], kind="stable")[:_MOST_UNITS]])
    chosen = names.dictionary.take(pa.array(kept))
    order = pc.array_sort_indices(chosen)
    idf = np.log((1 + len(texts)) / (1 + frequency[kept])) + 1
    typical = float(frequency[kept].sum() / max(len(texts), 1))
    return Vocabulary(chosen.take(order), idf[np.asarray(order)], typical)


def as_unit(field: str, folded: str) -> str:
    """A value as one unit of its field; empty for an empty one."""
    return f"{field}{_OF}{folded.replace(' ', '_')}" if folded else ""


def value_of(unit: str) -> str:
    """Folded value of a unit that is a whole subject or declared value; empty for a word or a stem."""
    return unit.partition(_OF)[2].replace("_", " ")


def unit_in_words(unit: str) -> str:
    """A unit as people read it: `reason=late_delivery` as "reason: late delivery", others as they are."""
    field, is_value, value = unit.partition(_OF)
    return f"{field}: {value.replace('_', ' ')}" if is_value else unit


def _tokens(texts: Sequence[str]) -> tuple[Integers, Integers, pa.Array]:
    """Tokens that can carry weight: where each text's begin (and the last ends), word numbers, the distinct words."""
    lists = pc.ascii_split_whitespace(pa.array(texts, type=pa.large_string()))
    encoded = lists.values.cast(pa.string()).dictionary_encode()
    words, offsets = np.asarray(encoded.indices), np.asarray(lists.offsets)
    weighs = ~np.asarray(are_weightless(encoded.dictionary), dtype=bool)
    kept = weighs[words] if len(words) else words.astype(bool)
    return _count_before(kept)[offsets], words[kept], encoded.dictionary


def _count_before(mask: npt.NDArray[np.bool_]) -> Integers:
    """Number of True before each place, and in all, shape (places + 1,)."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(mask)])


def _stems(words: pa.Array) -> pa.Array:
    """First letters of the longer words with an asterisk; missing for the others."""
    cut = pc.binary_join_element_wise(pc.utf8_slice_codeunits(words, 0, _STEM), "*", "")
    is_word = pc.invert(pc.match_substring(words, _OF))
    is_long = pc.greater(pc.utf8_length(words), _STEM)
    return pc.if_else(pc.and_(is_long, is_word), cut, pa.scalar(None, pa.string()))


def _evened(matrix: sp.csr_matrix, typical: float) -> sp.csr_matrix:
    """Scale rows to length ``sqrt((1 + p) n / (n + p typical))`` for n units: 1 for a typical text."""
    squared = sp.csr_matrix((matrix.data**2, matrix.indices, matrix.indptr), shape=matrix.shape)
    squares = np.asarray(squared.sum(axis=1)).ravel()
    count = np.diff(matrix.indptr)
    wanted = np.sqrt((1 + _TYPICAL) * count / (count + _TYPICAL * max(typical, 1.0)))
    matrix.data *= np.repeat(wanted / np.sqrt(np.maximum(squares, 1e-12)), count).astype(np.float32)
    return matrix
