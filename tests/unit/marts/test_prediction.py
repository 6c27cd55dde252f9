"""What is beyond ordinary variation: by process limits, by a prediction, and at many series at once."""

from __future__ import annotations

import numpy as np
import pytest

from etl.marts.core.prediction import FALSE_SHARE, outside, probability, surprises

WEEKS = 26


def alarms(counts: np.ndarray) -> np.ndarray:
    """Series of which a digest would say that they changed, of counts of shape (series, weeks)."""
    before, now = counts[:, :-1], counts[:, -1]
    way, *_ = outside(before, now)
    found: np.ndarray = surprises(probability(before, now)) & (way != 0)
    return found


def test_a_count_as_usual_is_no_surprise_and_one_far_from_it_is() -> None:
    before = np.array([[10.0, 12, 9, 11, 10, 13, 8, 11]] * 3)
    likely = probability(before, np.array([11.0, 40, 0]))
    assert likely[0] > 0.5
    assert likely[1] < 0.001
    assert likely[2] < 0.002


def test_the_probability_is_that_of_one_more_draw_on_the_scale_of_anscombe() -> None:
    # 2 sqrt(x + 3/8) of 3.625 and 8.625 is 4 and 6: mean 5, standard deviation 1.0541 of ten; of 27.85 it is 10.625
    before = np.array([[3.625, 8.625] * 5])
    # t = (10.6253 - 5) / (1.0541 sqrt(1 + 1/10)) = 5.088 on 9 degrees of freedom
    assert probability(before, np.array([27.85])) == pytest.approx([0.000656], rel=0.01)


def test_a_series_without_any_variation_is_not_taken_for_steadier_than_chance() -> None:
    never = np.zeros((1, WEEKS))
    assert probability(never, np.array([1.0]))[0] > 0.1
    assert probability(never, np.array([12.0]))[0] < 0.001


def test_a_surprise_must_be_the_greater_the_more_is_looked_at() -> None:
    assert surprises(np.array([0.01])).tolist() == [True]
    assert surprises(np.array([0.01, *[0.5] * 39])).tolist() == [False] * 40
    assert surprises(np.array([])).tolist() == []


def test_with_few_weeks_before_nothing_is_outside() -> None:
    way, mean, *_ = outside(np.array([[5.0, 6, 5, 6, 5, 6, 5]]), np.array([99.0]))
    assert way.tolist() == [0]
    assert np.isnan(mean).all()


@pytest.mark.parametrize("unevenness", [1.0, 1.5])
def test_of_a_hundred_weeks_in_which_nothing_changes_five_at_most_raise_an_alarm(unevenness: float) -> None:
    """Forty causes between half a complaint and sixty a week; their variance is so many times that of chance."""
    rng = np.random.default_rng(20_260_101)
    means = np.geomspace(0.5, 60, 40)[:, None] * np.ones((1, WEEKS + 1))
    false = 0
    for _ in range(100):
        if unevenness == 1:
            counts = rng.poisson(means).astype(float)
        else:
            spread = means / (unevenness - 1)
            counts = rng.negative_binomial(spread, spread / (spread + means)).astype(float)
        false += bool(alarms(counts).any())
    assert false <= 100 * FALSE_SHARE


def test_a_cause_that_grows_from_twenty_a_week_to_fifty_is_found_in_most_weeks() -> None:
    rng = np.random.default_rng(5)
    means = np.full((40, WEEKS + 1), 20.0)
    means[0, -1] = 50.0
    found = [alarms(rng.poisson(means).astype(float)) for _ in range(50)]
    assert np.mean([each[0] for each in found]) > 0.7
    assert np.mean([each[1:].any() for each in found]) <= 0.1
