"""Finds the phrases of a taxonomy in folded texts, all of them in one pass (Aho and Corasick 1975)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

from etl.attribution.claims import Integers
from etl.attribution.matching import negation
from etl.attribution.matching.patterns import Phrase
from etl.text.comparable import fold, is_unspaced, with_signs

Booleans = npt.NDArray[np.bool_]
Written = Callable[[Integers], Sequence[str]]
"""Function from positions of texts to the texts as they were written."""

_SPACE = 32
_ENDINGS = ("s", "es", "e", "n", "en", "er", "d", "ed", "ing", "em", "x", "a", "o", "as", "os")
"""What may follow the last word of a phrase: inflections of the languages read here, all in one list."""
_INFLECTED_FROM, _COMPOUND_FROM, _PART_FROM = 4, 5, 3
"""Minimum letters of a word that may be inflected, of a phrase inside a compound, and of the compound's other part."""
COMPOUNDING = ("de", "nl", "sv", "da", "no", "nb", "fi", "hu")


def _number(word: bytes) -> int:
    return int.from_bytes(word.rjust(3, b"\0"), "big")


_ENDING_NUMBERS = np.array([_number(e.encode()) for e in _ENDINGS])


@dataclass(frozen=True)
class Matches:
    """Phrases found: one row per place.

    Attributes
    ----------
    document
        Position of the text.
    phrase
        Position of the phrase.
    start, end
        Bytes within the folded text (UTF-8).
    is_negated
        Whether the text clears the phrase of blame.
    """

    document: Integers
    phrase: Integers
    start: Integers
    end: Integers
    is_negated: Booleans


class Matcher:
    """Patterns of the phrases and of the negation cues in one automaton."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        rows = [(v.encode(), number, p.is_stem) for number, p in enumerate(phrases) for v in p.variants]
        cues = [
            (cue.encode(), -1 - kind, False)
            for kind, words in enumerate((negation.CLEARING, negation.NEGATORS, negation.BLAME))
            for cue in words
        ]
        patterns = [text for text, _, _ in rows + cues]
        self._phrase = np.array([number for _, number, _ in rows + cues], dtype=np.int64)
        self._is_stem = np.array([stem for _, _, stem in rows + cues], dtype=bool)
        self._is_single = np.array([b" " not in text for text in patterns], dtype=bool)
        last_words = [text.split(b" ")[-1] for text in patterns]
        self._last_length = np.array([len(word) for word in last_words], dtype=np.int64)
        self._is_unspaced = np.array([is_unspaced(text.decode()) for text in patterns], dtype=bool)
        self._signed = {number: phrase.signed for number, phrase in enumerate(phrases) if phrase.signed}
        self._names_defect = np.array([negation.names_defect(p.variants[0]) for p in phrases], dtype=bool)
        # a table for every byte takes 2 MB more than the default, and half the time to search
        self._automaton = ahocorasick_rs.BytesAhoCorasick(patterns, implementation=ahocorasick_rs.Implementation.DFA)

    def find(self, texts: Sequence[str], is_compounding: Booleans, written: Written) -> Matches:
        """Find every phrase in every text; a phrase within a longer match doesn't count.

        A phrase with signs (c++, $100) matches only where the text has the signs, and then takes precedence over the
        same words without them.

        Parameters
        ----------
        texts
            Folded.
        is_compounding
            Whether a text's language forms compounds, shape (texts,).
        written
            Gives the unfolded texts at some positions. Called for texts that have the words of a phrase with signs,
            because folding drops signs.
        """
        encoded = [text.encode() for text in texts]
        haystack = b" " + b" \n ".join(encoded) + b"   "
        lengths = np.array([len(text) + 3 for text in encoded], dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]) + 1 if len(encoded) else np.empty(0, dtype=np.int64)
        matches = self._automaton.find_matches_as_indexes(haystack, overlapping=True)
        found = np.fromiter(chain.from_iterable(matches), np.int64, 3 * len(matches)).reshape(-1, 3)
        pattern, start, end = found[:, 0], found[:, 1], found[:, 2]
        document = np.searchsorted(starts, start, side="right") - 1
        kept = self._is_word(np.frombuffer(haystack, dtype=np.uint8), pattern, start, end, is_compounding[document])
        pattern, start, end, document = pattern[kept], start[kept], end[kept], document[kept]
        if self._signed:
            kept = self._has_signs(self._phrase[pattern], start, end, document, written)
            pattern, start, end, document = pattern[kept], start[kept], end[kept], document[kept]
        phrase = self._phrase[pattern]
        is_cue = phrase < 0
        outer = np.flatnonzero(~is_cue)[_not_inside(start[~is_cue], end[~is_cue])]
        outer = outer[np.lexsort((start[outer], document[outer]))]
        kinds = [phrase == -1 - kind for kind in range(3)]
        clearing, negator, blame = (_Places(document[kind], start[kind], end[kind]) for kind in kinds)
        found_places = _Places(document[outer], start[outer], end[outer])
        is_negated = self._is_negated(phrase[outer], found_places, clearing, negator, blame)
        d, s, e = found_places.document, found_places.start, found_places.end
        return Matches(d, phrase[outer], s - starts[d], e - starts[d], is_negated)

    def _has_signs(
        self, phrase: Integers, start: Integers, end: Integers, document: Integers, written: Written
    ) -> Booleans:
        """Mask of matches to keep: phrases with signs where the text has them, others where no such phrase matches."""
        places = np.flatnonzero(np.isin(phrase, list(self._signed)))
        if not len(places):
            return np.ones(len(phrase), dtype=bool)
        documents = np.unique(document[places])
        signed = {d: f" {fold(with_signs(t))} " for d, t in zip(documents.tolist(), written(documents), strict=True)}
        stands = [
            any(f" {spelling}" in signed[d] for spelling in self._signed[p])
            for p, d in zip(phrase[places].tolist(), document[places].tolist(), strict=True)
        ]
        has_signs = np.zeros(len(phrase), dtype=bool)
        has_signs[places] = stands
        is_plain = phrase >= 0
        is_plain[places] = False
        span = start * (end.max() + 1) + end
        return has_signs | (phrase < 0) | (is_plain & ~np.isin(span, span[has_signs]))

    def _is_word(
        self, text: npt.NDArray[np.uint8], pattern: Integers, start: Integers, end: Integers, is_compounding: Booleans
    ) -> Booleans:
        spaces = np.flatnonzero(text == _SPACE)
        before = start - 1 - spaces[np.searchsorted(spaces, start) - 1]  # letters of the word before the match
        after = spaces[np.searchsorted(spaces, end)] - end
        rest = np.zeros(len(end), dtype=np.int64)
        for place in range(3):
            inside = place < after
            rest = np.where(inside, rest * 256 + text[np.minimum(end + place, len(text) - 1)], rest)
        is_phrase = self._phrase[pattern] >= 0
        is_inflected = (
            is_phrase & (after <= 3) & (self._last_length[pattern] >= _INFLECTED_FROM) & np.isin(rest, _ENDING_NUMBERS)
        )
        can_join = (
            is_phrase & is_compounding & self._is_single[pattern] & (self._last_length[pattern] >= _COMPOUND_FROM)
        )
        left = (before == 0) | (can_join & (before >= _PART_FROM))
        right = (after == 0) | self._is_stem[pattern] | is_inflected | (can_join & (after >= _PART_FROM))
        return np.asarray((left & right) | self._is_unspaced[pattern])

    def _is_negated(
        self, phrase: Integers, places: _Places, clearing: _Places, negator: _Places, blame: _Places
    ) -> Booleans:
        near = negation.NEAR
        before, after = _gap_before(places, negator), _gap_after(places, negator)
        blame_before, blame_after = _gap_before(places, blame), _gap_after(places, blame)
        is_negated = _gap_before(places, clearing) <= near
        is_negated |= (before <= near) & (blame_after <= near)  # not the courier's fault
        is_negated |= (blame_before <= 2 * near) & (before <= near)  # the fault is not the courier's
        is_negated |= (after <= near) & (after < blame_after) & (blame_after <= 2 * near)  # the courier isn't to blame
        is_denied = _gap_before(blame, negator) <= near
        denied = _Places(blame.document[is_denied], blame.start[is_denied], blame.end[is_denied])
        is_negated |= _gap_before(places, denied) <= near  # not the fault of the courier
        return np.asarray(is_negated | ((before <= 1) & self._names_defect[phrase]))  # not damaged


@dataclass(frozen=True)
class _Places:
    """Places in order: text number, first and last byte in the haystack."""

    document: Integers
    start: Integers
    end: Integers


def _gap_before(places: _Places, cues: _Places) -> npt.NDArray[np.float64]:
    """Characters from the nearest earlier cue in the same text to each place; infinite where there is none."""
    gap = np.full(len(places.start), np.inf)
    order = np.argsort(cues.end, kind="stable")
    nearest = np.searchsorted(cues.end[order], places.start, side="right") - 1
    has = nearest >= 0
    cue = order[nearest[has]]
    is_same = cues.document[cue] == places.document[has]
    gap[np.flatnonzero(has)[is_same]] = (places.start[has] - cues.end[cue])[is_same]
    return gap


def _gap_after(places: _Places, cues: _Places) -> npt.NDArray[np.float64]:
    """Characters from each place to the nearest later cue in the same text; infinite where there is none."""
    gap = np.full(len(places.start), np.inf)
    order = np.argsort(cues.start, kind="stable")
    nearest = np.searchsorted(cues.start[order], places.end, side="left")
    has = nearest < len(order)
    cue = order[nearest[has]]
    is_same = cues.document[cue] == places.document[has]
    gap[np.flatnonzero(has)[is_same]] = (cues.start[cue] - places.end[has])[is_same]
    return gap


def _not_inside(start: Integers, end: Integers) -> Booleans:
    """Indices of the spans that don't lie inside a longer one."""
    order = np.lexsort((-end, start))
    sorted_start, sorted_end = start[order], end[order]
    furthest = np.maximum.accumulate(np.concatenate([[-1], sorted_end]))[:-1]
    is_outer = sorted_end > furthest
    is_first = (
        np.concatenate([[True], (np.diff(sorted_start) != 0) | (np.diff(sorted_end) != 0)]) if len(order) else is_outer
    )
    group = np.cumsum(is_first) - 1  # the same span under two issues: as its first
    result = np.zeros(len(start), dtype=bool)
    result[order] = is_outer[is_first][group]
    return result


@lru_cache(maxsize=8)
def matcher_of(phrases: tuple[Phrase, ...]) -> Matcher:
    """Matcher of these phrases, built once per process."""
    return Matcher(phrases)
