"""Process limits tell ordinary variation from signals, and the squares add up to a hundred."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.marts.core.process_limits import LEAST, RUN, Signal, laney_p, signals, xmr
from etl.marts.frames.waffle import at_least_one, hundred

WHOLE = np.ones(10, dtype=bool)


def test_the_limits_of_single_values_are_those_of_the_textbook() -> None:
    values = np.array([10, 12, 11, 13, 10, 12, 11, 13, 10, 12], dtype=float)
    limits = xmr(values, WHOLE)
    moving_range = np.abs(np.diff(values)).mean()
    assert limits.mean[0] == pytest.approx(11.4)
    assert limits.high[0] == pytest.approx(11.4 + 2.66 * moving_range, abs=1e-2)
    assert limits.low[0] == pytest.approx(11.4 - 2.66 * moving_range, abs=1e-2)


def test_partial_periods_neither_teach_the_limits_nor_have_any() -> None:
    values = np.array([10, 12, 11, 13, 10, 12, 11, 13, 10, 1000], dtype=float)
    whole = WHOLE.copy()
    whole[-1] = False
    limits = xmr(values, whole)
    assert limits.high[0] < 20
    assert np.isnan(limits.high[-1])
    assert signals(values, limits)[-1] is None


def test_too_few_periods_have_no_limits_and_no_signals() -> None:
    values = np.arange(LEAST - 1, dtype=float)
    limits = xmr(values, np.ones(LEAST - 1, dtype=bool))
    assert np.isnan(limits.mean).all()
    assert signals(values, limits) == [None] * (LEAST - 1)


def test_a_point_outside_the_limits_is_a_signal() -> None:
    values = np.array([10, 11, 10, 11, 10, 11, 10, 11, 10, 40], dtype=float)
    found = signals(values, xmr(values, WHOLE))[-1]
    assert found == Signal("limits", "higher")
    assert found.words == "above the limits of ordinary variation"


def test_seven_on_one_side_are_a_signal() -> None:
    values = np.array([10, 20, 14, 16, 14, 16, 14, 30, 30, 30, 30, 30, 30, 30], dtype=float)
    found = signals(values, xmr(values, np.ones(14, dtype=bool)))
    assert found.count(Signal("side", "higher")) == RUN


def test_seven_rising_are_a_signal() -> None:
    values = np.array([30, 10, 31, 9, 15, 16, 17, 18, 19, 20, 21, 9], dtype=float)
    found = signals(values, xmr(values, np.ones(12, dtype=bool)))
    assert [signal for signal in found if signal] == [Signal("trend", "higher")] * 8
    assert Signal("trend", "higher").words == "7 or more in a row rising"


def test_limits_of_a_share_widen_where_there_are_fewer_to_share() -> None:
    wholes = np.array([400, 100, 400, 400, 100, 400, 400, 100, 400, 400], dtype=float)
    parts = wholes * np.array([0.50, 0.55, 0.45, 0.52, 0.40, 0.50, 0.48, 0.60, 0.51, 0.5])
    limits = laney_p(parts, wholes, WHOLE)
    assert limits.high[1] - limits.mean[1] == pytest.approx(2 * (limits.high[0] - limits.mean[0]))
    assert ((limits.low >= 0) & (limits.high <= 1)).all()


def test_a_share_that_never_varies_has_limits_on_its_mean() -> None:
    limits = laney_p(np.zeros(10), np.full(10, 50.0), WHOLE)
    assert limits.high.tolist() == limits.low.tolist() == [0.0] * 10


@given(st.dictionaries(st.text(max_size=3), st.floats(0.001, 1e6), min_size=1, max_size=12))
def test_squares_add_up_to_exactly_a_hundred(parts: dict[str, float]) -> None:
    sizes = hundred(parts)
    total = sum(parts.values())
    assert sum(sizes.values()) == 100
    assert all(abs(sizes[name] - part / total * 100) < 1 + 1e-6 for name, part in parts.items())


def test_no_complaints_make_no_squares() -> None:
    assert hundred({}) == {}
    assert hundred({"Logistics": 0.0}) == {}


@pytest.mark.parametrize(("share", "squares"), [(0, 0), (1e-6, 1), (0.036, 4), (0.999, 99), (1, 100)])
def test_a_picture_says_none_or_all_only_where_it_is_so(share: float, squares: int) -> None:
    assert at_least_one(share) == squares
