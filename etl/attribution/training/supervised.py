"""Teaching from rulings: a classifier, the signals' weights, the calibration, each judged on tickets not seen."""

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
"""Folds by the largest number of rulings they are made for: of few, a fifth more or less is felt, and the confidence
learnt from classifiers with fewer rulings would be too low for the one that has them all."""
FEWEST = 10
"""Rulings from which a classifier is taught on them."""


@dataclass(frozen=True)
class Taught:
    """What rulings taught.

    Attributes
    ----------
    tables
        Classifiers taught on all rulings: over words and their meanings, and over words alone. Meanings carry what few
        rulings say to other words; with many, words alone tell more apart. The blend weighs them.
    blend
        Weights of the signals, the classifiers' last, already calibrated.
    calibration
        Of the first choice's probability.
    probability, first, confidence, is_right
        Of each department for each ruled ticket, shape (rulings, departments), by models that have not seen it; their
        choice, its calibrated confidence, and the part of the people who ruled that found it right.
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
        What holds without rulings; its last weights are the classifiers'.
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
    """Classifier on some of the rulings; a ticket split between departments teaches each by its share."""
    shares = truth[rows, :-1]
    row, label = np.nonzero(shares)
    return train(matrix[rows[row]], meaning, label, shares[row, label], shares.shape[1], strength)


def _folds(count: int, seed: int) -> Integers:
    folds = min(next((folds for most, folds in _FOLDS if count <= most), _FOLDS_OF_MANY), count)
    return np.random.default_rng(seed).permutation(np.arange(count) % folds)
