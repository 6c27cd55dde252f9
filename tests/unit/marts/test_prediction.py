"""What is beyond ordinary variation: by process limits, by a prediction, and at many series at once."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from etl.marts.core.prediction import FALSE_SHARE, outside, probability, surprises
from tests.simulated_weeks import Draw, Rise, clumped, simulated, together

WEEKS = 26


def test_a_count_as_usual_is_no_surprise_and_one_far_from_it_is() -> None:
    before = np.array([[10.0, 12, 9, 11, 10, 13, 8, 11]] * 3)
    likely = probability(before, np.array([11.0, 40, 0]))
    assert likely[0] > 0.5
    assert likely[1] < 0.001
    assert likely[2] < 0.002


@pytest.mark.parametrize("unevenness", [1.0, 3.0])
def test_after_very_many_weeks_the_probability_is_that_of_the_distribution_that_they_came_from(
    unevenness: float,
) -> None:
    before = clumped(np.random.default_rng(4), np.full((1, 3_000), 20.0), unevenness)
    law = stats.poisson(20) if unevenness == 1 else stats.nbinom(20 / (unevenness - 1), 1 / unevenness)
    for count in (5, 38):
        tail = law.sf(count - 1) if count > 20 else law.cdf(count)
        times = probability(before, np.array([float(count)]))[0] / (2 * tail)
        assert 0.9 <= times <= 2  # unevenness is tried at few values: those beside the true one are on the wide side


def test_with_few_weeks_a_count_may_be_further_off_than_mean_and_variance_would_say() -> None:
    before = np.array([[3.0, 9, 12, 1, 5, 14, 2, 10]])
    mean, variance = before.mean(), before.var(ddof=1)
    taken_for_known = 2 * stats.nbinom.sf(23, mean**2 / (variance - mean), mean / variance)
    assert probability(before, np.array([24.0]))[0] > 1.5 * taken_for_known


def test_parts_of_a_complaint_count_as_parts() -> None:
    before = np.array([[10.4, 12.1, 9.3, 11.6, 10.2, 13.5, 8.9, 11.7]] * 3)
    likely = probability(before, np.array([21.0, 21.5, 22.0]))
    assert likely[0] > likely[1] > likely[2]


def test_a_series_without_any_variation_is_not_taken_for_steadier_than_chance() -> None:
    never = np.zeros((1, WEEKS))
    assert probability(never, np.array([1.0]))[0] > 0.02
    assert probability(never, np.array([12.0]))[0] < 0.002


def test_a_surprise_must_be_the_greater_the_more_is_looked_at() -> None:
    assert surprises(np.array([0.01])).tolist() == [True]
    assert surprises(np.array([0.01, *[0.5] * 39])).tolist() == [False] * 40
    assert surprises(np.array([])).tolist() == []


def test_with_few_weeks_before_nothing_is_outside() -> None:
    way, mean, *_ = outside(np.array([[5.0, 6, 5, 6, 5, 6, 5]]), np.array([99.0]))
    assert way.tolist() == [0]
    assert np.isnan(mean).all()


@pytest.mark.parametrize(("unevenness", "draw"), [(1.0, clumped), (1.5, clumped), (3.0, clumped), (3.0, together)])
def test_of_a_hundred_weeks_in_which_nothing_changes_five_at_most_raise_an_alarm(unevenness: float, draw: Draw) -> None:
    """Forty causes and all of them together, a variance of so many times what chance has."""
    false, _ = simulated(100, unevenness, draw=draw)
    assert false <= FALSE_SHARE


@pytest.mark.parametrize(
    ("before", "unevenness", "least"), [(20.0, 1.0, 0.2), (40.0, 1.0, 0.75), (40.0, 1.5, 0.5), (80.0, 3.0, 0.5)]
)
def test_a_planted_doubling_is_found_as_often_as_is_said(before: float, unevenness: float, least: float) -> None:
    _, found = simulated(100, unevenness, rise=Rise(before, 2.0))
    assert found >= least
