"""Tells complaints, requests, praise and the rest apart, by weighted words in six languages.

A complaint is an expression of dissatisfaction that expects an answer (ISO 10002). A report that something failed is
one, however politely put: it is failure demand. A question or an order that no failure caused is a request.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.staging.finder import fold
from etl.staging.kind_declared import declared_scores
from etl.staging.kind_speech import spoken_in, turns
from etl.staging.kind_words import COMPLAINT, NAMES, NO_KIND, PRAISE, REQUEST, SETTLES, lexicon
from etl.staging.language import languages
from etl.staging.own_words import own_words

_CHARACTERS = 4_000
"""Characters read of one text: what it is shows early, and a text without end can't hold up a load."""
_UNMISTAKABLE = 3.0
_SENTENCE = 6
"""Words of a report: who writes that much to a service, and neither asks nor thanks, tells of something wrong."""


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
    spoken = spoken_in(folded, _language_rows(texts, language))
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


def _texts(subject: pd.Series[str], body: pd.Series[str]) -> list[str]:
    return [
        f"{s if isinstance(s, str) else ''} . {_own(b)[:_CHARACTERS] if isinstance(b, str) else ''}"
        for s, b in zip(subject.tolist(), body.tolist(), strict=True)
    ]


def _own(body: str) -> str:
    """What the customer wrote, without tags and without what is quoted: thanks under which a complaint is quoted."""
    # few hold markup or somebody else's message; a line that ends with a colon may announce one
    is_marked = "<" in body or "&" in body or "{" in body or "\n>" in body or ":\n" in body or "----" in body
    return own_words(body) if is_marked or "____" in body else body


def _language_rows(texts: list[str], language: pd.Series[str] | None) -> NDArray[np.int64]:
    """Row of the lexicon for each text."""
    known = lexicon().languages
    if language is None:
        language = languages(pd.Series(texts, dtype="str"))
    codes = pd.Index(known).get_indexer(pd.Index(language)).astype(np.int64)
    return np.where(codes < 0, len(known), codes)


def _scores(subject: pd.Series[str], body: pd.Series[str], language: pd.Series[str] | None) -> NDArray[np.float64]:
    """Strength of complaint, request and praise, shape (tickets, 3)."""
    scores = np.zeros((len(subject), len(NAMES)))
    if not len(subject):
        return scores
    texts = _texts(subject, body)
    folded = fold(texts)
    language_rows = _language_rows(texts, language)
    spoken = spoken_in(folded, language_rows)
    told = spoken.kind != NO_KIND
    row, kind, strength = spoken.matches.row[told], spoken.kind[told], spoken.strength[told]
    pattern = spoken.matches.pattern[told]
    _, first = np.unique(
        (row * 3 + kind) * len(lexicon().finder.phrases) + pattern, return_index=True
    )  # each word once
    row, kind, strength = row[first], kind[first], strength[first]
    np.add.at(scores, (row, kind), strength)
    content = np.frombuffer(folded.content, np.uint8)
    scores[:, REQUEST] += np.add.reduceat(content == ord("?"), folded.starts[:-1], dtype=np.int64) > 0
    matched, is_other = spoken.matches.row, np.zeros(len(subject), dtype=bool)
    is_other[matched[spoken.is_other]] = True
    is_denial = np.zeros(len(subject), dtype=bool)
    is_denial[matched[spoken.is_denial]] = True
    scores[:, COMPLAINT] += SETTLES * turns(spoken, len(subject)) + is_denial
    count_words = np.add.reduceat(content == ord(" "), folded.starts[:-1], dtype=np.int64) - 2
    is_sentence = (language_rows < len(lexicon().languages)) & (count_words >= _SENTENCE)
    scores[:, COMPLAINT] += is_sentence & ~is_other & (scores.max(axis=1) < 1)
    mild = (kind == COMPLAINT) & (strength < _UNMISTAKABLE)
    of_own = np.bincount(row[mild], strength[mild], len(subject))
    is_own = np.zeros(len(subject), dtype=bool)
    is_own[matched[spoken.is_own]] = True
    scores[:, COMPLAINT] -= np.where(is_own & (scores[:, REQUEST] >= SETTLES), of_own, 0.0)
    return scores


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
