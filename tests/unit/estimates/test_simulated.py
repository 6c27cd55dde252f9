"""Intervals hold what they promise, on made-up exports with engines good and bad."""

from __future__ import annotations

import numpy as np
import pytest

from etl.estimates import Estimator, direct_share, form_strata, share, wilson
from etl.estimates.plan import systematic
from tests.unit.estimates.worlds import NAMES, world

DRAWS = 60


@pytest.mark.parametrize(
    ("right", "sharper", "leaning"), [(0.35, 2.5, 1.0), (0.66, 1.0, 0.0), (0.66, 2.5, 1.0), (0.9, 1.0, 0.0)]
)
@pytest.mark.parametrize("rulings", [30, 100])
@pytest.mark.parametrize("is_planned", [True, False])
def test_intervals_hold_the_true_shares_and_are_no_wider_than_those_of_rulings_alone(
    right: float, sharper: float, leaning: float, rulings: int, is_planned: bool
) -> None:
    probability, truth = world(right, sharper=sharper, leaning=leaning)
    strata, everything = form_strata(probability, NAMES), np.ones(7, dtype=bool)
    elsewhere = np.array([False] + [True] * 6)
    held, width, alone = np.zeros((DRAWS, 7)), [], []
    for draw in range(DRAWS):
        within = strata.of if is_planned else np.zeros_like(strata.of)
        ruled = systematic(within, rulings, [draw, rulings])
        made = Estimator(probability, strata, ruled, truth[ruled], np.full(rulings, 4_000 / rulings))
        sums = made.sums()
        for place in range(7):
            found = share(made.correction, sums, np.eye(7, dtype=bool)[place], everything)
            assert found is not None
            held[draw, place] = found.low <= truth[:, place].mean() <= found.high
        found = share(made.correction, sums, elsewhere, everything)
        assert found is not None
        width.append(found.half_width)
        low, high = wilson(float(truth[ruled][:, elsewhere].sum(axis=1).mean()), rulings)
        alone.append((high - low) / 2)
    by_draw = held.mean(axis=1)
    assert by_draw.mean() + 2 * by_draw.std(ddof=1) / DRAWS**0.5 >= 0.93
    assert held.mean(axis=0).min() >= 0.80  # a rare department, by 60 draws
    assert np.mean(width) <= 1.05 * np.mean(alone)


def test_intervals_narrow_as_rulings_grow_in_number() -> None:
    probability, truth = world(0.66)
    strata, elsewhere = form_strata(probability, NAMES), np.array([False] + [True] * 6)
    widths = []
    for rulings in (30, 60, 100, 200, 500):
        ruled = [systematic(strata.of, rulings, [draw, rulings]) for draw in range(20)]
        made = [Estimator(probability, strata, r, truth[r], np.full(rulings, 4_000 / rulings)) for r in ruled]
        widths.append(np.mean([each.count(elsewhere).half_width for each in made]))
    assert (np.diff(widths) < 0).all()
    assert widths[3] < 0.45 * widths[0]  # a half-width falls with the root of the rulings


def test_estimates_are_right_on_average_also_where_the_engine_is_sure_of_wrong_answers() -> None:
    probability, truth = world(0.35, sharper=2.5, leaning=1.0)
    strata = form_strata(probability, NAMES)
    found = []
    for draw in range(80):
        ruled = systematic(strata.of, 200, [draw, 200])
        found.append(Estimator(probability, strata, ruled, truth[ruled], np.full(200, 20.0)).sums().value / 4_000)
    off_by_engine = np.abs(probability.mean(axis=0) - truth.mean(axis=0)).sum()
    off = np.abs(np.mean(found, axis=0) - truth.mean(axis=0)).sum()
    assert off < 0.15 * off_by_engine


def test_rulings_alone_hold_a_share_within_a_group_that_the_strata_do_not_know() -> None:
    """Such as within a declared reason: it says more of the origin than what the engine says does."""
    probability, truth = world(0.66, sharper=2.0, leaning=1.0, seed=1)
    random, origin = np.random.default_rng(2), truth.argmax(axis=1)
    coded = np.where(random.random(len(truth)) < 0.7, origin + 1, random.choice(8, len(truth)))
    strata, held, by_totals = form_strata(probability, NAMES), [], []
    for draw in range(30):
        ruled = systematic(strata.of, 500, [draw, 500])
        made = Estimator(probability, strata, ruled, truth[ruled], np.full(500, 8.0))
        for code in range(8):
            mine, true = ruled[coded[ruled] == code], truth[coded == code].mean(axis=0)
            for place in range(7):
                found = direct_share(truth[mine, place], np.full(len(mine), 8.0))
                if found is not None:
                    held.append(found.low <= true[place] <= found.high)
                    other = made.share(np.eye(7, dtype=bool)[place], np.ones(7, dtype=bool), coded == code)
                    by_totals.append(other is not None and other.low <= true[place] <= other.high)
    assert len(held) > 1_000
    assert np.mean(held) >= 0.94
    assert np.mean(by_totals) < 0.8  # why it isn't what totals use
