"""Whom a draw takes, and what it buys."""

from __future__ import annotations

import numpy as np
import pytest

from etl.estimates.plan import allocate, expected_half_width, systematic


def test_a_fifth_is_drawn_from_tickets_that_do_not_count_as_complaints() -> None:
    found = allocate(30, complaints=600, others=2_000)
    assert found.drawn.tolist() == [24, 6]
    assert found.probability.tolist() == [0.04, 0.003]


@pytest.mark.parametrize(
    ("size", "complaints", "others", "drawn"),
    [(30, 600, 0, [30, 0]), (30, 600, 2, [28, 2]), (30, 10, 500, [10, 20]), (30, 3, 4, [3, 4]),
     (30, 0, 50, [0, 30]), (8, 50, 50, [8, 0])],
)  # fmt: skip
def test_a_part_that_is_too_small_leaves_its_tickets_to_the_other(
    size: int, complaints: int, others: int, drawn: list[int]
) -> None:
    assert allocate(size, complaints, others).drawn.tolist() == drawn


def test_each_stratum_gets_its_share_to_within_one_and_no_ticket_twice() -> None:
    stratum = np.repeat([0, 1, 2], [500, 300, 200])
    drawn = systematic(stratum, 31, seed=4)
    assert len(set(drawn.tolist())) == 31
    assert np.abs(np.bincount(stratum[drawn]) - 31 * np.array([0.5, 0.3, 0.2])).max() < 1


def test_the_same_seed_draws_the_same_and_another_draws_otherwise() -> None:
    stratum = np.zeros(200, dtype=np.int64)
    assert systematic(stratum, 20, 1).tolist() == systematic(stratum, 20, 1).tolist()
    assert set(systematic(stratum, 20, 1).tolist()) != set(systematic(stratum, 20, 2).tolist())


def test_each_ticket_is_as_likely_to_be_drawn_as_any_other() -> None:
    stratum = np.repeat([0, 1], [15, 5])
    often = np.bincount(np.concatenate([systematic(stratum, 4, seed) for seed in range(3_000)]), minlength=20)
    assert np.abs(often / 3_000 - 0.2).max() < 0.03


def test_of_fewer_tickets_than_are_wanted_all_are_drawn() -> None:
    assert sorted(systematic(np.array([1, 0, 1]), 5, 1).tolist()) == [0, 1, 2]


def test_more_rulings_buy_a_narrower_interval_and_all_of_them_certainty() -> None:
    widths = [expected_half_width(0.6, rulings, 5_000) for rulings in (0, 30, 60, 200)]
    assert widths[0] == 0.5
    assert widths == sorted(widths, reverse=True)
    assert round(widths[1], 2) == 0.17
    assert expected_half_width(0.6, 50, 50) == 0
    assert expected_half_width(0.6, 60, 5_000, ratio=0.8) == pytest.approx(0.8 * widths[2])
