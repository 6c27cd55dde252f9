from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.attribution.claims import Claims
from etl.attribution.scoring.combine import damped, posterior
from etl.attribution.scoring.shares import decide
from etl.attribution.training.calibration import Calibration
from etl.attribution.training.naive_bayes_em import balance
from etl.attribution.training.signal_weights import Blend, fit_blend
from etl.attribution.training.source_accuracy import from_agreement
from tests.unit.attribution.make import claims


def test_reliabilities_are_found_from_agreement_alone() -> None:
    random = np.random.default_rng(0)
    truth = random.integers(0, 5, 4000)

    def witness(reliability: float, name: str) -> Claims:
        wrong = (truth + random.integers(1, 5, len(truth))) % 5
        said = np.where(random.random(len(truth)) < reliability, truth, wrong)
        return claims(name, list(range(len(truth))), said.tolist())

    spoken = [witness(0.9, "declared"), witness(0.7, "phrases"), witness(0.5, "journey")]
    assumed = {"declared": np.array([0.93]), "phrases": np.array([0.9]), "journey": np.array([0.4])}
    found = from_agreement(spoken, assumed, np.ones(4000), 5).by_signal
    assert found["declared"][0] == pytest.approx(0.9, abs=0.05)
    assert found["phrases"][0] == pytest.approx(0.7, abs=0.05)
    assert found["journey"][0] == pytest.approx(0.5, abs=0.05)


def test_few_pairs_leave_what_is_assumed() -> None:
    spoken = [claims("declared", [0, 1], [0, 1]), claims("phrases", [0, 1], [1, 0])]
    assumed = {"declared": np.array([0.93]), "phrases": np.array([0.9])}
    assert from_agreement(spoken, assumed, np.ones(2), 3).by_signal == assumed


def test_balance_gives_each_language_the_same_mix() -> None:
    belief = np.array([[1.0, 0.0]] * 100 + [[0.0, 1.0]] * 300 + [[1.0, 0.0]] * 300 + [[0.0, 1.0]] * 100)
    language = np.array([0] * 400 + [1] * 400)
    weighted = belief * balance(belief, language)
    mixes = [weighted[language == number].sum(axis=0) for number in (0, 1)]
    assert np.allclose(mixes[0] / mixes[0].sum(), mixes[1] / mixes[1].sum(), atol=0.05)


def test_rulings_give_weight_to_the_signal_that_is_right() -> None:
    random = np.random.default_rng(2)
    truth = np.eye(4)[random.integers(0, 3, 300)]
    right = truth[:, :3] * 2
    noise = random.normal(size=(300, 3))
    blend = fit_blend(np.stack([right, noise], axis=2), truth, Blend(np.array([0.5, 0.5]), np.zeros(4)))
    assert blend.weights[0] > 1
    assert blend.weights[1] < 0.2


@given(st.lists(st.lists(st.floats(-20, 20), min_size=3, max_size=3), min_size=1, max_size=5))
def test_probabilities_are_within_bounds_and_leave_room_for_none(scores: list[list[float]]) -> None:
    found = posterior(np.array(scores), np.log(np.array([0.3, 0.3, 0.3, 0.1])))
    assert ((found >= 0) & (found <= 1)).all()
    assert (found.sum(axis=1) <= 1 + 1e-9).all()


def test_a_second_claim_of_the_same_signal_counts_half() -> None:
    found = damped(claims("phrases", [0, 0, 0, 1], [1, 1, 2, 1], [2.0, 3.0, 1.0, 2.0]))
    assert found.weight.tolist() == [1.0, 3.0, 1.0, 2.0]


def test_two_clear_causes_are_split_by_their_odds_and_one_weak_is_not() -> None:
    spoken = [claims("phrases", [0, 0, 1, 1], [0, 1, 0, 1], [4.0, 4.0, 4.0, 0.5])]
    scores = np.array([[4.0, 4.0, 0.0], [4.0, 0.5, 0.0]])
    found = decide(posterior(scores, np.zeros(4)), spoken, scores, 0.8, Calibration())
    assert found.second.tolist() == [1, -1]
    assert found.share.tolist() == [0.5, 1.0]
    assert found.is_attributed.tolist() == [True, True]


def test_signals_that_name_different_departments_contradict_each_other() -> None:
    """Values that one signal names together are two causes; a reason and words that differ are one, and unsure."""
    spoken = [claims("declared", [0, 0, 1], [0, 1, 0], [4.0, 4.0, 4.0]), claims("phrases", [1], [1], [4.0])]
    scores = np.array([[4.0, 4.0, 0.0], [4.0, 4.0, 0.0]])
    found = decide(posterior(scores, np.zeros(4)), spoken, scores, 0.8, Calibration())
    assert (found.second.tolist(), found.is_attributed.tolist()) == ([1, -1], [True, False])
