"""Bounds of what the strata don't know of hold, also where the engine takes one issue for another."""

from __future__ import annotations

import numpy as np
import pytest

from etl.estimates import Estimator, form_strata
from etl.estimates.difference import Drawn, count_by_difference
from etl.estimates.intervals import Estimate, wilson
from etl.estimates.plan import systematic
from tests.unit.estimates.worlds import NAMES, Floats, world

COUNT, DRAWS = 4_000, 40
ISSUES = np.array([0.6, 0.3, 0.1])
"""Of each department."""


def issues(truth: Floats, right: float, seed: int) -> tuple[Floats, Floats]:
    """True issue of each ticket, and the one that the engine names of each department, shape (tickets, departments);
    where it is wrong it names the first.
    """
    random = np.random.default_rng(seed)
    true = random.choice(3, len(truth), p=ISSUES)
    told = random.choice(3, truth.shape, p=ISSUES)
    seen = np.where(random.random(len(truth)) < right, true, 0)
    return true, np.where(truth > 0, seen[:, None], told)


def told_of(made: Estimator, true: Floats, told: Floats, place: int, issue: int) -> Estimate:
    """Tickets of one department and issue: those ruled, and what is said of the others."""
    group = made.correction.group[made.strata.of]
    expected = made.correction.expectations(made.probability, made.strata.of)[:, place] * (told[:, place] == issue)
    ruled = made.outcome[:, place] * (true[made.ruled] == issue)
    rows, is_open = made.ruled, made.is_open & (group >= 0)
    drawn = Drawn(group[rows], made.weight, ruled, expected[rows], np.ones(len(rows), dtype=bool))
    total = np.bincount(group[is_open], minlength=len(made.correction.mean)).astype(float)
    return count_by_difference(made.correction, drawn, total, float(expected[is_open].sum())).plus(float(ruled.sum()))


@pytest.mark.parametrize("right", [0.5, 0.9])
@pytest.mark.parametrize("rulings", [60, 200])
def test_the_bounds_of_an_issue_hold_the_truth(right: float, rulings: int) -> None:
    probability, truth = world(0.66, sharper=1.5, leaning=0.5)
    strata, (true, told) = form_strata(probability, NAMES), issues(truth, right, 1)
    held, widths, alone = np.zeros((DRAWS, 4, 3)), [], []
    for draw in range(DRAWS):
        ruled = systematic(strata.of, rulings, [draw, rulings])
        made = Estimator(probability, strata, ruled, truth[ruled], np.full(rulings, COUNT / rulings))
        for place in range(4):
            for issue in range(3):
                found, is_it = told_of(made, true, told, place, issue), truth[:, place] * (true == issue)
                assert found.low <= found.value <= found.high
                held[draw, place, issue] = found.low <= is_it.sum() <= found.high
                if issue == 0:
                    widths.append(found.half_width / COUNT)
                    low, high = wilson(float(is_it[ruled].mean()), rulings)
                    alone.append((high - low) / 2)
    by_draw = held.mean(axis=(1, 2))
    assert by_draw.mean() + 2 * by_draw.std(ddof=1) / DRAWS**0.5 >= 0.93
    assert held.mean(axis=0).min() >= 0.8  # a rare issue, by 40 draws
    assert np.mean(widths) <= 1.05 * np.mean(alone)
