"""Funnel limits and Laney's p' against figures that others have published, and a simulation of what limits hold."""

from __future__ import annotations

import numpy as np
import pytest

from etl.marts.core.funnel_limits import INNER, LEAST, OUTER, Funnel, between, funnel
from etl.marts.core.process_limits import laney_p

# UK Health Security Agency, PHEindicatormethods (R package of the methods behind Fingertips), its file of expected
# results testdata_funnel_rate_outputs_2.csv: crude rates per 100,000 over three years, baseline 114.8591735. With so
# many events, the population (per year) at which they lie just on the lower limit of 95 % (2s) and of 99.8 % (3s).
BASELINE, YEARS = 114.8591735e-5, 3
LOWER = {1: (1616.949526, 2679.632184), 10: (5337.07421, 7003.931164), 100: (36570.40583, 40493.95621)}
LOWER[104] = LOWER.pop(100)
# The same for the upper limits.
UPPER = {10: (1391.671639, 859.1738425), 104: (24660.79108, 21855.75184)}

# The same package's testdata_funnel_prop_outputs.csv: limits of a proportion of 80.642448 % by the normal
# approximation, by population: lower and upper at 95 %, lower and upper at 99.8 %, in per cent.
PROPORTION = 0.80642448
BY_NORMAL = {
    10_000: (79.867989, 81.416907, 79.421375, 81.863521),
    110_000: (80.408963, 80.875933, 80.274317, 81.010578),
}
BY_NORMAL[9_998] = BY_NORMAL.pop(10_000)


@pytest.mark.parametrize("events", LOWER)
def test_exact_limits_of_a_rate_are_those_published(events: int) -> None:
    found = Funnel(BASELINE, is_proportion=False)
    for population, level in zip(LOWER[events], (INNER, OUTER), strict=True):
        size = np.array([population * YEARS])
        assert found.limits(size, level)[0] == pytest.approx(events / size, rel=1e-5)


@pytest.mark.parametrize("events", UPPER)
def test_exact_upper_limits_of_a_rate_are_those_published(events: int) -> None:
    found = Funnel(BASELINE, is_proportion=False)
    for population, level in zip(UPPER[events], (INNER, OUTER), strict=True):
        size = np.array([population * YEARS])
        assert found.limits(size, level)[1] == pytest.approx(events / size, rel=1e-5)


@pytest.mark.parametrize("population", BY_NORMAL)
def test_exact_limits_of_large_proportions_come_to_the_published_normal_ones(population: int) -> None:
    found, size = Funnel(PROPORTION, is_proportion=True), np.array([float(population)])
    limits = [*found.limits(size, INNER), *found.limits(size, OUTER)]
    # Exact limits are skewed: the two agree to one and a half cases of the population.
    assert np.ravel(limits) * 100 == pytest.approx(BY_NORMAL[population], abs=150 / population)


def test_limits_between_two_whole_counts_are_interpolated_as_spiegelhalter_does() -> None:
    # Binomial, n = 10, p = 0.2, by hand: P(R = 0) = 0.8^10 = 0.10737, so 0 is the smallest count, and
    # a = (0.10737 - 0.025) / 0.10737 = 0.7672: the limit is (0 - 0.7672) / 10, held at 0. P(R >= 5) = 0.03279 and
    # P(R >= 6) = 0.00637, so 5 is the largest count, P(R = 5) = 0.02642, and the limit
    # (5 + (0.03279 - 0.025) / 0.02642) / 10 = 0.52949.
    low, high = Funnel(0.2, is_proportion=True).limits(np.array([10.0]), INNER)
    assert low == pytest.approx([0.0])
    assert high == pytest.approx([0.52949], abs=5e-5)


def test_variance_between_groups_is_the_published_estimate() -> None:
    # The 13 trials of BCG against tuberculosis (Colditz and others 1994), cases and others of the vaccinated and of
    # the controls. Published of their log risk ratios: Q = 152.23 and, by DerSimonian and Laird, tau squared = 0.3088
    # (Viechtbauer 2010, Journal of Statistical Software 36(3), the package metafor).
    trials = np.array(
        [
            (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
            (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232),
            (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
        ],
        dtype=np.float64,
    )  # fmt: skip
    ill, well, control_ill, control_well = trials.T
    effect = np.log(ill / (ill + well) / (control_ill / (control_ill + control_well)))
    variance = 1 / ill - 1 / (ill + well) + 1 / control_ill - 1 / (control_ill + control_well)
    mean = (effect / variance).sum() / (1 / variance).sum()
    q = float(((effect - mean) ** 2 / variance).sum())
    assert q == pytest.approx(152.23, abs=0.005)
    assert between(q / len(effect), np.sqrt(variance)) ** 2 == pytest.approx(0.3088, abs=5e-5)


def test_laneys_limits_are_those_of_another_program() -> None:
    # Defectives of 20 months and their sizes, as the Quality Control module of JASP ships them (SPC_P.csv), and what
    # its own Laney p' chart of them shows (laney-p-chart.svg): the centre as printed, limits as drawn, to a tenth of a
    # pixel (0.0001) of the first four months.
    size = np.array(
        [150, 153, 170, 226, 154, 130, 190, 165, 176, 144, 132, 144, 156, 158, 142, 212, 155, 138, 141, 130]
    )
    bad = np.array([21, 16, 30, 31, 24, 33, 32, 29, 23, 17, 14, 31, 29, 25, 15, 43, 20, 26, 23, 28])
    found = laney_p(np.array(bad, np.float64), np.array(size, np.float64), np.ones(20, dtype=bool))
    assert found.mean[0] == pytest.approx(0.1611, abs=5e-5)
    assert found.high[:4] == pytest.approx([0.2944, 0.2931, 0.2863, 0.2697], abs=1e-4)
    assert found.low[:4] == pytest.approx([0.0278, 0.0291, 0.0358, 0.0525], abs=1e-4)


def test_groups_that_differ_no_more_than_by_chance_get_the_limits_of_chance() -> None:
    sizes = np.full(20, 100.0)
    alike = funnel(np.array([9.0, 11.0] * 10), sizes, is_proportion=True)
    assert not alike.is_widened
    assert alike.dispersion == pytest.approx(1 / 9 / 0.6787)  # each a third of a standard error of 3 away
    assert alike.limits(sizes, INNER)[1] == pytest.approx(Funnel(0.1, is_proportion=True).limits(sizes, INNER)[1])


def test_few_groups_say_nothing_of_how_much_groups_differ() -> None:
    few = funnel(
        np.array([10.0, 90.0] * ((LEAST - 1) // 2)), np.full(LEAST - 1 - (LEAST - 1) % 2, 100.0), is_proportion=True
    )
    assert np.isnan(few.dispersion)
    assert not few.is_widened


def test_a_group_that_is_all_or_none_is_within_what_a_rate_can_be() -> None:
    sizes = np.array([1.0, 5.0, 1e6])
    for overall, is_proportion in ((0.0, True), (1.0, True), (0.0, False), (0.5, True), (3.0, False)):
        low, high = Funnel(overall, is_proportion=is_proportion).limits(sizes, OUTER)
        assert (low >= 0).all()
        assert (low <= high).all()
        assert (low <= overall + 1e-9).all()
        assert (high >= overall - 1e-9).all()
        assert not is_proportion or (high <= 1).all()


@pytest.mark.parametrize(("overall", "part", "whole"), [(0.999, 9, 9), (0.001, 0, 300), (0.5, 1, 1), (0.9, 20, 20)])
def test_what_chance_gives_often_is_within_the_limits(overall: float, part: int, whole: int) -> None:
    for is_turned in (False, True):
        rate = (whole - part if is_turned else part) / whole
        found = Funnel(1 - overall if is_turned else overall, is_proportion=True)
        low, high = found.limits(np.array([float(whole)]), INNER)
        assert low[0] <= rate <= high[0]


@pytest.mark.parametrize(("spread", "least", "most"), [(0.0, 0.93, 0.98), (0.03, 0.92, 0.98)])
def test_simulated_groups_lie_within_the_limits_as_often_as_said(spread: float, least: float, most: float) -> None:
    random = np.random.default_rng(20261130)
    inner, outer, count = 0, 0, 0
    for _ in range(120):
        sizes = np.round(np.exp(random.uniform(np.log(40), np.log(4000), 24)))
        rates = np.clip(random.normal(0.15, spread, 24), 0.01, 0.99)
        parts = random.binomial(sizes.astype(int), rates).astype(np.float64)
        found, value = funnel(parts, sizes, is_proportion=True), parts / sizes
        for level in (INNER, OUTER):
            low, high = found.limits(sizes, level)
            within = int(((value >= low) & (value <= high)).sum())
            inner, outer = (inner + within, outer) if level == INNER else (inner, outer + within)
        count += len(sizes)
    assert least < inner / count < most
    assert outer / count > 0.99


def test_odd_groups_stand_out_though_all_groups_differ() -> None:
    random = np.random.default_rng(7)
    sizes = np.full(30, 2000.0)
    rates = np.append(random.normal(0.15, 0.02, 29), 0.4)
    found = funnel(np.round(rates * sizes), sizes, is_proportion=True)
    low, high = found.limits(sizes, OUTER)
    assert found.is_widened
    assert found.dispersion > 2
    assert np.flatnonzero((rates > high) | (rates < low)).tolist() == [29]
