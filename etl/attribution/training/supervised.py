"""Trains on rulings: a classifier, the signals' weights and the calibration, each judged on held-out tickets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from etl.attribution.claims import Floats, Integers
from etl.attribution.scoring.weights import Table
from etl.attribution.training.calibration import Calibration, fit_calibration
from etl.attribution.training.classifier import train
from etl.attribution.training.naive_bayes_em import softmax
from etl.attribution.training.ruled_tickets import Ruled
from etl.attribution.training.signal_weights import Blend, fit_blend, temperature

_STRENGTH, _STRENGTH_OF_WORDS = 3.0, 10.0
_FOLDS = ((500, 10), (4_000, 5))
_FOLDS_OF_MANY = 3
"""Folds where there are many rulings. With few, more folds are needed: classifiers trained on a smaller part would be
less confident than the final one, which has all rulings.
"""
FEWEST = 10
"""Minimum rulings to train a classifier on them."""


@dataclass(frozen=True)
class Taught:
    """What was learnt from rulings.

    Attributes
    ----------
    tables
        Classifiers trained on all rulings: over words and their meanings, and over words alone. Meanings extend few
        rulings to other words; with many rulings, words alone are more precise. The blend weighs the two.
    blend
        Weights of the signals, the classifiers' last, already calibrated.
    calibration
        Of the first choice's probability.
    probability, first, confidence, is_right
        Probability of each department for each ruled ticket, shape (rulings, departments), by models that haven't seen
        it; their choice, its calibrated confidence, and the share of reviewers who found it right, each of shape
        (rulings,).
    """

    tables: tuple[Table, ...]
    blend: Blend
    calibration: Calibration
    probability: Floats
    first: Integers
    confidence: Floats
    is_right: Floats


def teach(matrix: sp.csr_matrix, meaning: Floats, features: Floats, known: Ruled, start: Blend, seed: int) -> Taught:
    """Learn from rulings.

    Parameters
    ----------
    matrix, meaning
        Texts of the ruled tickets by units, the units' meanings.
    features
        Log-odds of the other signals on them, shape (rulings, departments, signals).
    known
        The rulings.
    start
        Blend without rulings; its last weights are the classifiers'.
    """
    fold = _folds(len(known), seed)
    kinds = ((meaning, _STRENGTH), (meaning[:, :0], _STRENGTH_OF_WORDS))
    unseen = np.zeros((*features.shape[:2], len(kinds)))
    for number in range(int(fold.max()) + 1):
        rest, held = np.flatnonzero(fold != number), fold == number
        for place, (units, strength) in enumerate(kinds):
            table = _train(matrix, units, known.truth, rest, strength)
            unseen[held, :, place] = table.scores(matrix[held])
    everything = np.concatenate([features, unseen], axis=2)
    blend = fit_blend(everything, known.truth, start)
    logits = np.zeros((len(known), known.truth.shape[1]))
    for number in range(int(fold.max()) + 1):
        rest = fold != number
        logits[~rest] = fit_blend(everything[rest], known.truth[rest], start).logits(everything[~rest])
    factor = temperature(logits, known.truth)
    probability = softmax(logits * factor)[:, :-1]
    first = probability.argmax(axis=1)
    rows = np.arange(len(first))
    tables = tuple(_train(matrix, units, known.truth, rows, strength) for units, strength in kinds)
    is_right = known.is_cause[rows, first]
    calibration = fit_calibration(probability[rows, first], is_right)
    confidence = calibration.confidence(probability[rows, first])
    return Taught(tables, blend.scaled(factor), calibration, probability, first, confidence, is_right)


def _train(matrix: sp.csr_matrix, meaning: Floats, truth: Floats, rows: Integers, strength: float) -> Table:
    """Train a classifier on some rulings; a split ticket counts for each department by its share."""
    shares = truth[rows, :-1]
    row, label = np.nonzero(shares)
    return train(matrix[rows[row]], meaning, label, shares[row, label], shares.shape[1], strength)


def _folds(count: int, seed: int) -> Integers:
    folds = min(next((folds for most, folds in _FOLDS if count <= most), _FOLDS_OF_MANY), count)
    return np.random.default_rng(seed).permutation(np.arange(count) % folds)
