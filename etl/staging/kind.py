"""Tells complaints, requests, praise and the rest apart, by weighted words in six languages.

A complaint is an expression of dissatisfaction that expects an answer (ISO 10002). A report that something failed is
one, however politely put: it is failure demand. A question or an order that no failure caused is a request.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from numpy.typing import NDArray

from etl.staging.finder import Finder, Folded, Matches, fold

WORDS = Path(__file__).parent / "kind_words.yaml"
SETTLES = 2.0
"""Strength at which a kind holds."""

_COMPLAINT, _REQUEST, _PRAISE, _EXPECTED, _BEFORE, _AFTER, _BOTH, _IF, _PASS = range(9)
_NEGATORS = (_BEFORE, _AFTER, _BOTH)
_REACH = 16
"""Characters between a negation and what it denies; about two short words."""
_REACH_OF_IF = 45
_CHARACTERS = 4_000
"""Characters read of one text: what it is shows early, and a text without end can't hold up a load."""


@dataclass(frozen=True)
class _Words:
    matcher: Finder
    role: NDArray[np.int64]
    strength: NDArray[np.float64]


@dataclass(frozen=True)
class _Spoken:
    """What each match says: the kind it speaks for (-1 for none) and how strongly."""

    matches: Matches
    kind: NDArray[np.int64]
    strength: NDArray[np.float64]


def kinds(
    subject: pd.Series,
    body: pd.Series,
    known_kind: str | pd.Series | None = None,
    satisfaction: pd.Series | None = None,
    declared: pd.Series | None = None,
    names_issue: pd.Series | None = None,
) -> pd.Series:
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

    Returns
    -------
    Series of str
        complaint, request, praise or other; index as `subject`.
    """
    scores = _scores(subject, body)
    if satisfaction is not None:
        rating = satisfaction.astype("str").str.lower()
        scores[:, _COMPLAINT] += (rating == "bad").to_numpy(dtype=bool, na_value=False)
        scores[:, _PRAISE] += (rating == "good").to_numpy(dtype=bool, na_value=False)
    if declared is not None:
        scores += _declared_scores(declared)
    if names_issue is not None:
        scores[:, _COMPLAINT] += SETTLES * names_issue.to_numpy(dtype=bool, na_value=False)
    result = pd.Series(_decide(scores), index=subject.index, dtype="str", name="kind")
    if isinstance(known_kind, str):
        return pd.Series(known_kind, index=subject.index, dtype="str", name="kind")
    return result if known_kind is None else known_kind.astype("str").fillna(result).rename("kind")


def kind_evidence(subject: pd.Series, body: pd.Series) -> pd.DataFrame:
    """Words that the kinds rest on.

    Returns
    -------
    DataFrame
        One row per ticket and word found: columns index (of `subject`), kind, words (folded), strength.
    """
    folded = fold(_texts(subject, body))
    spoken = _spoken(folded)
    told = spoken.kind >= 0
    names = np.array(["complaint", "request", "praise"])
    starts, ends = spoken.matches.start[told], spoken.matches.end[told]
    return pd.DataFrame(
        {
            "index": subject.index.to_numpy()[spoken.matches.row[told]],
            "kind": names[spoken.kind[told]],
            "words": [folded.content[a:b].decode() for a, b in zip(starts, ends, strict=True)],
            "strength": spoken.strength[told],
        }
    )


def _texts(subject: pd.Series, body: pd.Series) -> list[str]:
    return [
        f"{s if isinstance(s, str) else ''} . {b[:_CHARACTERS] if isinstance(b, str) else ''}"
        for s, b in zip(subject.tolist(), body.tolist(), strict=True)
    ]


def _scores(subject: pd.Series, body: pd.Series) -> NDArray[np.float64]:
    folded = fold(_texts(subject, body))
    spoken = _spoken(folded)
    rows = len(subject)
    scores = np.zeros((rows, 3))
    told = spoken.kind >= 0
    row, kind, strength = spoken.matches.row[told], spoken.kind[told], spoken.strength[told]
    pattern = spoken.matches.pattern[told]
    _, first = np.unique((row * 3 + kind) * 100_000 + pattern, return_index=True)  # a repeated word counts once
    np.add.at(scores, (row[first], kind[first]), strength[first])
    asks = np.add.reduceat(np.frombuffer(folded.content, np.uint8) == ord("?"), folded.starts[:-1]) if rows else 0
    scores[:, _REQUEST] += np.minimum(asks, 1)
    return scores


def _spoken(folded: Folded) -> _Spoken:
    words = _words()
    matches = words.matcher.find(folded)
    role, strength = words.role[matches.pattern], words.strength[matches.pattern].copy()
    stops = np.isin(np.frombuffer(folded.content, np.uint8), np.frombuffer(b".?!,\n", np.uint8)).cumsum()
    gap = np.full(len(role), 10_000)
    gap[1:] = matches.start[1:] - matches.end[:-1]
    gap[1:][stops[matches.start[1:]] != stops[matches.end[:-1] - 1]] = 10_000
    previous = np.concatenate([[_PASS], role[:-1]])[: len(role)]
    following = np.concatenate([role[1:], [_PASS]])[: len(role)]
    gap_after = np.concatenate([gap[1:], [10_000]])[: len(role)]
    denied = np.isin(previous, (_BEFORE, _BOTH)) & (gap <= _REACH)
    denied_after = np.isin(following, (_AFTER, _BOTH)) & (gap_after <= _REACH)
    supposed = _supposed(role, matches, stops)
    kind = np.where(role <= _PRAISE, role, -1)
    failed = (role == _EXPECTED) & (denied | denied_after)
    displeased = (role == _PRAISE) & denied
    kind[failed | displeased] = _COMPLAINT
    strength[failed] = 2.0
    strength[displeased] = np.where(strength[displeased] >= 2, 2.0, 1.0)
    kind[(role == _COMPLAINT) & denied & (gap <= 6)] = -1
    kind[supposed & (kind == _COMPLAINT)] = -1
    return _Spoken(matches, kind, strength)


def _supposed(role: NDArray[np.int64], matches: Matches, stops: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a match follows an "if" in its sentence: "what if it is broken?" reports no failure."""
    place = np.where(role == _IF, np.arange(len(role)), -1)
    last = np.maximum.accumulate(place) if len(place) else place
    found = last >= 0
    start_of_if = matches.start[np.maximum(last, 0)]
    near = (matches.start - start_of_if <= _REACH_OF_IF) & (stops[matches.start] == stops[start_of_if])
    result: NDArray[np.bool_] = found & near
    return result


def _decide(scores: NDArray[np.float64]) -> NDArray[Any]:
    complaint, request, praise = scores.T
    decided = np.select(
        [
            (complaint >= SETTLES) & (complaint >= praise - 1),
            (request >= SETTLES) & (request >= praise),
            (praise >= SETTLES) | ((praise >= 1) & (complaint + request < 1)),
            (request >= 1) & (complaint < 1),
        ],
        ["complaint", "request", "praise", "request"],
        "other",
    )
    result: NDArray[Any] = decided.astype(object)
    return result


_DECLARED = {
    _COMPLAINT: "complaint complaints incident problem bug defect failure fault outage klacht storing probleem "
    "beschwerde reklamation stoerung storung reclamation plainte incident panne queja reclamacion incidencia reclamacao queixa incidente",
    _REQUEST: "question request inquiry enquiry task change how to feature request service request information "
    "vraag verzoek anfrage frage demande question solicitud consulta peticion pergunta pedido solicitacao",
    _PRAISE: "praise compliment kudos compliments lob felicitation felicitacion elogio compliment",
}


def _declared_scores(declared: pd.Series) -> NDArray[np.float64]:
    values = declared.astype("str").str.lower()
    codes, unique = pd.factorize(values)
    table = np.zeros((len(unique) + 1, 3))
    for number, value in enumerate(unique):
        said = set(fold([value]).content.decode().replace(".", " ").split())
        for kind, words in _DECLARED.items():
            if said & set(words.split()):
                table[number, kind] = SETTLES
                break
    result: NDArray[np.float64] = table[codes]
    return result


@lru_cache(maxsize=1)
def _words() -> _Words:
    entries: dict[str, tuple[int, float]] = {}
    for language in yaml.load(WORDS.read_text(encoding="utf-8"), Loader=yaml.BaseLoader).values():
        for role, name in ((_COMPLAINT, "complaint"), (_REQUEST, "request"), (_PRAISE, "praise")):
            for strength, phrases in language[name].items():
                for phrase in phrases:
                    entries.setdefault(str(phrase), (role, float(strength)))
        before, after = map(str, language["before"]), set(map(str, language.get("after", ())))
        for phrase in before:
            entries[phrase] = (_BOTH if phrase in after else _BEFORE, 0.0)
        for role, name in ((_EXPECTED, "expected"), (_IF, "if"), (_PASS, "pass")):
            for phrase in language[name]:
                entries.setdefault(str(phrase), (role, 0.0))
    roles = np.array([role for role, _ in entries.values()])
    strengths = np.array([strength for _, strength in entries.values()])
    return _Words(Finder(entries), roles, strengths)
