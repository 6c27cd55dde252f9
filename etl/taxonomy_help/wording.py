"""Finds phrases that distinguish unattributed complaints from attributed ones, grouped by the texts they are in."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from etl.staging.language import small_words
from etl.taxonomy_help.attributed import Mask

MOST_TOPICS = 12
MOST_PHRASES = 6
FEWEST = 3
"""Complaints that a phrase must stand in; one in two hundred where there are many."""
FEWEST_OUTSIDE = 30
"""Minimum other texts for a comparison; with fewer, phrases are only compared with those in many texts."""
SURE = 1.96
_PER_TOPIC = 8
_PRIOR = 0.1
_MOST_UNITS = 30_000
_EVERYWHERE = 0.5
_OWN_SHARE = 0.5
_KNOWN_LETTERS = 8
_SMALL, _ANY = 4, 99
_ADDRESSES = {"http", "https", "www", "com"}

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Topic:
    """Folded phrases that go together, the main one first, and the mask of texts with any of them."""

    phrases: tuple[str, ...]
    has_it: Mask


def topics(texts: Sequence[str], is_open: Mask, seed: int) -> list[Topic]:
    """Groups of phrases of one to three words that are typical of some texts, by coverage.

    Parameters
    ----------
    texts
        Folded.
    is_open
        Mask of the texts to cover; the others are the comparison.
    """
    count_open = int(is_open.sum())
    fewest = max(FEWEST, count_open // 200)
    if count_open < fewest:
        return []
    names, matrix = _phrases(texts, is_open, fewest)
    inside = np.asarray(matrix[is_open].sum(axis=0)).ravel().astype(float)
    outside = np.asarray(matrix[~is_open].sum(axis=0)).ravel().astype(float)
    if (~is_open).sum() >= FEWEST_OUTSIDE:
        is_typical = (log_odds(inside, outside) >= SURE) & ~_are_small(names, longest=_SMALL)
    else:
        most = _EVERYWHERE * count_open if count_open >= FEWEST_OUTSIDE else count_open
        is_typical = (inside <= most) & ~_are_small(names, longest=_ANY)
    kept = np.flatnonzero(is_typical)
    found = _grouped([names[i] for i in kept], matrix[:, kept].tocsr(), is_open, fewest, seed)
    return sorted(found, key=lambda topic: (-int((topic.has_it & is_open).sum()), topic.phrases))


def log_odds(inside: Floats, outside: Floats) -> Floats:
    """How much more frequent each unit is inside than outside, in standard deviations.

    The log-odds ratio with an informative Dirichlet prior, divided by its standard deviation: Monroe, Colaresi and
    Quinn (2008), "Fightin' Words", Political Analysis 16(4). The prior is a tenth of the counts of both sides together,
    so that a unit that is rare everywhere doesn't count as typical.

    Parameters
    ----------
    inside, outside
        Counts by unit, shape (units,).
    """
    prior = _PRIOR * (inside + outside) + 1e-9
    one, other = inside + prior, outside + prior
    ratio = np.log(one / (one.sum() - one + 1e-9)) - np.log(other / (other.sum() - other + 1e-9))
    return np.asarray(ratio / np.sqrt(1 / one + 1 / other))


def _phrases(texts: Sequence[str], is_open: Mask, fewest: int) -> tuple[list[str], sp.csr_matrix]:
    """Sequences of one to three words in enough of the open texts, and the texts that have them."""
    counter = CountVectorizer(
        ngram_range=(1, 3), min_df=fewest, max_features=_MOST_UNITS, binary=True, lowercase=False, token_pattern=r"\S+"
    )
    try:
        counter.fit([text for text, wanted in zip(texts, is_open, strict=True) if wanted])
    except ValueError:  # no sequence of words is in enough of them
        return [], sp.csr_matrix((len(texts), 0))
    names = counter.get_feature_names_out().tolist()
    kept = [place for place, name in enumerate(names) if _is_phrase(name)]
    return [names[place] for place in kept], counter.transform(texts)[:, kept].tocsr()


def _is_phrase(name: str) -> bool:
    """Whether it is a phrase: no digits (order numbers), masks or addresses, and no stop word at its end."""
    words = name.split()
    if any(not word.isalpha() or set(word) == {"x"} or word in _ADDRESSES for word in words) or len(set(words)) < len(
        words
    ):
        return False
    if len(words) > 1 and len(words[-1]) <= _SMALL and words[-1] in small_words():
        return False
    return len(words[0]) > 1 and len(words[-1]) > 2 and max(map(len, words)) > 3


def _are_small(names: Sequence[str], *, longest: int) -> Mask:
    """Whether a phrase has only common words: a single one, or several of at most `longest` letters."""
    known = small_words()

    def is_small(words: list[str]) -> bool:
        return all(word[:_KNOWN_LETTERS] in known and (len(words) == 1 or len(word) <= longest) for word in words)

    return np.array([is_small(name.split()) for name in names], dtype=bool)


def _telling(names: Sequence[str]) -> Floats:
    """Sort key: share of a phrase's words that aren't stop words; among phrases in the same texts, two words first."""
    known = small_words()
    parted = [[word[:_KNOWN_LETTERS] not in known for word in name.split()] for name in names]
    return np.array([(0.1 + sum(words) / len(words)) * (1.1 if len(words) == 2 else 1.0) for words in parted])


def _grouped(names: list[str], matrix: sp.csr_matrix, is_open: Mask, fewest: int, seed: int) -> list[Topic]:
    """Texts in topics by non-negative factors of TF-IDF (Lee and Seung 1999), each named by the phrases it has most of.

    These are chosen by class-based TF-IDF (Grootendorst 2022, "BERTopic", section 3.3): the share of a topic's texts
    that have the phrase, times ln(1 + texts per topic ÷ texts with the phrase).
    """
    inside = matrix[is_open]
    count = min(MOST_TOPICS, max(1, inside.shape[0] // _PER_TOPIC), len(names))
    if not count:
        return []
    factors = NMF(count, init="nndsvda", random_state=seed, max_iter=200, tol=1e-3)
    with np.errstate(invalid="ignore"), warnings.catch_warnings():
        # warnings of the square root of an error that rounding made negative, and of factors not fully converged, which
        # are good enough
        warnings.simplefilter("ignore", ConvergenceWarning)
        strength = factors.fit_transform(TfidfTransformer(sublinear_tf=True).fit_transform(inside))
    topic = np.where(strength.max(axis=1) > 0, strength.argmax(axis=1), -1)
    sizes = np.array([(topic == number).sum() for number in range(count)], dtype=float)
    counts = np.vstack([np.asarray(inside[topic == number].sum(axis=0)) for number in range(count)])
    total = np.maximum(counts.sum(axis=0), 1.0)
    weight = counts / np.maximum(sizes, 1.0)[:, None] * np.log1p(sizes.mean() / total) * _telling(names)
    is_own = (counts >= fewest) & (counts >= _OWN_SHARE * total)
    found = []
    for number in range(count):
        chosen = _first_of(names, np.argsort(-weight[number], kind="stable"), is_own[number])
        if chosen:
            has_it = np.asarray(matrix[:, chosen].sum(axis=1)).ravel() > 0
            found.append(Topic(tuple(names[place] for place in chosen), has_it))
    return found


def _first_of(names: list[str], order: NDArray[np.int64], is_own: Mask) -> list[int]:
    """A topic's first phrases that no other topic has, without repeated words."""
    chosen: list[int] = []
    taken: set[str] = set()
    for place in order.tolist():
        words = set(names[place].split())
        if len(chosen) < MOST_PHRASES and is_own[place] and not words & taken:
            chosen.append(place)
            taken |= words
    return chosen
