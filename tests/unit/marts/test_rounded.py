"""Numbers that don't depend on the order in which a database adds."""

from __future__ import annotations

import math
import random

from hypothesis import given
from hypothesis import strategies as st

from etl.marts.core.formatting import value_words
from etl.marts.core.measured import Measured
from etl.marts.core.ratios import rounded


@given(st.lists(st.floats(0, 1e4, allow_subnormal=False), min_size=2, max_size=200), st.randoms(use_true_random=False))
def test_sums_in_another_order_settle_closely(numbers: list[float], chance: random.Random) -> None:
    mixed = chance.sample(numbers, len(numbers))
    assert math.isclose(rounded(sum(numbers)), rounded(sum(mixed)), rel_tol=1e-11)


def test_halves_are_rounded_alike_whichever_side_the_noise_falls() -> None:
    noisy = (7489.5, 7489.499999999997, 7489.500000000001)
    said = {value_words(Measured(value=number, unit="hours")) for number in noisy}
    assert said == {"7,490 h"}


def test_every_number_of_a_measure_is_settled() -> None:
    noisy = 0.1 + 0.2
    measured = Measured(noisy, "share", numerator=noisy, denominator=noisy, low=noisy, high=noisy)
    assert [measured.value, measured.numerator, measured.denominator, measured.low, measured.high] == [0.3] * 5


def test_whole_numbers_and_what_is_missing_stay() -> None:
    assert Measured(3, "complaints", numerator=None).value == 3
    assert Measured(None, "share").value is None
    assert rounded(-0.0) == 0.0
