"""Interprets the words found in a text together: negations, suppositions ("if") and reversals ("but")."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.staging.finder import Folded, Matches
from etl.staging.kinds.lexicon import COMPLAINT, NO_KIND, PRAISE, REQUEST, SETTLES, Lexicon, lexicon

_REACH = 16
"""Maximum characters between a negation and the expected thing that it negates: about two short words."""
_REACH_TO_COMPLAINT = 6
"""The same for a complaint that it cancels: "no big problem", but not "not solving my problem"."""
_REACH_OF_IF = 45
_FAR = 10_000
_IS_STOP = np.isin(np.arange(256), np.frombuffer(b".?!,\n", np.uint8))


@dataclass(frozen=True)
class Spoken:
    """Interpretation of each match: kind, strength and stretch of text; and the roles found."""

    matches: Matches
    kind: NDArray[np.int64]
    strength: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    is_turn: NDArray[np.bool_]
    is_denial: NDArray[np.bool_]
    is_other: NDArray[np.bool_]
    is_own: NDArray[np.bool_]


def spoken_in(folded: Folded, language: NDArray[np.int64]) -> Spoken:
    """Words found in folded texts; `language` is the row of the lexicon for each text."""
    words: Lexicon = lexicon()
    matches = words.finder.find(folded)
    at = (language[matches.row], matches.pattern)
    kind, strength = words.kind[at], words.strength[at]
    role = {name: table[at] for name, table in words.roles.items()}
    stops = np.flatnonzero(_IS_STOP[np.frombuffer(folded.content, np.uint8)])
    negation, gap = _denied_by(matches, role["before"], role["expected"] | (strength >= SETTLES), stops)
    denied_after = _denied_after(matches, role["after"], stops)
    failed = role["expected"] & ((gap <= _REACH) | denied_after)
    displeased = (kind == PRAISE) & (gap <= _REACH)
    turned = failed | displeased
    withdrawn = (kind == COMPLAINT) & (gap <= _REACH_TO_COMPLAINT) & (strength >= SETTLES) & ~turned
    supposed = _supposed(role["if"], matches, stops)
    strength = np.where(turned, np.where(failed | (strength >= SETTLES), SETTLES, 1.0), strength)
    kind = np.where(turned, COMPLAINT, kind)
    kind[withdrawn | (supposed & (kind == COMPLAINT))] = NO_KIND
    is_denial = role["before"] & ~supposed
    is_denial[negation[withdrawn]] = False
    before = turned & (gap <= _REACH)
    start = np.where(before, matches.start[negation], matches.start)
    end = np.where(failed & ~before, np.concatenate([matches.end[1:], matches.end[-1:]]), matches.end)
    return Spoken(matches, kind, strength, start, end, role["but"], is_denial, role["other"], role["own"])


def _denied_by(
    matches: Matches, is_negation: NDArray[np.bool_], is_barrier: NDArray[np.bool_], stops: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Last negation before each match, and the characters between; far if a full stop or a weighted word is between."""
    numbers = np.arange(len(matches.row))

    def last_before(marked: NDArray[np.bool_]) -> NDArray[np.int64]:
        last = np.maximum.accumulate(np.where(marked, numbers, -1))
        return np.concatenate([np.full(1, -1), last[:-1]])[: len(last)]

    negation = last_before(is_negation)
    known = np.maximum(negation, 0)
    same = (negation >= 0) & (_count_to(stops, matches.start) == _count_to(stops, matches.end[known] - 1))
    same &= last_before(is_barrier & ~is_negation) < negation
    return known, np.where(same, matches.start - matches.end[known], _FAR)


def _count_to(stops: NDArray[np.int64], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of stops at or before each position; `stops` are sorted positions."""
    return np.searchsorted(stops, places, side="right")


def _denied_after(matches: Matches, is_negation: NDArray[np.bool_], stops: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the next match is a negation of the preceding words: "funktioniert nicht"."""
    denied = np.zeros(len(matches.row), dtype=bool)
    near = matches.start[1:] - matches.end[:-1] <= _REACH
    near &= _count_to(stops, matches.start[1:]) == _count_to(stops, matches.end[:-1] - 1)
    denied[:-1] = near & is_negation[1:]
    return denied


def _supposed(is_if: NDArray[np.bool_], matches: Matches, stops: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a match follows an "if" in its sentence: "what if it is broken?" reports no failure."""
    last = np.maximum.accumulate(np.where(is_if, np.arange(len(is_if)), -1))
    start_of_if = matches.start[np.maximum(last, 0)]
    near = matches.start - start_of_if <= _REACH_OF_IF
    near &= _count_to(stops, matches.start) == _count_to(stops, start_of_if)
    result: NDArray[np.bool_] = (last >= 0) & near
    return result


def turns(spoken: Spoken, count_rows: int) -> NDArray[np.bool_]:
    """Whether praise is followed by a "but" and no more praise or request: "fast delivery, but one glass is ..."."""
    row, start = spoken.matches.row, spoken.matches.start
    friendly = (spoken.kind == PRAISE) | (spoken.kind == REQUEST)
    last_friendly, last_but = np.full(count_rows, -1), np.full(count_rows, -1)
    first_praise = np.full(count_rows, np.iinfo(np.int64).max)
    np.maximum.at(last_friendly, row[friendly], start[friendly])
    np.maximum.at(last_but, row[spoken.is_turn], start[spoken.is_turn])
    praising = spoken.kind == PRAISE
    np.minimum.at(first_praise, row[praising], start[praising])
    result: NDArray[np.bool_] = (first_praise < last_but) & (last_friendly < last_but)
    return result
