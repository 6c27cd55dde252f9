"""Learns from rulings on kinds which words mark a complaint in this export, beyond those of the lexicon.

The lexicon's log-odds are an offset, and a penalised logistic regression over the words of the ruled tickets adds to
them. Words that no ruling covers thus keep the lexicon's answer: people rule mostly on presumed complaints, and a
classifier of their rulings alone would call everything a complaint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold

Floats = NDArray[np.float64]

FEWEST, FEWEST_OF_EACH = 20, 5
"""Minimum ruled tickets, and minimum complaints and others among them, to learn anything."""
_PENALTIES = (0.3, 1.0, 3.0, 10.0)
_FOLDS = 5
_SURE = 0.97
_SPOKEN = 1.0


@dataclass(frozen=True)
class TaughtKinds:
    """Model of the kinds from `count` ruled tickets; `weights`: one per word, one for the offset, and a constant."""

    words: TfidfVectorizer
    weights: Floats
    count: int

    def judged(self, texts: Sequence[str], told: pd.DataFrame) -> pd.DataFrame:
        """Judge the kinds of tickets again.

        Parameters
        ----------
        texts
            Of each ticket.
        told
            As `etl.staging.kinds.by_words.told` gives it, one row a ticket.

        Returns
        -------
        DataFrame
            Columns kind, complaint_probability; index as `told`.
        """
        odds = _odds(self.words.transform(texts), _log_odds(told["complaint_probability"]), self.weights)
        probability = 1.0 / (1.0 + np.exp(-odds))
        kind = np.where(probability >= 0.5, "complaint", _without_complaint(told))
        frame = pd.DataFrame({"kind": kind, "complaint_probability": probability.round(4)}, index=told.index)
        return frame.astype({"kind": "str"})


def learn_kinds(texts: Sequence[str], told: pd.DataFrame, ruled: Sequence[str], seed: int) -> TaughtKinds | None:
    """Learn from ruled tickets; None where they are too few, or where it doesn't improve on held-out ones.

    Parameters
    ----------
    texts, told
        As in `TaughtKinds.judged`, of the ruled tickets.
    ruled
        Kind of each.
    """
    is_complaint = np.array([kind == "complaint" for kind in ruled], dtype=np.float64)
    if len(is_complaint) < FEWEST or min(is_complaint.sum(), (1 - is_complaint).sum()) < FEWEST_OF_EACH:
        return None
    offset = _log_odds(told["complaint_probability"])
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, strip_accents="unicode")
    try:
        matrix = words.fit_transform(texts)
    except ValueError:  # no word occurs in two of them
        return None
    losses = {penalty: _left_out_loss(matrix, offset, is_complaint, penalty, seed) for penalty in _PENALTIES}
    best = min(losses, key=losses.__getitem__)
    if losses[best] >= _loss(offset, is_complaint):
        return None
    return TaughtKinds(words, _fit(matrix, offset, is_complaint, best), len(is_complaint))


def _left_out_loss(matrix: Any, offset: Floats, is_complaint: Floats, penalty: float, seed: int) -> float:
    """Mean log loss over all tickets, each predicted by weights fitted without it."""
    odds = np.empty_like(offset)
    for taught, left in StratifiedKFold(_FOLDS, shuffle=True, random_state=seed).split(matrix, is_complaint):
        weights = _fit(matrix[taught], offset[taught], is_complaint[taught], penalty)
        odds[left] = _odds(matrix[left], offset[left], weights)
    return _loss(odds, is_complaint)


def _fit(matrix: Any, offset: Floats, is_complaint: Floats, penalty: float) -> Floats:
    """Weights of a ridge-penalised logistic regression with an offset; all of them are penalised."""
    design = sparse.hstack([matrix, offset[:, None], np.ones((matrix.shape[0], 1))]).tocsr()

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = offset + design @ weights
        error = 1.0 / (1.0 + np.exp(-odds)) - is_complaint
        value = float(np.logaddexp(0.0, odds).sum() - is_complaint @ odds + penalty / 2 * weights @ weights)
        return value, design.T @ error + penalty * weights

    found = optimize.minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    result: Floats = found.x
    return result


def _odds(matrix: Any, offset: Floats, weights: Floats) -> Floats:
    result: Floats = offset * (1.0 + weights[-2]) + matrix @ weights[:-2] + weights[-1]
    return result


def _loss(odds: Floats, is_complaint: Floats) -> float:
    return float((np.logaddexp(0.0, odds) - is_complaint * odds).mean())


def _log_odds(probability: pd.Series) -> Floats:
    p = np.clip(probability.to_numpy(dtype=np.float64), 1 - _SURE, _SURE)
    result: Floats = np.log(p / (1 - p))
    return result


def _without_complaint(told: pd.DataFrame) -> NDArray[np.object_]:
    """Kind of a ticket that isn't a complaint: the kind judged before, else the strongest other one."""
    request, praise = (told[name].to_numpy(dtype=np.float64) for name in ("request", "praise"))
    spoken = np.select([(request >= _SPOKEN) & (request >= praise), praise >= _SPOKEN], ["request", "praise"], "other")
    kind = told["kind"].to_numpy(object)
    return np.where(kind == "complaint", spoken, kind)
