"""Tells complaints, requests, praise and the rest apart, by weighted words in six languages.

A complaint is an expression of dissatisfaction that expects an answer (ISO 10002). A report that something failed is
one, however politely put: it is failure demand. A question or an order that no failure caused is a request.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.staging.finder import Folded, Matches, fold
from etl.staging.kind_declared import declared_scores
from etl.staging.kind_words import COMPLAINT, NAMES, NO_KIND, PRAISE, REQUEST, SETTLES, Lexicon, lexicon
from etl.staging.language import languages

_CHARACTERS = 4_000
"""Characters read of one text: what it is shows early, and a text without end can't hold up a load."""
_REACH = 16
"""Characters between a negation and the expected thing that it denies: about two short words."""
_REACH_TO_COMPLAINT = 6
"""The same to a complaint that it takes back: "no big problem", but not "not solving my problem"."""
_REACH_OF_IF = 45
_SENTENCE = 6
"""Words of a report: who writes that much to a service, and neither asks nor thanks, tells of something wrong."""
_FAR = 10_000
_IS_STOP = np.isin(np.arange(256), np.frombuffer(b".?!,\n", np.uint8))


def kinds(
    subject: pd.Series[str],
    body: pd.Series[str],
    known_kind: str | pd.Series[str] | None = None,
    satisfaction: pd.Series[str] | None = None,
    declared: pd.Series[str] | None = None,
    names_issue: pd.Series[bool] | None = None,
    language: pd.Series[str] | None = None,
) -> pd.Series[str]:
    """Kind of each ticket.

    Parameters
    ----------
    subject, body
        The customer's words; missing where there are none.
    known_kind
        Kind that the source states, for all or by ticket; it overrules the words.
    satisfaction
        ``good`` or ``bad``: the customer's rating, which tips the scales.
    declared
        Declared type, category or tags ("Incident", "Question", "klacht"), which weigh as much as a clear phrase.
    names_issue
        True where a declared reason stands for an issue of the taxonomy: a failure that somebody recorded.
    language
        ISO 639-1 codes; worked out from the texts where not given.

    Returns
    -------
    Series of str
        complaint, request, praise or other; index as `subject`.
    """
    if isinstance(known_kind, str):
        return pd.Series(known_kind, index=subject.index, dtype="str", name="kind")
    scores = _scores(subject, body, language)
    if satisfaction is not None:
        rating = satisfaction.astype("str").str.lower()
        scores[:, COMPLAINT] += (rating == "bad").to_numpy(dtype=bool, na_value=False)
        scores[:, PRAISE] += (rating == "good").to_numpy(dtype=bool, na_value=False)
    if declared is not None:
        scores += declared_scores(declared)
    if names_issue is not None:
        scores[:, COMPLAINT] += SETTLES * names_issue.to_numpy(dtype=bool, na_value=False)
    found = pd.Series(_decide(scores), index=subject.index, dtype="str", name="kind")
    return found if known_kind is None else known_kind.astype("str").fillna(found).rename("kind")


def kind_evidence(
    subject: pd.Series[str], body: pd.Series[str], language: pd.Series[str] | None = None
) -> pd.DataFrame:
    """Words that the kinds rest on.

    Returns
    -------
    DataFrame
        One row per ticket and word found: columns index (of `subject`), kind, words (folded, with the negation that
        turned them), strength.
    """
    texts = _texts(subject, body)
    folded = fold(texts)
    spoken = _spoken(folded, _language_rows(texts, language))
    told = spoken.kind != NO_KIND
    starts, ends = spoken.start[told], spoken.end[told]
    return pd.DataFrame(
        {
            "index": subject.index.to_numpy()[spoken.matches.row[told]],
            "kind": np.array(NAMES)[spoken.kind[told]],
            "words": [folded.content[a:b].decode() for a, b in zip(starts, ends, strict=True)],
            "strength": spoken.strength[told],
        }
    )


@dataclass(frozen=True)
class _Spoken:
    """What each match says: kind, strength, and the stretch of text that says so; and what else stands there."""

    matches: Matches
    kind: NDArray[np.int64]
    strength: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    is_turn: NDArray[np.bool_]
    is_denial: NDArray[np.bool_]
    is_other: NDArray[np.bool_]


def _texts(subject: pd.Series[str], body: pd.Series[str]) -> list[str]:
    return [
        f"{s if isinstance(s, str) else ''} . {b[:_CHARACTERS] if isinstance(b, str) else ''}"
        for s, b in zip(subject.tolist(), body.tolist(), strict=True)
    ]


def _language_rows(texts: list[str], language: pd.Series[str] | None) -> NDArray[np.int64]:
    """Row of the lexicon for each text."""
    known = lexicon().languages
    if language is None:
        language = languages(pd.Series(texts, dtype="str"))
    codes = pd.Categorical(language, categories=list(known)).codes.astype(np.int64)
    return np.where(codes < 0, len(known), codes)


def _scores(subject: pd.Series[str], body: pd.Series[str], language: pd.Series[str] | None) -> NDArray[np.float64]:
    """Strength of complaint, request and praise, shape (tickets, 3)."""
    scores = np.zeros((len(subject), len(NAMES)))
    if not len(subject):
        return scores
    texts = _texts(subject, body)
    folded = fold(texts)
    language_rows = _language_rows(texts, language)
    spoken = _spoken(folded, language_rows)
    told = spoken.kind != NO_KIND
    row, kind, strength = spoken.matches.row[told], spoken.kind[told], spoken.strength[told]
    pattern = spoken.matches.pattern[told]
    _, first = np.unique(
        (row * 3 + kind) * len(lexicon().finder.phrases) + pattern, return_index=True
    )  # each word once
    np.add.at(scores, (row[first], kind[first]), strength[first])
    content = np.frombuffer(folded.content, np.uint8)
    scores[:, REQUEST] += np.add.reduceat(content == ord("?"), folded.starts[:-1], dtype=np.int64) > 0
    matched, is_other = spoken.matches.row, np.zeros(len(subject), dtype=bool)
    is_other[matched[spoken.is_other]] = True
    is_denial = np.zeros(len(subject), dtype=bool)
    is_denial[matched[spoken.is_denial]] = True
    scores[:, COMPLAINT] += SETTLES * _turns(spoken, len(subject)) + is_denial
    count_words = np.add.reduceat(content == ord(" "), folded.starts[:-1], dtype=np.int64) - 2
    is_sentence = (language_rows < len(lexicon().languages)) & (count_words >= _SENTENCE)
    scores[:, COMPLAINT] += is_sentence & ~is_other & (scores.max(axis=1) < 1)
    return scores


def _spoken(folded: Folded, language: NDArray[np.int64]) -> _Spoken:
    words: Lexicon = lexicon()
    matches = words.finder.find(folded)
    at = (language[matches.row], matches.pattern)
    kind, strength = words.kind[at], words.strength[at]
    role = {name: table[at] for name, table in words.roles.items()}
    stops = _IS_STOP[np.frombuffer(folded.content, np.uint8)].cumsum(dtype=np.int32)
    count = len(kind)
    gap = np.full(count + 1, _FAR)  # before each match, and after the last
    gap[1:-1] = matches.start[1:] - matches.end[:-1]
    gap[1:-1][stops[matches.start[1:]] != stops[matches.end[:-1] - 1]] = _FAR
    before = np.zeros(count, dtype=bool)
    before[1:] = role["before"][:-1]
    after = np.zeros(count, dtype=bool)
    after[:-1] = role["after"][1:]
    denied_before, denied_after = before & (gap[:-1] <= _REACH), after & (gap[1:] <= _REACH)
    failed = role["expected"] & (denied_before | denied_after)
    displeased = (kind == PRAISE) & denied_before
    withdrawn = (kind == COMPLAINT) & before & (gap[:-1] <= _REACH_TO_COMPLAINT) & ~role["before"] & ~failed
    supposed = _supposed(role["if"], matches, stops)
    kind = np.where(failed | displeased, COMPLAINT, kind)
    strength = np.where(failed | displeased, np.where(failed | (strength >= 2), 2.0, 1.0), strength)
    kind[withdrawn | (supposed & (kind == COMPLAINT))] = NO_KIND
    turned = failed | displeased
    start = np.where(
        turned & denied_before, np.concatenate([matches.start[:1], matches.start[:-1]])[:count], matches.start
    )
    reached_on = failed & denied_after & ~denied_before
    end = np.where(reached_on, np.concatenate([matches.end[1:], matches.end[-1:]])[:count], matches.end)
    return _Spoken(matches, kind, strength, start, end, role["but"], role["before"], role["other"])


def _supposed(is_if: NDArray[np.bool_], matches: Matches, stops: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Whether a match follows an "if" in its sentence: "what if it is broken?" reports no failure."""
    last = np.maximum.accumulate(np.where(is_if, np.arange(len(is_if)), -1))
    start_of_if = matches.start[np.maximum(last, 0)]
    near = (matches.start - start_of_if <= _REACH_OF_IF) & (stops[matches.start] == stops[start_of_if])
    result: NDArray[np.bool_] = (last >= 0) & near
    return result


def _turns(spoken: _Spoken, count_rows: int) -> NDArray[np.bool_]:
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


def _decide(scores: NDArray[np.float64]) -> NDArray[np.object_]:
    complaint, request, praise = scores.T
    decided = np.select(
        [
            (complaint >= SETTLES) & (complaint >= praise - 1),
            (request >= SETTLES) & (request >= praise),
            (complaint >= 1) & (request == 0) & (complaint >= praise),
            (praise >= SETTLES) | ((praise >= 1) & (complaint + request < 1)),
            (request >= 1) & (complaint < SETTLES),
        ],
        ["complaint", "request", "complaint", "praise", "request"],
        "other",
    )
    return decided.astype(object)
