"""Learns from rulings how much to trust each signal: one weight per signal, one constant per department.

A conditional logit (McFadden 1974) over the signals' log-odds: ``score_d = sum over signals of weight * log-odds_d +
constant_d``. A ridge penalty keeps the weights near their start values while rulings are few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from etl.attribution.claims import Floats
from etl.attribution.training.naive_bayes_em import softmax

_RIDGE_WEIGHT, _RIDGE_CONSTANT = 0.05, 0.5


@dataclass(frozen=True)
class Blend:
    """Weights of the signals.

    Attributes
    ----------
    weights
        One per signal, 0 or more.
    constants
        One per department, and one for "none of them" last.
    """

    weights: Floats
    constants: Floats

    def logits(self, features: Floats) -> Floats:
        """Log-odds of each department and of none, shape (rows, departments + 1).

        Parameters
        ----------
        features
            Log-odds by signal, shape (rows, departments, signals).
        """
        scores = features @ self.weights
        return np.hstack([scores, np.zeros((len(scores), 1))]) + self.constants

    def scaled(self, factor: float) -> Blend:
        """Blend with its log-odds multiplied: the departments keep their order, the confidence changes."""
        return Blend(self.weights * factor, self.constants * factor)


def fit_blend(features: Floats, truth: Floats, start: Blend) -> Blend:
    """Fit the weights to rulings.

    Parameters
    ----------
    features
        Log-odds by signal, shape (rows, departments, signals); those of a trained model come from models that haven't
        seen the row.
    truth
        Share of each department, and of none of them last, as ruled; shape (rows, departments + 1).
    start
        Blend without rulings, which the fit is shrunk to.
    """
    count_signals = features.shape[2]

    def loss(parameters: Floats) -> tuple[float, Floats]:
        weights, constants = parameters[:count_signals], parameters[count_signals:]
        probability = softmax(Blend(weights, constants).logits(features))
        misfit = probability - truth * 1.0
        away, off = weights - start.weights, constants - start.constants
        value = -(truth * np.log(probability + 1e-12)).sum()
        value += _RIDGE_WEIGHT * (away**2).sum() + _RIDGE_CONSTANT * (off**2).sum()
        by_weight = np.einsum("nk,nkj->j", misfit[:, :-1], features) + 2 * _RIDGE_WEIGHT * away
        by_constant = misfit.sum(axis=0) + 2 * _RIDGE_CONSTANT * off
        return float(value), np.concatenate([by_weight, by_constant])

    bounds = [(0.0, None)] * count_signals + [(None, None)] * truth.shape[1]
    found = minimize(loss, np.concatenate([start.weights, start.constants]), jac=True, method="L-BFGS-B", bounds=bounds)
    return Blend(found.x[:count_signals], found.x[count_signals:])


def temperature(logits: Floats, truth: Floats) -> float:
    """Factor that calibrates log-odds (temperature scaling, Guo et al. 2017), 0.2 to 3.

    Parameters
    ----------
    logits, truth
        Held-out rows, each of shape (rows, departments + 1).
    """
    factors = np.exp(np.linspace(np.log(0.2), np.log(3.0), 60))
    losses = [-(truth * np.log(softmax(logits * factor) + 1e-12)).sum() for factor in factors]
    return float(factors[int(np.argmin(losses))])
