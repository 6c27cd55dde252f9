"""Finds words that go with the phrases: naive Bayes trained on the unlabelled export by expectation maximisation.

After Nigam, McCallum, Thrun and Mitchell (2000), "Text classification from labeled and unlabeled documents using
EM", with the claims of the other signals in place of the labelled documents.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from etl.attribution.claims import Floats, Integers
from etl.attribution.scoring.weights import Table

_ROUNDS = 2
_SMOOTHING, _SMOOTHED_PART = 10.0, 0.5
_LEAST_PRIOR = 0.02
_HELD_LANGUAGE, _MOST_BALANCED = 20.0, 10.0


@dataclass(frozen=True)
class Associations:
    """Word weights and department probabilities learnt from unlabelled texts.

    Attributes
    ----------
    table
        Log of the ratio of a unit's frequency in a department's tickets to that in all tickets.
    belief
        Probability of each department for each text, claims and words together, shape (texts, departments).
    """

    table: Table
    belief: Floats


def associate(
    matrix: sp.csr_matrix, claimed: Floats, language: Integers, worth: Floats, rounds: int = _ROUNDS
) -> Associations:
    """Learn which units go with which department.

    Parameters
    ----------
    matrix
        Texts by units.
    claimed
        Log-odds of the signals' claims, shape (texts, departments); all zero where nothing spoke.
    language
        Number of each text's language, shape (texts,).
    worth
        What each text counts for, shape (texts,).
    """
    count = claimed.shape[1]
    log_prior = np.full(count, -np.log(count))
    belief = softmax(claimed + log_prior) * np.any(claimed > 0, axis=1, keepdims=True)
    table = Table(np.zeros((matrix.shape[1], count)), np.zeros(count))
    for _ in range(rounds):
        counted = belief * worth[:, None]
        together = np.asarray(matrix.T @ (counted * balance(counted, language)))
        overall = together.sum(axis=1, keepdims=True) + 1e-9
        overall /= overall.sum()
        mass = together.sum(axis=0, keepdims=True)
        # proportional to the department's size: with one value for all, unseen words would favour the smallest
        # department
        held = _SMOOTHING + _SMOOTHED_PART * mass
        likelihood = (together + held * overall) / (mass + held)
        table = Table(np.log(likelihood) - np.log(overall), log_prior)
        belief = softmax(np.asarray(matrix @ table.weights) + claimed + log_prior)
        expected = worth @ belief + worth.sum() * _LEAST_PRIOR
        log_prior = np.log(expected / expected.sum())
    return Associations(table, belief)


def balance(belief: Floats, language: Integers) -> Floats:
    """Weights that give every language the same mix of departments, so that its stop words are no clue.

    No taxonomy has equally many phrases in all languages: without this, "ich" would count for the department with the
    most German phrases.

    Parameters
    ----------
    belief
        Weight of each department for each text, shape (texts, departments).
    language
        Number of each text's language, shape (texts,).

    Returns
    -------
    float array of shape (texts, departments)
    """
    overall = belief.sum(axis=0) / max(float(belief.sum()), 1e-9)
    counts = np.zeros((int(language.max()) + 1 if len(language) else 1, belief.shape[1]))
    np.add.at(counts, language, belief)
    shares = (counts + _HELD_LANGUAGE * overall) / (counts.sum(axis=1, keepdims=True) + _HELD_LANGUAGE)
    factor = np.clip(overall / np.maximum(shares, 1e-9), 1 / _MOST_BALANCED, _MOST_BALANCED)
    return np.asarray(factor[language])


def softmax(logs: Floats) -> Floats:
    """Softmax of each row: probabilities that sum to 1, same shape."""
    odds = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
