"""The range of model error, where nobody has ruled."""

from __future__ import annotations

import numpy as np
import pytest

from etl.estimates.model_error import doubt_in, factor_from, factor_of, known_factors, reaching, with_hidden
from tests.unit.estimates.worlds import world


def test_an_engine_that_is_sure_of_every_ticket_leaves_the_least_doubt_and_one_that_is_torn_its_own() -> None:
    sure, torn = np.eye(3)[[0, 1, 2, 0]], np.tile([0.4, 0.3, 0.3], (4, 1))
    first = np.array([True, False, False])
    assert doubt_in(sure, first) == pytest.approx(0.97 * 0.03)
    own = 0.4 * 0.6 + 0.6  # undecided, and first choices say all are the first
    others = 2 * (0.3 * 0.7 + 0.3)
    assert doubt_in(torn, first) == pytest.approx(own + 0.5 * (own + others) / 3)
    assert doubt_in(np.empty((0, 3)), first) == 0


def test_a_department_that_the_engine_never_says_may_hide_among_the_others_and_all_together_may_not() -> None:
    torn = np.tile([0.5, 0.5, 0.0], (4, 1))
    never, both, everything = np.array([False, False, True]), np.array([True, True, False]), np.ones(3, dtype=bool)
    assert doubt_in(torn, never) == pytest.approx(0.5 * (0.25 + 0.5))
    assert doubt_in(torn, everything) == doubt_in(torn, ~everything) == 0
    # what the engine never says may hide in what it does say
    assert doubt_in(torn, both) == pytest.approx(doubt_in(torn, never)) == pytest.approx(0.375)


def test_tickets_that_people_ruled_on_leave_no_doubt_where_none_shows() -> None:
    assert with_hidden(0.0, [0.0, 0.0], unruled=0.0) == 0
    assert with_hidden(0.0, [0.0, 0.0], unruled=0.5) == pytest.approx(0.5 * 0.97 * 0.03)
    assert with_hidden(0.0, [0.2, 0.0], unruled=0.5) == pytest.approx(0.5 * 0.1)


def test_ranges_hold_four_departments_of_five_where_some_are_missed() -> None:
    """Simulated exports whose engines favour some departments and hardly say one of them, each left out in turn."""
    singles, held, factors, worlds = np.eye(7, dtype=bool), [], {}, {}
    for seed in range(12):
        probability, truth = world(0.5 + 0.03 * seed, leaning=0.7, count=1_500, seed=seed)
        missed = probability.copy()
        missed[:, 1 + seed % 6] *= 0.1
        worlds[str(seed)] = (missed / missed.sum(axis=1, keepdims=True), truth.mean(axis=0))
        factors[str(seed)] = factor_of(*worlds[str(seed)])
    for name, (probability, share) in worlds.items():
        factor = factor_from(factors, without=name)
        off = np.abs(probability.mean(axis=0) - share)
        held.append(np.mean([off[i] <= factor * doubt_in(probability, singles[i]) for i in range(7)]))
    assert np.mean(held) >= 0.8
    assert min(held) >= 0.7


def test_the_factor_holds_the_error_of_four_departments_of_five() -> None:
    probability = np.tile([0.3, 0.25, 0.2, 0.15, 0.1], (10, 1))
    truth = np.array([0.25, 0.3, 0.22, 0.13, 0.1])
    singles = np.eye(5, dtype=bool)
    factor = factor_of(probability, truth)
    doubts = [doubt_in(probability, each) for each in singles]
    held = [abs(p - t) <= factor * d + 1e-12 for p, t, d in zip(probability[0], truth, doubts, strict=True)]
    assert sum(held) >= 4
    assert factor_of(probability, probability[0]) == pytest.approx(0)


def test_the_factor_in_use_is_the_largest_of_the_other_sets() -> None:
    factors = {"one": 0.5, "two": 0.9}
    assert (factor_from(factors), factor_from(factors, without="two")) == (0.9, 0.5)


def test_the_factors_that_ship_are_of_labelled_sets_and_reach_somewhere() -> None:
    factors = known_factors()
    assert "sample" in factors
    assert all(0 < factor < 3 for factor in factors.values())


def test_a_range_stays_within_nought_and_one() -> None:
    found = reaching(0.1, doubt=0.5, factor=0.6)
    assert (found.low, found.value, found.high) == (0.0, 0.1, pytest.approx(0.4))
