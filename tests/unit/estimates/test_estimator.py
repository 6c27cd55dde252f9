"""What always holds of estimates: parts sum to the whole, whatever was ruled and whatever is filtered."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.estimates import Estimator, direct_mean, direct_share, form_strata, share

CLASSES = ("Support", "Logistics", "Billing", "None of these", "Not a complaint")


@st.composite
def estimators(draw: st.DrawFn) -> Estimator:
    """Some tickets, some ruled at random with unequal weights, some ruled otherwise, some split between departments."""
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    count = draw(st.integers(1, 60))
    sharp = draw(st.sampled_from([0.05, 0.5, 5.0]))
    probability = random.dirichlet(np.full(5, sharp), count)
    ruled = random.permutation(count)[: draw(st.integers(0, count))]
    outcome = np.eye(5)[random.integers(0, 5, len(ruled))]
    split = random.random(len(ruled)) < 0.2
    outcome[split] = [0.25, 0.75, 0, 0, 0]
    weight = random.choice([0.0, 1.0, 4.0], len(ruled))
    return Estimator(probability, form_strata(probability, CLASSES, 4), ruled, outcome, weight)


def kinds(*places: int) -> np.ndarray:
    return np.isin(np.arange(5), places)


@given(estimators())
@settings(max_examples=60)
def test_the_parts_of_each_ticket_are_not_negative_and_sum_to_one(made: Estimator) -> None:
    assert (made.expectation >= 0).all()
    np.testing.assert_allclose(made.expectation.sum(axis=1), 1.0, atol=1e-9)


@given(estimators(), st.integers(0, 1_000))
@settings(max_examples=60)
def test_parts_sum_to_the_whole_and_disjoint_filters_add_up(made: Estimator, seed: int) -> None:
    within = np.random.default_rng(seed).random(len(made.probability)) < 0.4
    for filtered in (within, ~within):
        parts = [made.count(kinds(place), filtered).value for place in range(5)]
        assert sum(parts) == pytest.approx(filtered.sum())
    for place in range(5):
        both = made.count(kinds(place), within).value + made.count(kinds(place), ~within).value
        assert both == pytest.approx(made.count(kinds(place)).value)


@given(estimators(), st.integers(0, 1_000))
@settings(max_examples=60)
def test_a_value_lies_between_its_bounds_and_they_within_what_is_possible(made: Estimator, seed: int) -> None:
    within = np.random.default_rng(seed).random(len(made.probability)) < 0.6
    for classes in (kinds(1), kinds(1, 2), kinds(0, 1, 2, 3)):
        found = made.count(classes, within)
        known = made.outcome[within[made.ruled]][:, classes].sum()
        assert known - 1e-9 <= found.low <= found.value <= found.high
        assert found.high <= known + (within & made.is_open).sum() + 1e-9
    part = made.share(kinds(1, 2), kinds(0, 1, 2, 3), within)
    if part is not None:
        assert 0 <= part.low <= part.value <= part.high <= 1


@given(estimators(), st.integers(0, 1_000))
@settings(max_examples=40)
def test_the_order_of_tickets_and_rulings_does_not_matter(made: Estimator, seed: int) -> None:
    random = np.random.default_rng(seed)
    order, mixed = random.permutation(len(made.probability)), random.permutation(len(made.ruled))
    probability = made.probability[order]
    ruled = np.argsort(order)[made.ruled][mixed]
    other = Estimator(probability, form_strata(probability, CLASSES, 4), ruled, made.outcome[mixed], made.weight[mixed])
    one, again = made.count(kinds(1, 2)), other.count(kinds(1, 2))
    assert (one.low, one.value, one.high) == pytest.approx((again.low, again.value, again.high))


@given(estimators())
@settings(max_examples=40)
def test_a_ruled_ticket_counts_wholly_and_leaves_no_doubt(made: Estimator) -> None:
    for place, ticket in enumerate(made.ruled[:5]):
        alone = np.zeros(len(made.probability), dtype=bool)
        alone[ticket] = True
        for number in range(5):
            found = made.count(kinds(number), alone)
            assert found.low == found.value == found.high == pytest.approx(made.outcome[place, number])


def frame(count: int, random_rulings: int, others: int = 0) -> Estimator:
    """Tickets that the engine gives to the first two classes in turn, of which people say Logistics."""
    probability = np.tile([[0.8, 0.2, 0, 0, 0], [0.3, 0.7, 0, 0, 0]], (count // 2, 1)).astype(float)
    ruled = np.arange(random_rulings + others)
    outcome = np.tile(np.eye(5)[1], (len(ruled), 1))
    weight = np.where(ruled < random_rulings, 3.0, 0.0)
    return Estimator(probability, form_strata(probability, CLASSES, 4), ruled, outcome, weight)


def test_a_ticket_ruled_outside_the_random_sample_stands_for_no_other() -> None:
    without, with_others = frame(100, 0), frame(100, 0, others=20)
    np.testing.assert_allclose(with_others.expectation[20:], without.expectation[20:])
    assert not with_others.correction.is_covered
    assert with_others.expectation[:20, 1].tolist() == [1.0] * 20


def test_without_a_random_ruling_a_ticket_is_what_the_engine_says_with_no_interval() -> None:
    found = frame(100, 0).count(kinds(1))
    assert found.low == found.value == found.high == pytest.approx(45)


def test_rulings_move_the_tickets_that_nobody_ruled_and_the_engine_counts_for_one_ruling() -> None:
    made = frame(100, 20)
    assert made.correction.pull.tolist() == [1 / 11, 1 / 11]  # ten rulings on each class of tickets
    assert made.expectation[21, 1] == pytest.approx(10 / 11 + 0.7 / 11)
    found = made.count(kinds(1))
    assert found.low < found.value < found.high <= 100


def test_predicted_requests_are_corrected_only_by_rulings_on_predicted_requests() -> None:
    probability = np.array([[1.0, 0, 0, 0, 0]] * 50 + [[0, 0, 0, 0, 1.0]] * 50)
    strata = form_strata(probability, CLASSES, 4)
    ruled, logistics = np.arange(10), np.tile(np.eye(5)[1], (10, 1))
    of_complaints = Estimator(probability, strata, ruled, logistics, np.ones(10))
    assert of_complaints.count(kinds(4)).value == 50
    of_requests = Estimator(probability, strata, 50 + ruled, logistics, np.ones(10))
    assert of_requests.count(kinds(4)).value < 10
    assert of_requests.count(kinds(0)).value == 50


def test_a_class_that_nobody_met_has_the_bound_nought_but_not_the_upper_one() -> None:
    made = frame(100, 20)
    support = made.count(kinds(0))
    assert support.low == 0
    assert 0 < support.value < support.high < 25


def test_a_ruling_with_twice_the_weight_counts_for_two() -> None:
    probability = np.tile([0.5, 0.5, 0, 0, 0], (60, 1))
    outcome = np.eye(5)[[0] * 5 + [1] * 5]
    weights = np.array([2.0] * 5 + [1.0] * 5)
    made = Estimator(probability, form_strata(probability, CLASSES, 4), np.arange(10), outcome, weights)
    assert made.correction.mean[0, :2].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert made.correction.count_ruled[0] == pytest.approx(9)  # 15² / 25


def test_a_filter_whose_own_rulings_say_otherwise_gets_a_wider_interval() -> None:
    random = np.random.default_rng(1)
    probability = np.tile([0.5, 0.5, 0, 0, 0], (2_000, 1))
    in_filter = np.arange(2_000) < 1_000
    ruled = random.permutation(2_000)[:100]
    alike = np.eye(5)[np.arange(100) % 2]
    unlike = np.eye(5)[in_filter[ruled].astype(int)]
    widths = []
    for outcome in (alike, unlike):
        made = Estimator(probability, form_strata(probability, CLASSES, 4), ruled, outcome, np.full(100, 20.0))
        found = made.share(kinds(1), np.ones(5, dtype=bool), in_filter)
        assert found is not None
        widths.append(found.half_width)
    assert widths[1] > 3 * widths[0]
    assert found.high > 0.9  # the filter's own rulings all say so


def test_thirty_rulings_of_its_own_give_a_filter_a_direct_estimate_and_fewer_none() -> None:
    said = np.array([1.0] * 12 + [0.0] * 18)
    found = direct_share(said, np.ones(30))
    assert found is not None
    assert (found.value, round(found.low, 3), round(found.high, 3)) == (0.4, 0.246, 0.577)  # Wilson's of 12 in 30
    assert direct_share(said[:29], np.ones(29)) is None
    minutes = direct_mean(np.array([10.0, 20.0] * 15), np.ones(30))
    assert minutes is not None
    assert (minutes.value, round(minutes.high - minutes.value, 2)) == (15.0, 1.9)  # 2.045 * 5 / sqrt(29)
    assert direct_mean(np.ones(29), np.ones(29)) is None


def test_a_share_of_complaints_that_rests_on_an_estimated_number_of_them_is_less_sure() -> None:
    random = np.random.default_rng(2)
    probability = np.tile([0.4, 0.4, 0, 0, 0.2], (1_000, 1))
    ruled, outcome = np.arange(60), np.eye(5)[random.choice([0, 1, 4], 60)]
    made = Estimator(probability, form_strata(probability, CLASSES, 4), ruled, outcome, np.full(60, 16.0))
    of_complaints = share(made.correction, made.sums(), kinds(1), kinds(0, 1, 2, 3))
    assert of_complaints is not None
    complaints = made.count(kinds(0, 1, 2, 3)).value
    assert of_complaints.value == pytest.approx(made.count(kinds(1)).value / complaints)
    assert of_complaints.half_width > made.count(kinds(1)).half_width / 1_000


def test_tickets_that_no_ruling_speaks_for_stand_as_they_are_beside_those_that_rulings_correct() -> None:
    """A hundred complaints, thirty of them ruled to be just that, beside a hundred requests that nobody ruled on."""
    complaints, requests = np.tile([0.95, 0.05], (100, 1)), np.tile([0.05, 0.95], (100, 1))
    probability = np.vstack([complaints, requests])
    ruled = np.arange(30)
    made = Estimator(
        probability, form_strata(probability, ("Logistics", "Not a complaint"), 1), ruled,
        np.tile([1.0, 0.0], (30, 1)), np.ones(30),
    )  # fmt: skip
    found = made.count(np.array([True, False]))
    assert found.high <= 105 + 1e-9  # all hundred, and a twentieth of the requests
    assert 85 < found.low < found.value  # thirty of thirty leave room for a tenth
