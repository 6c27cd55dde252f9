"""Parts of a change leave nothing over, and their intervals hold what would come of very many such periods."""

from __future__ import annotations

import numpy as np
import pytest

from etl.marts.core.kitagawa import Daily, Parts, reach, taken_apart

CAUSES = 4
WEEKDAYS = [number % 7 for number in range(30)]
BUSY = np.array([1.6, 1.2, 1.1, 1.0, 1.0, 0.6, 0.5])
"""Of each weekday, beside the mean."""
ARRIVE = {"before": np.array([5.0, 2.0, 1.2, 0.35]), "now": np.array([7.0, 2.0, 0.8, 0.2])}
"""Complaints a day, by cause; the last has as few as one that stands by itself may have."""
TAKES = {"before": np.array([1.0, 0.5, 2.0, 1.0]), "now": np.array([1.0, 0.8, 2.0, 1.0])}
"""Hours of each; of a ratio the part that answers yes is a quarter of it."""


def expected(when: str, *, is_ratio: bool) -> Parts:
    whole = ARRIVE[when] * BUSY[WEEKDAYS].sum()
    return Parts(whole * TAKES[when] * (0.25 if is_ratio else 1.0), whole)


def drawn(when: str, rng: np.random.Generator, unevenness: float, *, is_ratio: bool) -> Daily:
    """A period by chance: what arrives on a day has a variance of so many times its mean."""
    mean = BUSY[WEEKDAYS][:, None] * ARRIVE[when]
    whole = (
        rng.poisson(mean) if unevenness == 1 else rng.negative_binomial(mean / (unevenness - 1), 1 / unevenness)
    ).astype(float)
    if is_ratio:
        part = rng.binomial(whole.astype(int), 0.25 * TAKES[when]).astype(float)
    else:  # hours of each are as uneven as those of an exponential distribution
        part = rng.gamma(np.maximum(whole, 1e-9), TAKES[when]) * (whole > 0)
    return Daily(Parts(part, whole), WEEKDAYS)


def whole_of(daily: Daily) -> Parts:
    return Parts(daily.parts.part.sum(axis=0), daily.parts.whole.sum(axis=0))


@pytest.mark.parametrize("is_ratio", [False, True])
@pytest.mark.parametrize("unevenness", [1.0, 3.0])
def test_of_a_hundred_intervals_some_ninety_five_hold_what_would_come_of_very_many_periods(
    unevenness: float, *, is_ratio: bool
) -> None:
    rng, periods = np.random.default_rng(11), 150
    truth = taken_apart(expected("now", is_ratio=is_ratio), expected("before", is_ratio=is_ratio), is_ratio=is_ratio)
    held = dict.fromkeys(("by_amount", "by_rate", "total"), 0)
    for seed in range(periods):
        before, now = (drawn(when, rng, unevenness, is_ratio=is_ratio) for when in ("before", "now"))
        parts = taken_apart(whole_of(now), whole_of(before), is_ratio=is_ratio)
        off = reach(now, before, is_ratio=is_ratio, seed=seed)
        assert off is not None
        for cause in range(CAUSES):
            values = dict(zip(held, (parts[0][cause], parts[1][cause], parts[0][cause] + parts[1][cause]), strict=True))
            real = dict(zip(held, (truth[0][cause], truth[1][cause], truth[0][cause] + truth[1][cause]), strict=True))
            limits = off.limits([cause], values)
            for name in held:
                held[name] += limits[f"low_{name}"] <= real[name] <= limits[f"high_{name}"]
    for name, count in held.items():
        assert 0.92 <= count / (CAUSES * periods) <= 0.985, name


def test_causes_together_have_the_interval_of_their_sum() -> None:
    rng = np.random.default_rng(3)
    before, now = (drawn(when, rng, 1.0, is_ratio=False) for when in ("before", "now"))
    off = reach(now, before, is_ratio=False, seed=1)
    assert off is not None
    values = dict.fromkeys(("by_amount", "by_rate", "total"), 0.0)
    alone = [off.limits([cause], values)["high_total"] for cause in (0, 1)]
    both = off.limits([0, 1], values)["high_total"]
    assert both == pytest.approx(np.hypot(*alone), rel=0.15)  # they come independently of each other


def test_of_few_days_nothing_is_said() -> None:
    short = Daily(Parts(np.ones((2, 1)), np.ones((2, 1))), [0, 1])
    assert reach(short, short, is_ratio=False, seed=0) is None
