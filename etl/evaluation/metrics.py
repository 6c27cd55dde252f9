"""Measures of an attribution's quality against known origins."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from sklearn.metrics import cohen_kappa_score, f1_score

from etl.attribution.claims import Floats, Objects

Booleans = npt.NDArray[np.bool_]

BINS = 10
COVERAGE_PRECISION = 0.9


def quality(truth: Objects, best: Objects, confidence: Floats, is_attributed: Booleans) -> dict[str, float | None]:
    """Figures of one answer per ticket.

    Parameters
    ----------
    truth, best
        True department and first choice ("" if there isn't one), shape (tickets,).
    confidence
        Of the first choice.
    is_attributed
        False where the engine abstained.

    Returns
    -------
    dict
        accuracy and macro_f1 of the first choices (over the departments that occur in truth), kappa, calibration_error
        (ten equal bins, Naeini et al. 2015), calibration_by_chance, coverage_at_90 (largest part of the tickets, most
        confident first, that is right nine times in ten), coverage (part attributed) and precision (part of those that
        is right; None for none).
    """
    is_right = best == truth
    precision = float(is_right[is_attributed].mean()) if is_attributed.any() else None
    return {
        "accuracy": float(is_right.mean()),
        "macro_f1": float(f1_score(truth, best, average="macro", labels=np.unique(truth), zero_division=0)),
        "kappa": float(cohen_kappa_score(truth, best)) if len(np.unique(np.append(truth, best))) > 1 else 1.0,
        "calibration_error": calibration_error(confidence, is_right),
        "calibration_by_chance": calibration_by_chance(confidence),
        "coverage_at_90": coverage_at(confidence, is_right),
        "coverage": float(is_attributed.mean()),
        "precision": precision,
    }


def calibration_error(confidence: Floats, is_right: Booleans) -> float:
    """Mean distance between confidence and part right, over ten equal bins, weighted by their tickets."""
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    count = np.bincount(place, minlength=BINS)
    gap = np.bincount(place, weights=confidence - is_right, minlength=BINS)
    return float(np.abs(gap).sum() / max(count.sum(), 1))


def calibration_by_chance(confidence: Floats) -> float:
    """Calibration error that exact confidences would show by chance, for as many tickets.

    Of n tickets with confidences c, the part right in a bin misses their mean by a normal deviate with the variance
    ``sum c (1 - c)``, whose mean distance from 0 is ``sqrt(2 / pi)`` standard deviations.
    """
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    variance = np.bincount(place, weights=confidence * (1 - confidence), minlength=BINS)
    return float(np.sqrt(2 / np.pi * variance).sum() / max(len(confidence), 1))


def coverage_at(confidence: Floats, is_right: Booleans, precision: float = COVERAGE_PRECISION) -> float:
    """Largest part of the tickets, most confident first, that reaches a given precision."""
    order = np.argsort(-confidence, kind="stable")
    precisions = np.cumsum(is_right[order]) / np.arange(1, len(order) + 1)
    meets = np.flatnonzero(precisions >= precision)
    return float((meets[-1] + 1) / len(order)) if len(meets) else 0.0
