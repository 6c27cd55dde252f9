"""The cold start: learns from an export without rulings, from the claims of the other signals.

A classifier that doesn't see the words of the phrases found in a ticket is trained on one half of the tickets and
predicts the other. How often it agrees with the claims bounds the confidence in both, and shows which phrases are
reliable. Starting from these, expectation maximisation finds further words that go with the claims, and a classifier is
trained on the tickets that are confident by then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.optimize import brentq

from etl.attribution.claims import Claims, Floats, Integers
from etl.attribution.matching.vocabulary import Vocabulary
from etl.attribution.scoring.combine import add_up
from etl.attribution.scoring.weights import Table
from etl.attribution.training.classifier import train
from etl.attribution.training.copies import worth_of
from etl.attribution.training.cross_view import borne_out
from etl.attribution.training.naive_bayes_em import Associations, associate, balance, softmax
from etl.taxonomy import Taxonomy
from etl.text.comparable import fold, in_pairs

FEWEST_TEXTS = 50
"""Minimum tickets of an export to learn anything without rulings."""
_STRENGTH = 1.0
_ROUGH = 3e-3
"""Guessed labels don't need exact convergence: this tolerance takes half the time."""
_MOST_TAUGHT_APART = 2_000
_CONFIDENT = 0.5
"""Probability from which a ticket is used for training, whether or not a phrase was found in it: a phrase among another
department's words misleads.
"""
_HALF = 0.5
"""Weight of the first claims and of a department's name in the search for words: they start it without deciding it."""
_COMMON_NAME = 0.1
_LEAST_FACTOR = 0.02


@dataclass(frozen=True)
class ColdStart:
    """What was learnt without rulings.

    Attributes
    ----------
    associations
        Words that go with the claims.
    taught
        Classifier taught on confident tickets.
    unseen
        Computes the scores of both on each text by models trained on the half that the text isn't in, shape (texts,
        departments, 2). A function, because few exports have independent signals to compare them with.
    choice
        Department that the classifier without the phrases' words chooses, shape (texts,); -1 where it can't tell.
    """

    associations: Associations
    taught: Table
    unseen: Callable[[], Floats]
    choice: Integers


def start_cold(
    matrix: sp.csr_matrix,
    masked: sp.csr_matrix,
    meaning: Floats,
    vocabulary: Vocabulary,
    claims: Sequence[Claims],
    language: Integers,
    text: Integers,
    taxonomy: Taxonomy,
    seed: int,
) -> ColdStart:
    """Learn from an unlabelled export.

    Parameters
    ----------
    matrix, meaning, vocabulary
        Texts by units, the units' meanings, the units. A text without a unit is left out.
    masked
        The texts without the words in which phrases were found, by units.
    claims
        Of each signal, with their weights.
    language
        Number of each text's language, shape (texts,).
    text
        Number of each text, the same for copies; see `copies`. Copies count once, and are never in both halves.
    """
    worth = worth_of(text) * (np.diff(matrix.indptr) > 0)
    shape = (matrix.shape[0], len(taxonomy.departments))
    claimed = add_up(claims, *shape)
    if worth.sum() < FEWEST_TEXTS or not (claimed > 0).any():
        silent = Table(np.zeros((matrix.shape[1], shape[1])), np.zeros(shape[1]))
        belief = np.full(shape, 1.0 / shape[1])
        return ColdStart(Associations(silent, belief), silent, lambda: np.zeros((*shape, 2)), np.full(shape[0], -1))
    random = np.random.default_rng(seed)
    names = _HALF * _name_scores(matrix, vocabulary, worth, taxonomy)
    half = random.integers(0, 2, int(text.max()) + 1)[text]
    apart = _by_the_other_half(masked, meaning, _HALF * claimed + names, language, worth, half, random)
    choice = np.where(np.diff(masked.indptr) > 0, apart[:, :, 1].argmax(axis=1), -1)

    led = _HALF * add_up(borne_out(claims, choice, worth, shape[1]), *shape) + names
    found = associate(matrix, led, language, worth)
    taught = _teach(matrix, meaning, found.belief, language, worth, _confident(found.belief))

    def unseen() -> Floats:
        return _by_the_other_half(matrix, meaning, led, language, worth, half, np.random.default_rng(seed))

    return ColdStart(found, taught, unseen, choice)


def factor_for(logits: Floats, worth: Floats, wanted: float, most: float = 1.0) -> float:
    """Factor on the log-odds that gives first choices the wanted mean probability.

    Parameters
    ----------
    logits
        Log-odds of the outcomes, shape (texts, outcomes).
    worth
        What each text counts for, shape (texts,).
    wanted
        Mean probability of the first choice.
    most
        Largest factor.
    """
    if not len(logits) or logits.shape[1] < 2:
        return 1.0

    def excess(log_factor: float) -> float:
        sure = softmax(logits * np.exp(log_factor)).max(axis=1)
        return float(np.average(sure, weights=worth)) - wanted

    low, high = np.log(_LEAST_FACTOR), np.log(most)
    if excess(high) <= 0:
        return most
    return float(np.exp(low if excess(low) >= 0 else brentq(excess, low, high, xtol=1e-3)))


def _teach(
    matrix: sp.csr_matrix, meaning: Floats, belief: Floats, language: Integers, worth: Floats, chosen: Integers
) -> Table:
    labels = belief[chosen].argmax(axis=1)
    sure = np.zeros((len(chosen), belief.shape[1]))
    sure[np.arange(len(chosen)), labels] = belief[chosen].max(axis=1) * worth[chosen]
    weights = (sure * balance(sure, language[chosen])).sum(axis=1)
    return train(matrix[chosen], meaning, labels, weights, belief.shape[1], _STRENGTH, _ROUGH)


def _confident(belief: Floats) -> Integers:
    return np.flatnonzero(belief.max(axis=1) > _CONFIDENT)


def _by_the_other_half(
    matrix: sp.csr_matrix,
    meaning: Floats,
    led: Floats,
    language: Integers,
    worth: Floats,
    half: Integers,
    random: np.random.Generator,
) -> Floats:
    """Scores of each text by models trained on the other half alone, shape (texts, departments, 2).

    The last axis: the words that go with the claims, then the classifier trained on them.
    """
    scores = np.zeros((*led.shape, 2))
    for side in (0, 1):
        own, other = np.flatnonzero(half == side), np.flatnonzero(half != side)
        if not (led[other] > 0).any():
            continue
        found = associate(matrix[other], led[other], language[other], worth[other])
        confident = _confident(found.belief)
        chosen = np.sort(random.permutation(confident)[:_MOST_TAUGHT_APART])
        taught = _teach(matrix[other], meaning, found.belief, language[other], worth[other], chosen)
        scores[own] = np.stack([table.scores(matrix[own]) for table in (found.table, taught)], axis=2)
    return scores


def _name_scores(matrix: sp.csr_matrix, vocabulary: Vocabulary, worth: Floats, taxonomy: Taxonomy) -> Floats:
    """1 for each uncommon unit of a department's names and phrases that no other department has.

    Names include earlier names and those of its teams, also written as one word.
    """
    departments = taxonomy.departments
    owners: dict[str, set[int]] = {}
    for number, department in enumerate(departments):
        names = [department.name, *department.aliases, *department.teams]
        texts = [*names, *(fold(name).replace(" ", "") for name in names), department.description]
        for issue in department.issues:
            texts += [issue.name, issue.description, *issue.phrases]
        for word in set(in_pairs(fold(" ".join(texts))).split()):
            owners.setdefault(word, set()).add(number)
    own = {word: min(numbers) for word, numbers in owners.items() if len(numbers) == 1}
    seeds = np.zeros((matrix.shape[1], len(departments)))
    in_text = np.repeat(worth, np.diff(matrix.indptr))
    count = np.bincount(matrix.indices, in_text, minlength=matrix.shape[1])
    for word, unit in zip(own, _numbers(vocabulary, list(own)), strict=True):
        if unit >= 0 and count[unit] < _COMMON_NAME * worth.sum():
            seeds[unit, own[word]] = 1.0
    present = matrix.copy()
    present.data = np.ones_like(present.data)
    return np.asarray(np.minimum(np.asarray(present @ seeds), 3.0))


def _numbers(vocabulary: Vocabulary, units: list[str]) -> Integers:
    places = {unit: number for number, unit in enumerate(vocabulary.units.to_pylist())}
    return np.array([places.get(unit, -1) for unit in units], dtype=np.int64)
