"""Who is named without any ruling: what a model is sure of and the claims alone bear out."""

from __future__ import annotations

import numpy as np
import pytest

from etl.attribution.scoring.combine import posterior
from etl.attribution.scoring.reliability import log_odds, log_prior
from etl.attribution.scoring.shares import borne_by_claims, decide
from etl.attribution.training.calibration import Calibration, flattened, threshold_of_borne
from tests.unit.attribution.make import claims


def test_one_claim_bears_its_department_out_by_as_much_as_it_is_reliable() -> None:
    claimed = np.zeros((3, 4))
    claimed[:2, 1] = log_odds(np.array([0.6]), 4)[0]
    borne = borne_by_claims(claimed, np.array([1, 0, 0]))
    assert borne == pytest.approx([0.6, 0.4 * 0.225 / 0.775, 1.0])  # the last one bears no claim that could differ


def test_a_sure_model_names_nobody_whom_the_claims_do_not_bear_out() -> None:
    weak, strong = log_odds(np.array([0.2, 0.8]), 4)
    spoken = [claims("phrases", [0, 1], [0, 0], [float(weak), float(strong)])]
    scores = np.array([[9.0, 0.0, 0.0, 0.0], [9.0, 0.0, 0.0, 0.0]])
    found = decide(posterior(scores, log_prior(4)), spoken, scores, 0.8, Calibration(), least_borne=1 / 3)
    assert found.is_attributed.tolist() == [False, True]
    assert found.confidence[0] == found.confidence[1]
    free = decide(posterior(scores, log_prior(4)), spoken, scores, 0.8, Calibration())
    assert free.is_attributed.tolist() == [True, True]


def test_the_threshold_is_chosen_among_what_claims_bear_out_and_put_as_a_flattened_confidence() -> None:
    random = np.random.default_rng(1)
    probability = 1 / (1 + np.exp(-random.normal(0.0, 2.0, 4_000)))
    worth, is_borne = np.ones(4_000), random.random(4_000) < 0.3
    line = flattened(probability, worth, 10_000.0)
    threshold = threshold_of_borne(probability, worth, is_borne, line, 0.9)
    steeper = flattened(probability, worth, 0.0, 0.9)
    named = is_borne & (line.confidence(probability) >= threshold)
    assert named.any()
    assert steeper.confidence(probability[named]).mean() == pytest.approx(0.9, abs=0.01)
    nobody = np.zeros(4_000, dtype=bool)
    assert threshold_of_borne(probability, worth, nobody, line, 0.9) > threshold
