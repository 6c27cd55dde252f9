"""Confidence of a run: calibration, the threshold from which a ticket is attributed, and prevalence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etl.attribution.claims import Floats
from etl.attribution.scoring.outcomes import origins, prevalence, probability_of_complaint
from etl.attribution.scoring.shares import LEAST_BORNE, borne_by_claims
from etl.attribution.training.calibration import (
    FEWEST_FOR_SELECTION,
    Calibration,
    flattened,
    threshold_by_confidence,
    threshold_by_selection,
    threshold_of_borne,
)
from etl.attribution.training.naive_bayes_em import softmax
from etl.attribution.training.sample import Sample
from etl.attribution.training.signal_weights import Blend
from etl.attribution.training.supervised import Taught
from etl.attribution.training.without_rulings import Untaught


@dataclass(frozen=True, slots=True)
class Sureness:
    """The parts of `Learnt` about confidence, defined there."""

    calibration: Calibration
    threshold: float
    least_borne: float
    prevalence: Floats


def how_sure(
    sample: Sample, untaught: Untaught, taught: Taught | None, features: Floats, blend: Blend, target: float
) -> Sureness:
    """Calibrate by rulings where there are enough, else by independent signals, else by words alone.

    Parameters
    ----------
    features, blend
        Log-odds by signal and part of the model, and the weights in use.
    target
        Required precision, 0 to 1.
    """
    by_department = softmax(blend.logits(features))[:, :-1]
    is_asked = (features != 0).any(axis=(1, 2))
    even = np.ones(by_department.shape[1] + 1)
    if taught is None and untaught.rests_on_words:
        return _by_words(sample, untaught.claimed, by_department, is_asked, target)
    if taught is not None:
        is_asked[sample.known.row] = False  # a model is more confident on its training tickets than on others
    calibration = Calibration() if taught is None else taught.calibration
    confidence = calibration.confidence(by_department.max(axis=1)[is_asked])
    return Sureness(calibration, _threshold(confidence, sample.worth[is_asked], taught, target), 0.0, even)


def _by_words(
    sample: Sample, claimed: Floats, by_department: Floats, is_asked: npt.NDArray[np.bool_], target: float
) -> Sureness:
    """Calibrate by words alone: a flatter line, and only answers that the claims support."""
    worth, probability = sample.worth, by_department.max(axis=1)
    calibration = flattened(probability[is_asked], worth[is_asked], float(worth.sum()))
    whole = origins(by_department, calibration, np.ones(by_department.shape[1] + 1))
    is_borne = borne_by_claims(claimed, by_department.argmax(axis=1))[is_asked] >= LEAST_BORNE
    return Sureness(
        calibration,
        threshold_of_borne(probability[is_asked], worth[is_asked], is_borne, calibration, target),
        LEAST_BORNE,
        prevalence(whole, probability_of_complaint(sample.tickets)),
    )


def _threshold(everyone: Floats, worth: Floats, taught: Taught | None, target: float) -> float:
    if taught is not None and len(taught.confidence) >= FEWEST_FOR_SELECTION:
        return threshold_by_selection(taught.confidence, taught.is_right, target)
    none = np.empty(0)
    tried, is_right = (none, none) if taught is None else (taught.confidence, taught.is_right)
    return threshold_by_confidence(everyone, worth, target, tried, is_right)
