"""Combines the signals: adds up their log-odds and turns the sums into a probability for each department.

With prior odds `b`, the claims' weights `w` and a further outcome "none of them", the probability of department `d` is
``exp(s_d) / (sum over e of exp(s_e) + exp(b_none))`` with ``s_d = b_d + sum of w``: naive Bayes over the signals (Good
1950, "weights of evidence"). So ``logit P(d)`` is the sum of d's weights and of one remainder: the prior odds less the
evidence for other departments. The evidence shows both.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from etl.attribution.claims import Claims, Floats, Integers

DAMPING = 0.5
"""Weight of a signal's next claim for the same department relative to the one before: they aren't independent."""
_FURTHEST = 30.0


def damped(claims: Claims) -> Claims:
    """Halve the weight of each further claim of a signal for the same department of a ticket.

    Parameters
    ----------
    claims
        Of one signal, with their weights.
    """
    if not len(claims):
        return claims
    order = np.lexsort((-np.abs(claims.weight), claims.department, claims.row))
    group = claims.row[order] * (claims.department.max() + 1) + claims.department[order]
    is_first = np.concatenate([[True], np.diff(group) != 0])
    place = np.arange(len(group))
    rank = place - np.maximum.accumulate(np.where(is_first, place, 0))
    weight = np.empty(len(group))
    weight[order] = claims.weight[order] * DAMPING ** np.minimum(rank, _FURTHEST)
    return claims.weighted(weight)


def add_up(parts: Sequence[Claims], count_rows: int, count_departments: int) -> Floats:
    """Sum of the weights by ticket and department, shape (rows, departments)."""
    total = np.zeros(count_rows * count_departments)
    for claims in parts:
        place = claims.row * count_departments + claims.department
        total += np.bincount(place, weights=claims.weight, minlength=len(total))
    return total.reshape(count_rows, count_departments)


def posterior(scores: Floats, log_prior: Floats) -> Floats:
    """Probability of each department.

    Parameters
    ----------
    scores
        Log-odds added up, shape (rows, departments).
    log_prior
        Log of the prior of each department, and of none of them last, shape (departments + 1,).

    Returns
    -------
    float array of shape (rows, departments)
        A row sums to less than 1: the rest is the probability that no department of the taxonomy is the origin.
    """
    logs = np.hstack([scores + log_prior[:-1], np.full((len(scores), 1), log_prior[-1])])
    logs -= logs.max(axis=1, keepdims=True)
    odds = np.exp(logs)
    return np.asarray(odds[:, :-1] / odds.sum(axis=1, keepdims=True))


def logit(probability: Floats) -> Floats:
    """Log-odds of a probability, kept finite."""
    inside = np.clip(probability, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(inside) - np.log1p(-inside))


def best_two(probability: Floats) -> tuple[Integers, Integers]:
    """First and second department of each ticket; the second equals the first where there is only one department."""
    if probability.shape[1] == 1:
        only = np.zeros(len(probability), dtype=np.int64)
        return only, only
    order = np.argsort(-probability, axis=1, kind="stable")
    return order[:, 0], order[:, 1]
