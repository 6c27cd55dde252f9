"""Days drawn anew: each draw has as many days, and its spread is that of the sum over strata."""

from __future__ import annotations

import numpy as np
import pytest

from etl.estimates.days import day_weights

MONTH = [number % 7 for number in range(30)]


def test_each_draw_has_as_many_days_of_each_weekday_as_there_were() -> None:
    weights, degrees = day_weights(MONTH, 50, np.random.default_rng(1))
    assert degrees == 30 - 7
    assert weights.min() >= 0
    for weekday in range(7):
        assert weights[:, np.array(MONTH) == weekday].sum(axis=1) == pytest.approx([MONTH.count(weekday)] * 50)


def test_the_spread_of_a_sum_is_that_within_weekdays_unbiased() -> None:
    values = np.random.default_rng(2).gamma(2.0, 5.0, 30) + 40.0 * (np.array(MONTH) == 0)
    weights, _ = day_weights(MONTH, 20_000, np.random.default_rng(3))
    by_weekday = [values[np.array(MONTH) == weekday] for weekday in range(7)]
    expected = sum(len(own) * own.var(ddof=1) for own in by_weekday)
    assert (weights @ values).var() == pytest.approx(expected, rel=0.05)


def test_a_week_in_which_each_weekday_is_there_once_is_drawn_as_one() -> None:
    weights, degrees = day_weights(range(7), 10, np.random.default_rng(4))
    assert degrees == 6
    assert weights.sum(axis=1) == pytest.approx([7.0] * 10)
    assert np.ptp(weights, axis=1).min() > 0
