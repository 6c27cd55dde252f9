"""A linear text classifier: logistic regression over units and over their meaning, folded into one table of weights.

The meaning of a unit is its row in the truncated singular value decomposition of the export's own texts (latent
semantic analysis, Deerwester et al. 1990): units that occur in similar texts share what is learnt about any of them.
Both parts are linear in the text's row, so a text is scored by adding up the weights of its units.
"""

from __future__ import annotations

import warnings

import numpy as np
import scipy.sparse as sp
from sklearn.decomposition import TruncatedSVD
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from etl.attribution.claims import Floats, Integers
from etl.attribution.scoring.weights import Table

DIMENSIONS = 64
_FEWEST_TEXTS = 50
_FEWEST_FOR_MEANING = 20


def meanings(matrix: sp.csr_matrix, seed: int) -> Floats:
    """Meaning of each unit, scaled so that a text's sum of meanings has length 1 on average.

    Parameters
    ----------
    matrix
        Texts by units.
    seed
        Seed of the randomised decomposition.

    Returns
    -------
    float array of shape (units, dimensions)
        No columns where there are too few texts.
    """
    dimensions = min(DIMENSIONS, matrix.shape[0] // 10, matrix.shape[1] - 1)
    if matrix.shape[0] < _FEWEST_TEXTS or dimensions < 2 or matrix.nnz == 0:
        return np.zeros((matrix.shape[1], 0), dtype=np.float32)
    decomposition = TruncatedSVD(dimensions, n_iter=3, random_state=seed)
    texts = decomposition.fit_transform(matrix)
    scale = 1 / np.sqrt(max(float((texts**2).sum(axis=1).mean()), 1e-12))
    return np.asarray(decomposition.components_.T * scale, dtype=np.float32)


def train(
    matrix: sp.csr_matrix,
    units: Floats,
    labels: Integers,
    weights: Floats,
    count_departments: int,
    strength: float,
    tolerance: float = 3e-4,
) -> Table:
    """Train a classifier.

    Parameters
    ----------
    matrix
        Texts by units, shape (texts, units).
    units
        As `meanings` gives them, shape (units, dimensions).
    labels, weights
        Department number and weight of each text.
    strength
        Inverse of the ridge penalty.
    tolerance
        Gradient of the mean loss at which the optimiser stops.

    Returns
    -------
    Table
        A department without texts has zero weights, and the constant of half a text.
    """
    known = np.unique(labels)
    table = np.zeros((matrix.shape[1], count_departments))
    constant = np.zeros(count_departments)
    present = np.unique(matrix.indices)
    if len(known) > 1 and not len(present):  # texts without a known word still show how frequent each department is
        constant[known] = np.log(np.bincount(labels, weights, count_departments)[known] / weights.sum())
    elif len(known) > 1:
        own = sp.csr_matrix(matrix[:, present])
        features = sp.hstack([own, sp.csr_matrix(matrix @ units)], format="csr") if units.shape[1] else own
        model = LogisticRegression(C=strength, max_iter=200, tol=tolerance)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # near enough: the scores are calibrated afterwards
            warnings.filterwarnings("ignore", "The number of unique classes")  # few rulings, many departments
            model.fit(features, labels, sample_weight=weights)
        coefficients, intercepts = model.coef_, model.intercept_
        if len(known) == 2:
            coefficients = np.vstack([-coefficients / 2, coefficients / 2])
            intercepts = np.concatenate([-intercepts / 2, intercepts / 2])
        table[np.ix_(present, known)] = coefficients[:, : len(present)].T
        table[:, known] += units @ coefficients[:, len(present) :].T
        constant[known] = intercepts
    absent = np.setdiff1d(np.arange(count_departments), known)
    if len(absent) and len(known):
        logits = matrix @ table[:, known] + constant[known]
        level = float(np.log(np.exp(logits).sum(axis=1)).mean())
        constant[absent] = level + np.log(0.5 / (weights.sum() + 0.5 * count_departments))
    return Table(table, constant)
