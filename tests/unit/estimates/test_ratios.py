"""Hours, money and other ratios, with a bootstrap over the strata."""

from __future__ import annotations

import numpy as np
import pytest

from etl.estimates import Estimator, form_strata, share
from etl.estimates.plan import systematic
from etl.estimates.ratios import ratio, replicates, total
from tests.unit.estimates.worlds import NAMES, world

EVERYTHING = np.ones(7, dtype=bool)
ELSEWHERE = np.array([False] + [True] * 6)


def made(rulings: int, draw: int = 0) -> tuple[Estimator, np.ndarray, np.ndarray]:
    """An estimator, the origins, and minutes that grow with where a ticket starts."""
    probability, truth = world(0.66)
    minutes = np.random.default_rng(5).gamma(2.0, 5.0, len(truth)) * (1 + truth.argmax(axis=1))
    strata = form_strata(probability, NAMES)
    ruled = systematic(strata.of, rulings, [draw, rulings])
    weight = np.full(rulings, len(truth) / rulings)
    return Estimator(probability, strata, ruled, truth[ruled], weight), truth, minutes


def test_the_same_seed_gives_the_same_bounds() -> None:
    one = made(60)[0].correction
    assert np.array_equal(replicates(one, 1), replicates(one, 1))
    assert not np.array_equal(replicates(one, 1), replicates(one, 2))


def test_replicates_vary_as_the_strata_do() -> None:
    correction = made(200)[0].correction
    found = replicates(correction, 3, count=4_000)
    variance = correction.spread * (1 - correction.spread) / correction.count_ruled[:, None]
    assert np.abs(found.mean(axis=0)).max() < 0.01
    np.testing.assert_allclose(found.sum(axis=2), 0, atol=1e-9)
    assert found.var(axis=0).sum() == pytest.approx(variance.sum(), rel=0.15)


def test_for_counts_the_bootstrap_and_the_formula_agree() -> None:
    estimator, _, _ = made(200)
    sums = estimator.sums()
    by_formula = share(estimator.correction, sums, ELSEWHERE, EVERYTHING)
    by_bootstrap = ratio(estimator.correction, sums, sums, ELSEWHERE, EVERYTHING, replicates(estimator.correction, 1))
    assert by_formula is not None
    assert by_bootstrap is not None
    assert by_bootstrap.value == pytest.approx(by_formula.value)
    assert by_bootstrap.half_width == pytest.approx(by_formula.half_width, rel=0.12)


def test_bounds_hold_the_true_part_of_the_minutes() -> None:
    held, sums_held = [], []
    for draw in range(60):
        estimator, truth, minutes = made(60, draw)
        sums = estimator.sums(x=minutes)
        deviations = replicates(estimator.correction, draw, count=200)
        part = ratio(estimator.correction, sums, sums, ELSEWHERE, EVERYTHING, deviations, most=1.0)
        assert part is not None
        assert part.low <= part.value <= part.high <= 1
        true = (minutes * truth[:, ELSEWHERE].sum(axis=1)).sum()
        held.append(part.low <= true / minutes.sum() <= part.high)
        all_of = total(estimator.correction, sums, ELSEWHERE, deviations)
        sums_held.append(all_of.low <= true <= all_of.high)
    assert np.mean(held) >= 0.85
    assert held == sums_held


def test_minutes_per_complaint_relate_two_sums() -> None:
    estimator, _, minutes = made(100)
    above, below = estimator.sums(x=minutes, other=np.ones(len(minutes))), estimator.sums()
    found = ratio(estimator.correction, above, below, ELSEWHERE, ELSEWHERE, replicates(estimator.correction, 1))
    assert found is not None
    assert found.value == pytest.approx(above.value[ELSEWHERE].sum() / below.value[ELSEWHERE].sum())
    assert 0 < found.low < found.value < found.high


def test_nothing_below_gives_no_ratio() -> None:
    estimator, _, minutes = made(60)
    none = estimator.sums(within=np.zeros(len(minutes), dtype=bool))
    assert ratio(estimator.correction, none, none, ELSEWHERE, EVERYTHING, replicates(estimator.correction, 1)) is None
